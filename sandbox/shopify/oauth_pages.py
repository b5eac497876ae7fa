"""The addresses of `/admin/oauth`: the token endpoint, and the page where a merchant says yes or no."""

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Request, Response

from sandbox.shopify.oauth import Denied, OAuth
from sandbox.shopify.people import sign_query

TOKEN, AUTHORIZE = "/admin/oauth/access_token", "/admin/oauth/authorize"


def exchange(oauth: OAuth, request: Request) -> tuple[dict[str, Any], int]:
    """The token endpoint's body and status."""
    try:
        asked = request.get_json() if request.is_json else request.form.to_dict()
        return oauth.exchange(asked, request.host.partition(":")[0]), 200
    except BadRequest:
        return {"error": "invalid_request"}, 400
    except Denied as denied:
        return {"error": denied.error, "error_description": "Refused by the sandbox."}, 400


def authorize(oauth: OAuth, request: Request) -> Response:
    """The merchant's page; `answer=yes` in the address is their click."""
    asked = request.args.to_dict()
    domain = asked.get("shop") or request.host
    shop = oauth.shops.get(domain.partition(".")[0])
    if shop is None:
        return Response("There is no such shop.", 404)
    if asked.get("answer") == "no":
        return Response("The app was not installed.", 200)
    if asked.get("answer") != "yes":
        return Response(_question(asked, shop.domain), 200, mimetype="text/html")
    try:
        code = oauth.approve(shop, asked.get("client_id", ""), asked.get("scope", "").split(","))
    except Denied as denied:
        return Response(denied.error, 400)
    secret = oauth.codes[code].app.secret
    told = {
        "code": code,
        "host": "YWRtaW4uc2hvcGlmeS5jb20",
        "shop": shop.domain,
        "state": asked.get("state", ""),
        "timestamp": str(int(oauth.clock().timestamp())),
    }
    query = urlencode({**told, "hmac": sign_query(told, secret)})
    return Response("", 302, headers={"Location": f"{asked.get('redirect_uri', '')}?{query}"})


def _question(asked: Mapping[str, str], domain: str) -> str:
    answers = "".join(
        f'<p><a href="?{escape(urlencode({**asked, "answer": word}))}">{text}</a></p>'
        for word, text in (("yes", "Install"), ("no", "Cancel"))
    )
    scopes = escape(asked.get("scope", ""))
    return f"<!doctype html><title>Install app</title><h1>{escape(domain)}</h1><p>{scopes}</p>{answers}"
