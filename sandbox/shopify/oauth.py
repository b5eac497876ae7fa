"""`/admin/oauth`: codes, ID tokens and refresh tokens are exchanged here for access tokens that run out.

Sources: "Token exchange", "About offline access tokens" and the changelog "More resilient refreshes for
expiring offline access tokens" (28 August 2026).
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt

from sandbox.shopify.people import OWNER, STAFF, User, home_query, id_token
from sandbox.shopify.shop import Shop
from sandbox.shopify.topics import TOPICS

ACCESS_LIVES = timedelta(hours=1)
REFRESH_LIVES = timedelta(days=90)
RETRY_LIVES = timedelta(days=30)
"""How long a refresh token that was used may be used again, while its replacement was not."""
CODE_LIVES = timedelta(hours=1)
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ONLINE = "urn:shopify:params:oauth:token-type:online-access-token"
Body = dict[str, Any]


class Denied(Exception):
    """An answer of OAuth that is none: `error` is its name."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True, slots=True)
class App:
    """An app as Shopify knows it."""

    client_id: str
    secret: str
    scopes: Sequence[str] = ()


@dataclass(slots=True)
class Refresh:
    """A refresh token, and the one that it replaced."""

    shop: Shop
    born_at: datetime
    replaces: str = ""
    used_at: datetime | None = None


@dataclass(slots=True)
class Code:
    """What a merchant's approval is worth, once."""

    shop: Shop
    app: App
    scopes: Sequence[str]
    until: datetime


@dataclass
class OAuth:
    """The public app, custom apps of single shops, and every token that was handed out."""

    public: App
    clock: Callable[[], datetime]
    shops: Mapping[str, Shop]
    custom: dict[str, tuple[Shop, App]] = field(default_factory=dict)
    access: dict[str, tuple[Shop, datetime | None]] = field(default_factory=dict)
    refreshes: dict[str, Refresh] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    refreshed: list[str] = field(default_factory=list)
    """The shop of every refresh that was answered with new tokens."""
    exchanged: list[tuple[str, str]] = field(default_factory=list)
    """Shop and kind (online, offline, code) of every other exchange."""

    def shop_of(self, token: str) -> Shop | None:
        """The shop that this access token opens now."""
        shop, until = self.access.get(token, (None, None))
        if shop is None or not shop.installed or (until and until <= self.clock()):
            return None
        return shop

    def add_custom_app(self, shop: Shop, client_id: str, secret: str, scopes: Sequence[str]) -> App:
        """An app that somebody made for this one shop; its deliveries are signed with its own secret."""
        app = App(client_id, secret, tuple(scopes))
        self.custom[client_id] = (shop, app)
        return app

    def install(self, shop: Shop, webhooks: str = "", topics: Sequence[str] = TOPICS) -> None:
        """Managed installation of the public app: it calls nobody, and the app's own subscriptions begin."""
        self.forget(shop)
        shop.installed, shop.signed_with = True, ""
        if webhooks:
            shop.subscribe(webhooks, topics)

    def forget(self, shop: Shop) -> None:
        """No token that was handed out for the shop opens it any more."""
        self.access = {token: kept for token, kept in self.access.items() if kept[0] is not shop}
        self.refreshes = {token: kept for token, kept in self.refreshes.items() if kept.shop is not shop}

    def id_token(self, shop: Shop, user: User = OWNER, **claims: Any) -> str:
        """What App Bridge gives for this user of the shop's admin."""
        return id_token(shop.domain, user, self.public.client_id, self.public.secret, self.clock(), **claims)

    def home(self, shop: Shop, user: User = OWNER) -> str:
        """The query with which the shop's admin opens the public app for this user."""
        token = self.id_token(shop, user)
        return home_query(shop.domain, token, self.public.secret, self.clock())

    def exchange(self, asked: Mapping[str, Any], host: str) -> Body:
        """POST /admin/oauth/access_token. Raises Denied."""
        grant = asked.get("grant_type")
        if grant == EXCHANGE:
            made = self._by_id_token(asked)
        elif grant == "refresh_token":
            made = self._by_refresh(asked)
        else:
            made = self._by_code(asked)
        shop, answer = made
        if host.endswith(".myshopify.com") and host != shop.domain:
            raise Denied("invalid_request")
        return answer

    def approve(self, shop: Shop, client_id: str, scopes: Sequence[str]) -> str:
        """A merchant says yes; the code to be exchanged. Raises Denied for an app that is not this shop's."""
        app = self._app(client_id, shop)
        code = secrets.token_hex(16)
        granted = [one for one in scopes if one in app.scopes] if app.scopes else list(scopes)
        self.codes[code] = Code(shop, app, granted, self.clock() + CODE_LIVES)
        return code

    def _app(self, client_id: str, shop: Shop) -> App:
        if client_id == self.public.client_id:
            return self.public
        owner, app = self.custom.get(client_id, (None, None))
        if app is None or owner is not shop:
            raise Denied("application_not_found")
        return app

    def _authenticate(self, asked: Mapping[str, Any], app: App) -> None:
        if (asked.get("client_id"), asked.get("client_secret")) != (app.client_id, app.secret):
            raise Denied("invalid_client")

    def _by_id_token(self, asked: Mapping[str, Any]) -> tuple[Shop, Body]:
        self._authenticate(asked, self.public)
        shop, claims = self._read(str(asked.get("subject_token")))
        online = asked.get("requested_token_type") == ONLINE
        self.exchanged.append((shop.handle, "online" if online else "offline"))
        if online:
            user = next((one for one in (OWNER, STAFF) if str(one.id) == claims["sub"]), STAFF)
            return shop, {**self._access(shop), "associated_user_scope": "", "associated_user": _told(user)}
        return shop, self._pair(shop, "") if asked.get("expiring") == 1 else self._access(shop, lives=None)

    def _read(self, token: str) -> tuple[Shop, Body]:
        try:
            claims: Body = jwt.decode(
                token,
                self.public.secret,
                algorithms=["HS256"],
                audience=self.public.client_id,
                # By the sandbox's own clock, which a test may have moved.
                options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )
        except jwt.PyJWTError as error:
            raise Denied("invalid_subject_token") from error
        now = self.clock().timestamp()
        shop = self.shops.get(str(claims.get("dest")).removeprefix("https://").partition(".")[0])
        if shop is None or not shop.installed or not claims["nbf"] - 10 <= now < claims["exp"] + 10:
            raise Denied("invalid_subject_token")
        return shop, claims

    def _by_refresh(self, asked: Mapping[str, Any]) -> tuple[Shop, Body]:
        self._authenticate(asked, self.public)
        token, now = str(asked.get("refresh_token")), self.clock()
        kept = self.refreshes.get(token)
        if kept is None or kept.born_at + REFRESH_LIVES <= now:
            raise Denied("invalid_grant")
        if not kept.shop.installed:
            raise Denied("invalid_client")
        if kept.used_at and kept.used_at + RETRY_LIVES <= now:
            raise Denied("invalid_grant")
        self.refreshes.pop(kept.replaces, None)
        kept.used_at = kept.used_at or now
        self.refreshed.append(kept.shop.handle)
        return kept.shop, self._pair(kept.shop, token)

    def _by_code(self, asked: Mapping[str, Any]) -> tuple[Shop, Body]:
        kept = self.codes.get(str(asked.get("code")))
        if kept is None or kept.until <= self.clock():
            raise Denied("invalid_request")
        self._authenticate(asked, kept.app)
        del self.codes[str(asked["code"])]
        self.forget(kept.shop)
        kept.shop.installed, kept.shop.scopes = True, list(kept.scopes)
        kept.shop.signed_with = kept.app.secret
        self.exchanged.append((kept.shop.handle, "code"))
        return kept.shop, self._access(kept.shop, lives=None)

    def _access(self, shop: Shop, lives: timedelta | None = ACCESS_LIVES) -> Body:
        token = f"shpat_{secrets.token_hex(16)}"
        self.access[token] = (shop, self.clock() + lives if lives else None)
        told: Body = {"access_token": token, "scope": ",".join(shop.scopes)}
        return {**told, "expires_in": int(lives.total_seconds())} if lives else told

    def _pair(self, shop: Shop, replaces: str) -> Body:
        token = f"shprt_{secrets.token_hex(16)}"
        self.refreshes[token] = Refresh(shop, self.clock(), replaces)
        lives = int(REFRESH_LIVES.total_seconds())
        return {**self._access(shop), "refresh_token": token, "refresh_token_expires_in": lives}


def _told(user: User) -> Body:
    return {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "email_verified": True,
        "account_owner": user.owner,
        "locale": "en",
        "collaborator": False,
    }
