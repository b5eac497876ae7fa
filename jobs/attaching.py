"""Attach a store with keys that a person gave, point its webhooks at us, and take it off again."""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from sqlalchemy.orm import Session

from connector.domain.storefront import StoreFacts, Storefront, WebhookAmiss
from connector.domain.trouble import BadInput, Trouble
from connector.ledger import accounts, locks, stores
from connector.ledger.stores import SIGNS_DELIVERIES, Store
from connector.ledger.vault import Sealed
from jobs import parting, progress
from jobs.desk.notes import say
from jobs.workshop import Workshop, place

SHOP = re.compile(r"[a-z0-9][a-z0-9-]*")
OPERATOR = "operator"
DOOR_BYTES = 18
SECRET_BYTES = 32

log = structlog.get_logger()


def attach_shopify(workshop: Workshop, account: str, shop: str, token: str, client_secret: str) -> Store:
    """`shop`: "lamps" or "lamps.myshopify.com". Raises BadInput, or Trouble when the keys do not open it."""
    name = shop.strip().lower().removesuffix(".myshopify.com")
    if not SHOP.fullmatch(name):
        raise BadInput("shop", f"{shop!r} is not a shop's name; write it like lamps.myshopify.com")
    address = f"{name}.myshopify.com"
    keys = {"token": token, "client_secret": client_secret}
    return attach(workshop, account, Store(platform="shopify", address=address, door_key=address), keys)


def attach_woocommerce(
    workshop: Workshop, account: str, url: str, key: str, secret: str, who: str = OPERATOR
) -> Store:
    """`url`: the store's own address by https. Raises BadInput, or Trouble when the keys do not open it."""
    parts = urlsplit(url.strip())
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.username:
        raise BadInput("url", f"{url!r} must be the store's address, like https://shop.example")
    store = Store(
        platform="woocommerce", address=url.strip().rstrip("/"), door_key=secrets.token_urlsafe(DOOR_BYTES)
    )
    return attach(workshop, account, store, {"key": key, "secret": secret}, who)


def attach(
    workshop: Workshop, account: str, fresh: Store, keys: Mapping[str, str], who: str = OPERATOR
) -> Store:
    """Keep a store that was never kept, or that came back: webhooks made, its first reading owed.

    `fresh` says which store it is and how it was installed; `keys` are sealed here. Raises BadInput when
    it is attached already, or Trouble when the keys do not open it: then nothing is kept.
    """
    now = workshop.clock()
    with workshop.ledger.reading() as unit:
        known = _known(unit, account, fresh)
    fresh.door_key = known.door_key if known else fresh.door_key
    fresh.name, fresh.created_at = fresh.address, now
    if fresh.platform == "woocommerce":
        keys = {**keys, "webhook_secret": _webhook_secret(workshop, known)}
    fresh.sealed = {name: workshop.vault.seal(key, place(fresh.door_key, name)) for name, key in keys.items()}
    facts = workshop.storefront(fresh).facts()
    _check_zone(facts)
    # Before anything is kept: keys that cannot make webhooks leave no half-attached store behind.
    subscribe(workshop, fresh)
    with workshop.ledger.writing() as unit:
        kept = _keep(unit, account, fresh, facts, now)
        progress.begin(unit, kept, "whole", now)
        say(unit, kept.account_id, now, who, "store_attached", store_id=kept.id, store=facts.name)
    return kept


def _webhook_secret(workshop: Workshop, known: Store | None) -> str:
    """Random, and not of our keys' making: they can be rotated while the store signs on.

    A store that comes back has its own again, so that what it sends meanwhile is still known.
    """
    name = SIGNS_DELIVERIES["woocommerce"]
    if known is not None and name in known.sealed:
        try:
            return workshop.secret(known, name)
        except Sealed:
            # The key that sealed it is gone; the webhooks are then made anew with another secret.
            log.warning("a webhook secret could not be opened", store=known.id)
    return secrets.token_hex(SECRET_BYTES)


def _known(unit: Session, account: str, fresh: Store) -> Store | None:
    """The store as it was when it left. Raises BadInput when it is here, or another account's."""
    known = stores.by_address(unit, fresh.platform, fresh.address)
    if known is None:
        return None
    if accounts.get(unit, known.account_id).name != account:
        raise BadInput("store", f"{fresh.address} belongs to another account")
    if known.left_at is None:
        raise BadInput("store", f"{fresh.address} is attached already; remove it first")
    return known


def _keep(unit: Session, account: str, fresh: Store, facts: StoreFacts, now: datetime) -> Store:
    known = _known(unit, account, fresh)
    if known is not None:
        kept = locks.store(unit, known.account_id, known.id)
        kept.left_at, kept.looked_at = None, None
        stores.give_keys(kept, fresh)
        stores.turn_all_off(unit, kept, "attached again")
    else:
        kept = fresh
        kept.account_id = accounts.find_or_create(unit, account, now).id
        kept.settings = {"country": facts.country}
        unit.add(kept)
    tell(kept, facts)
    unit.flush()
    return kept


def tell(store: Store, facts: StoreFacts) -> None:
    """What the store says of itself."""
    store.name, store.email, store.timezone = facts.name[:200], facts.email[:320], facts.timezone
    store.currency, store.missing_access = facts.currency, list(facts.missing_access)


def _check_zone(facts: StoreFacts) -> None:
    try:
        ZoneInfo(facts.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Trouble(f"the store's time zone {facts.timezone!r} is not known", permanent=True) from error


def subscribe(workshop: Workshop, store: Store) -> int:
    """Our webhooks exist once each and point at us; returns how many had to be made or mended.

    The public app's subscriptions stand in shopify.app.toml and begin with the install: others made by
    the API would bring each delivery twice.
    """
    if store.app == "public":
        return 0
    return workshop.storefront(store).subscribe(door(workshop, store), _signs(workshop, store))


def webhooks_amiss(workshop: Workshop, store: Store, front: Storefront) -> Sequence[WebhookAmiss]:
    """What `subscribe` would mend."""
    if store.app == "public":
        return ()
    return front.webhooks_amiss(door(workshop, store), _signs(workshop, store))


def _signs(workshop: Workshop, store: Store) -> str:
    """Shopify signs with the app's own client secret: there is none to give it."""
    return workshop.secret(store, SIGNS_DELIVERIES["woocommerce"]) if store.platform == "woocommerce" else ""


def detach(workshop: Workshop, account_id: int, store_id: int, who: str = OPERATOR) -> Store:
    """Take our webhooks and our keys away; what was recorded stays and is read-only."""
    with workshop.ledger.reading() as unit:
        store = stores.get(unit, account_id, store_id)
    try:
        workshop.storefront(store).unsubscribe(door(workshop, store))
    except Trouble as trouble:
        # Keys that no longer open the store cannot take its webhooks away; the door drops what they send.
        if not trouble.permanent:
            raise
    with workshop.ledger.writing() as unit:
        kept = locks.store(unit, account_id, store_id)
        parting.part(unit, kept, who, workshop.clock())
    return kept


def door(workshop: Workshop, store: Store) -> str:
    """Where the store's webhooks go."""
    base = workshop.settings.public_url.rstrip("/")
    return base if store.platform == "shopify" else f"{base}/webhooks/woocommerce/{store.door_key}"
