"""A shop's own (custom) app lets us in: the merchant approves it at Shopify and comes back with a code.

The state is drawn for one account, one shop and one browser, is used once and soon; the app's client secret
waits sealed beside it. The store that comes of it is the same as any other.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from adapters.outgoing import Sender
from adapters.shopify.custom_app import CustomApp, missing
from adapters.shopify.facts import NEEDED, REQUIRED
from adapters.shopify.granting import is_shop
from connector.domain.trouble import BadInput, Trouble
from connector.ledger import accounts, grants, sealing, stores
from connector.ledger.grants import Grant
from connector.ledger.stores import SIGNS_DELIVERIES, Store
from jobs import attaching
from jobs.desk.amiss import Amiss
from jobs.installing import keep_keys
from jobs.tokens import TOKEN
from jobs.workshop import Workshop, place

PLATFORM = "shopify"
CALLBACK = "/shopify/callback"
STATE_BYTES = 32
LASTS = timedelta(minutes=10)
"""Saying yes at Shopify is one click; no store needs to be set up for it."""
LONGEST = 200
OWN = SIGNS_DELIVERIES[PLATFORM]


class NoGrant(Exception):
    """Nothing came of it: `why` names the text that says so; nothing was stored."""

    def __init__(self, why: str, **values: str) -> None:
        super().__init__(why)
        self.why, self.values = why, values


def ask(workshop: Workshop, account_id: int, typed: Mapping[str, str], browser: str, who: str) -> str:
    """Where the merchant says yes. Raises an ExceptionGroup of BadInput that names each field's cure."""
    shop, client_id, secret = _read(workshop, account_id, typed)
    state, now = secrets.token_urlsafe(STATE_BYTES), workshop.clock()
    with workshop.ledger.writing() as unit:
        made = grants.begin(
            unit,
            account_id,
            PLATFORM,
            shop,
            state,
            browser,
            asked_by=who,
            created_at=now,
            known={"client_id": client_id},
        )
        made.sealed = {OWN: workshop.vault.seal(secret, _place(made))}
    app = CustomApp(shop, client_id, secret, _base_url(workshop))
    return app.permission_url(NEEDED, workshop.settings.public_url.rstrip("/") + CALLBACK, state)


def _read(workshop: Workshop, account_id: int, typed: Mapping[str, str]) -> tuple[str, str, str]:
    given = {name: typed.get(name, "").strip() for name in ("shop_domain", "client_id", "client_secret")}
    troubles: list[BadInput] = []
    for name, value in given.items():
        if not value:
            troubles.append(Amiss(name, "required"))
        elif len(value) > LONGEST or not value.isascii() or not value.isprintable():
            troubles.append(Amiss(name, "shop_key"))
    shop = f"{given['shop_domain'].lower().removesuffix('.myshopify.com')}.myshopify.com"
    if given["shop_domain"] and not is_shop(shop):
        troubles.append(Amiss("shop_domain", "shop_name"))
    elif _is_elsewhere(workshop, account_id, shop):
        troubles.append(Amiss("shop_domain", "shop_taken"))
    if troubles:
        raise ExceptionGroup("the app cannot be asked for", troubles)
    return shop, given["client_id"], given["client_secret"]


def _is_elsewhere(workshop: Workshop, account_id: int, shop: str) -> bool:
    """Another account's, or let in by the public app, which goes first."""
    with workshop.ledger.reading() as unit:
        known = stores.by_address(unit, PLATFORM, shop)
    return known is not None and (
        known.account_id != account_id or (known.left_at is None and known.app == "public")
    )


def finish(workshop: Workshop, account_id: int, params: Mapping[str, str], browser: str) -> Store:
    """The merchant is back. Raises NoGrant: nothing is stored but that the state is used."""
    grant, secret = _take(workshop, account_id, params.get("state", ""), browser)
    if params.get("shop", "") != grant.address:
        raise NoGrant("other_shop", shop=grant.address)
    app = CustomApp(grant.address, str(grant.known["client_id"]), secret, _base_url(workshop))
    if not app.signed(params):
        raise NoGrant("unsigned")
    if not params.get("code"):
        raise NoGrant("refused")
    try:
        return _exchange(workshop, account_id, app, params["code"], grant)
    except Trouble as trouble:
        raise NoGrant("trouble", told=str(trouble)) from trouble
    except BadInput as error:
        raise NoGrant("trouble", told=error.message) from error


def _take(workshop: Workshop, account_id: int, state: str, browser: str) -> tuple[Grant, str]:
    """The grant of this browser, used up, and its app's secret, which is kept no longer."""
    with workshop.ledger.writing() as unit:
        known = grants.by_state(unit, account_id, PLATFORM, state)
        if known is None:
            raise NoGrant("unknown")
        if not browser or not secrets.compare_digest(known.browser_hash, grants.hash_of(browser)):
            raise NoGrant("other_browser")
        soon = known.created_at + LASTS > workshop.clock()
        grant = grants.take(unit, PLATFORM, state, workshop.clock()) if soon else None
        if grant is None:
            raise NoGrant("used" if known.used_at else "expired")
        secret = workshop.vault.open(grant.sealed[OWN], _place(grant))
        grant.sealed = {}
    return grant, secret


def _exchange(workshop: Workshop, account_id: int, app: CustomApp, code: str, grant: Grant) -> Store:
    sender = Sender(workshop.outside)
    try:
        exchanged = app.exchange(sender, code)
    finally:
        sender.close()
    if lacking := missing(REQUIRED, exchanged.scopes):
        raise NoGrant("scopes", scopes=", ".join(lacking))
    fresh = Store(platform=PLATFORM, app="custom", address=app.shop, door_key=app.shop, name=app.shop)
    keys = {TOKEN: exchanged.token, OWN: app.secret}
    with workshop.ledger.reading() as unit:
        known = stores.by_address(unit, PLATFORM, app.shop)
        account = accounts.get(unit, account_id).name
    if known is None or known.left_at is not None:
        return attaching.attach(workshop, account, fresh, keys, grant.asked_by)
    if _is_elsewhere(workshop, account_id, app.shop):
        raise NoGrant("elsewhere", shop=app.shop)
    fresh.sealed = {name: workshop.seal(fresh, name, key) for name, key in keys.items()}
    facts = workshop.storefront(fresh).facts()
    attaching.subscribe(workshop, fresh)
    return keep_keys(workshop, known, fresh, facts)


def _base_url(workshop: Workshop) -> str:
    return workshop.settings.shopify_base_url if workshop.settings.allow_loopback else ""


def _place(grant: Grant) -> str:
    return place(sealing.grant_door(grant), OWN)
