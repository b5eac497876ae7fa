"""The app proxy: `/apps/backorder/...` of the shop, forwarded to the app with Shopify's signature."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

import requests
from werkzeug.wrappers import Request, Response

PREFIX: Final = "/apps/backorder"
LIQUID: Final = "application/liquid"
"""The content type of an answer that Shopify renders inside the shop's theme."""
PASSED_ON: Final = ("Accept", "Accept-Language", "Content-Type", "User-Agent")
PASSED_BACK: Final = ("Content-Type", "Cache-Control", "ETag", "Location", "Retry-After", "Vary")
SECONDS: Final = 10.0


def signature(params: Mapping[str, Sequence[str]], secret: str) -> str:
    """Hex HMAC-SHA256 over the sorted `name=value`, nothing between them; repeated names joined by commas."""
    pairs = sorted(f"{name}={','.join(values)}" for name, values in params.items())
    return hmac.new(secret.encode(), "".join(pairs).encode(), hashlib.sha256).hexdigest()


def signed(asked: Mapping[str, Sequence[str]], domain: str, secret: str, now: datetime) -> str:
    """The query that the app gets: the buyer's own parameters, and what Shopify adds."""
    whole = {
        **asked,
        "shop": [domain],
        "path_prefix": [PREFIX],
        "timestamp": [str(int(now.timestamp()))],
        "logged_in_customer_id": [""],
    }
    return urlencode({**whole, "signature": [signature(whole, secret)]}, doseq=True)


def forward(request: Request, app_url: str, domain: str, secret: str, now: datetime) -> Response:
    """Ask the app; cookies go neither way. 502 where it does not answer."""
    query = signed({name: request.args.getlist(name) for name in request.args}, domain, secret, now)
    headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
    address = f"{app_url}/proxy{request.path.removeprefix(PREFIX)}?{query}"
    try:
        answer = requests.request(
            request.method,
            address,
            headers=headers,
            data=request.get_data(),
            allow_redirects=False,
            timeout=SECONDS,
        )
    except requests.RequestException:
        return Response("The app did not answer.", 502)
    back = {name: answer.headers[name] for name in PASSED_BACK if name in answer.headers}
    return Response(answer.content, answer.status_code, headers=back)
