"""Who works in a shop's admin, and the address under which its frame opens an app."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import jwt

ID_TOKEN_LIVES = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class User:
    """A user of the admin. `owner`: the shop is theirs."""

    id: int
    first_name: str
    last_name: str
    email: str
    owner: bool = False


OWNER = User(9_100_000_000_000_501, "Ada", "Owner", "ada@example.com", owner=True)
STAFF = User(9_100_000_000_000_502, "Bert", "Staff", "bert@example.com")


def sign_query(params: Mapping[str, str], secret: str) -> str:
    """The `hmac` of a query, in hex, over its sorted parameters (Shopify's "verify a request")."""
    pairs = []
    for name, value in params.items():
        name, value = name.replace("%", "%25").replace("=", "%3D"), value.replace("%", "%25")
        pairs.append(f"{name}={value}".replace("&", "%26"))
    return hmac.new(secret.encode(), "&".join(sorted(pairs)).encode(), hashlib.sha256).hexdigest()


def id_token(domain: str, user: User, client_id: str, secret: str, now: datetime, **claims: Any) -> str:
    """What App Bridge hands out: a JWT that lives for a minute. `claims` replace its own; None leaves out."""
    whole = {
        "iss": f"https://{domain}/admin",
        "dest": f"https://{domain}",
        "aud": client_id,
        "sub": str(user.id),
        "exp": int((now + ID_TOKEN_LIVES).timestamp()),
        "nbf": int(now.timestamp()),
        "iat": int(now.timestamp()),
        "jti": str(uuid4()),
        "sid": uuid4().hex,
        **claims,
    }
    kept = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode(kept, secret, algorithm="HS256")


def home_query(domain: str, token: str, secret: str, now: datetime) -> str:
    """The query with which the admin opens an app's own page in its frame."""
    handle = domain.partition(".")[0]
    host = base64.b64encode(f"admin.shopify.com/store/{handle}".encode()).decode().rstrip("=")
    params = {
        "embedded": "1",
        "host": host,
        "id_token": token,
        "locale": "en",
        "shop": domain,
        "timestamp": str(int(now.timestamp())),
    }
    return urlencode({**params, "hmac": sign_query(params, secret)})
