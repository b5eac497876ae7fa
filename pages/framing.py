"""Pages inside a shop's admin: who may frame them, which scripts they may load, how a visit begins again."""

import re
from typing import Final
from urllib.parse import urlencode

from flask import Response, g, request

from adapters.shopify.granting import TOKEN_PAGE, is_shop
from pages import presence
from pages.onward import safe

ADMIN: Final = "https://admin.shopify.com"
SCRIPTS: Final = "https://cdn.shopify.com"
HOME: Final = "/shopify"
SHOP: Final = "framed_shop"
"""A cookie beside the visit's: which shop's admin it was, so that a visit can begin again there."""
HOST: Final = re.compile(r"[A-Za-z0-9+/=_-]{1,200}")


def framed_in() -> str:
    """The shop whose admin may frame this answer; empty: nobody's."""
    visitor = g.get("visitor")
    return g.get("framed_in") or (visitor.framed_in if visitor else "")


def let_frame(policy: str, shop: str) -> str:
    """The policy of a page of our own, as a page inside that shop's admin has it."""
    around = f"https://{shop} {ADMIN}"
    policy = policy.replace("frame-ancestors 'none'", f"frame-ancestors {around}")
    policy = policy.replace("frame-ancestors 'self'", f"frame-ancestors 'self' {around}")
    if not policy.startswith("default-src 'self'"):
        return policy
    return (
        f"{policy}; script-src 'self' {SCRIPTS}; style-src 'self' {SCRIPTS}; font-src 'self' {SCRIPTS}"
    ).replace("img-src 'self' data:", f"img-src 'self' data: {SCRIPTS}")


def known_shop() -> str:
    """The shop that the address or this browser's cookie names, if it is the name of one."""
    for named in (request.args.get("shop", ""), request.cookies.get(presence.cookie_name(SHOP), "")):
        if is_shop(named):
            return named
    return ""


def remember_shop(answer: Response, shop: str) -> Response:
    """For the day when the visit has ended but the frame still stands."""
    answer.set_cookie(
        presence.cookie_name(SHOP),
        shop,
        max_age=90 * 86_400,
        httponly=True,
        secure=True,
        samesite="None",
        partitioned=True,
    )
    return answer


def kept_query(shop: str) -> dict[str, str]:
    """What App Bridge needs to find in a frame's address."""
    host = request.args.get("host", "")
    return {"shop": shop, "embedded": "1", **({"host": host} if HOST.fullmatch(host) else {})}


def again(shop: str, onward: str) -> str:
    """The page where App Bridge fetches a new ID token, and then goes on."""
    kept = kept_query(shop)
    to = f"{HOME}?{urlencode({**kept, 'next': safe(onward)})}"
    return f"{TOKEN_PAGE}?{urlencode({**kept, 'shopify-reload': to})}"
