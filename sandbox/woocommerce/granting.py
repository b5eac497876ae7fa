"""`/wc-auth/v1/`: an administrator signs in, approves, and the store posts a new key to whoever asked.

As recorded from 11.0.1, but for one thing: a callback to this machine may go by plain HTTP, as the
sandbox's webhooks do.
"""

import html
import json
import secrets
from collections.abc import Mapping
from urllib.parse import urlencode, urljoin, urlsplit

import requests
from werkzeug.wrappers import Request, Response

from sandbox.woocommerce.front import page
from sandbox.woocommerce.posting import LOOPBACK
from sandbox.woocommerce.shop import ApiKey, Shop

ROOT = "/wc-auth/v1/"
COOKIE = "wordpress_logged_in"
NEEDED = ("app_name", "user_id", "return_url", "callback_url", "scope")
SCOPES = ("read", "write", "read_write")
MOST_HOPS = 5


class Wrong(Exception):
    """The store shows this as a page, with status 401."""


def answer(shop: Shop, request: Request) -> Response:
    """Any page of the grant. Call it without holding the store's lock: the receiver may ask the store."""
    step = request.path.removeprefix(ROOT).strip("/")
    try:
        if step == "login" and request.method == "POST":
            return _sign_in(shop, request)
        asked = _asked(request.args)
        if step == "login":
            return _sign_in_page()
        if request.cookies.get(COOKIE) not in shop.gate.sessions:
            return _on_to(f"{ROOT}login/?{urlencode(asked)}")
        if step == "authorize":
            return _offer(shop, asked)
        if step == "access_granted":
            return _grant(shop, asked, request.args.get("wc_auth_nonce", ""))
    except Wrong as wrong:
        return page(401, f"Error: {wrong}")
    return page(404, "Page not found")


def _asked(given: Mapping[str, str]) -> dict[str, str]:
    for name in NEEDED:
        if not given.get(name):
            raise Wrong(f"Missing parameter {name}")
    asked = {name: given[name] for name in NEEDED}
    if asked["scope"] not in SCOPES:
        raise Wrong(f"Invalid scope {html.escape(asked['scope'])}")
    for name in ("return_url", "callback_url"):
        asked[name] = asked[name] if "://" in asked[name] else f"https://{asked[name]}"
        if not urlsplit(asked[name]).hostname:
            raise Wrong(f"The {name} is not a valid URL")
    callback = urlsplit(asked["callback_url"])
    if callback.scheme != "https" and callback.hostname not in LOOPBACK:
        raise Wrong("The callback_url needs to be over SSL")
    return asked


def _sign_in_page() -> Response:
    form = (
        '<form method="post"><label>Username <input name="username"></label>'
        '<label>Password <input name="password" type="password"></label><button>Login</button></form>'
    )
    return Response(f"<!doctype html><title>Login</title>{form}", mimetype="text/html")


def _sign_in(shop: Shop, request: Request) -> Response:
    if request.form.get("password") != "password":
        return _sign_in_page()
    session = secrets.token_hex(16)
    shop.gate.sessions.add(session)
    response = _on_to(f"{ROOT}authorize/?{request.query_string.decode()}")
    response.set_cookie(COOKIE, session, httponly=True, secure=True)
    return response


def _offer(shop: Shop, asked: Mapping[str, str]) -> Response:
    nonce = secrets.token_hex(5)
    shop.gate.nonces.add(nonce)
    yes = f"{ROOT}access_granted/?{urlencode({**asked, 'wc_auth_nonce': nonce})}"
    no = _returning(asked, success=0)
    links = f'<a href="{html.escape(yes)}">Approve</a> <a href="{html.escape(no)}">Deny</a>'
    said = f"{html.escape(asked['app_name'])} would like to connect to your store"
    return Response(f"<!doctype html><title>{said}</title><h1>{said}</h1>{links}", mimetype="text/html")


def _grant(shop: Shop, asked: Mapping[str, str], nonce: str) -> Response:
    if nonce not in shop.gate.nonces:
        raise Wrong("Invalid nonce verification")
    with shop.lock:
        name, key_id = f"ck_{secrets.token_hex(20)}", shop.new_id("api_key")
        key = ApiKey(f"cs_{secrets.token_hex(20)}", asked["scope"])
        shop.keys[name] = key
    body = {
        "key_id": key_id,
        "user_id": asked["user_id"],
        "consumer_key": name,
        "consumer_secret": key.secret,
        "key_permissions": key.permissions,
        **shop.front.handed_over,
    }
    if _post(shop, asked["callback_url"], json.dumps(body, separators=(",", ":"))) != requests.codes.ok:
        with shop.lock:
            shop.keys.pop(name, None)
        raise Wrong("An error occurred in the request and at the time were unable to send the consumer data.")
    return _on_to(_returning(asked, success=1))


def _post(shop: Shop, url: str, body: str) -> int | None:
    """The last answer's status: redirects are followed (recorded), with a GET as browsers do."""
    headers = {
        "User-Agent": f"WordPress/7.0.4; {shop.url}",
        "Content-Type": "application/json;charset=UTF-8",
    }
    patience = shop.front.callback_seconds
    with requests.Session() as session:
        session.trust_env = False
        session.verify = shop.outbox.poster.verify
        method, data = "POST", body
        for _ in range(MOST_HOPS):
            if urlsplit(url).hostname not in LOOPBACK:
                return None
            try:
                told = session.request(
                    method, url, data=data, headers=headers, timeout=patience, allow_redirects=False
                )
            except requests.RequestException:
                return None
            if not told.is_redirect:
                return told.status_code
            url, method, data = urljoin(url, told.headers["Location"]), "GET", ""
    return None


def _returning(asked: Mapping[str, str], success: int) -> str:
    glue = "&" if "?" in asked["return_url"] else "?"
    return f"{asked['return_url']}{glue}{urlencode({'success': success, 'user_id': asked['user_id']})}"


def _on_to(url: str) -> Response:
    return Response("", 302, {"Location": url}, mimetype="text/html")
