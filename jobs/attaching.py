"""Attach a store with keys that a person gave, point its webhooks at us, and take it off again."""

import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from connector.domain.storefront import StoreFacts
from connector.domain.trouble import BadInput, Trouble
from connector.ledger import accounts, history, locks, stores, tasks
from connector.ledger.stores import Store
from connector.ledger.tasks import Owe
from jobs.workshop import Workshop, place

SHOP = re.compile(r"[a-z0-9][a-z0-9-]*")


def attach_shopify(workshop: Workshop, account: str, shop: str, token: str, client_secret: str) -> Store:
    """`shop`: "lamps" or "lamps.myshopify.com". Raises BadInput, or Trouble when the keys do not open it."""
    name = shop.strip().lower().removesuffix(".myshopify.com")
    if not SHOP.fullmatch(name):
        raise BadInput("shop", f"{shop!r} is not a shop's name; write it like lamps.myshopify.com")
    address = f"{name}.myshopify.com"
    return _attach(
        workshop, account, "shopify", address, address, {"token": token, "client_secret": client_secret}
    )


def attach_woocommerce(workshop: Workshop, account: str, url: str, key: str, secret: str) -> Store:
    """`url`: the store's own address by https. Raises BadInput, or Trouble when the keys do not open it."""
    parts = urlsplit(url.strip())
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.username:
        raise BadInput("url", f"{url!r} must be the store's address, like https://shop.example")
    address = url.strip().rstrip("/")
    return _attach(
        workshop,
        account,
        "woocommerce",
        address,
        secrets.token_urlsafe(18),
        {"key": key, "secret": secret},
    )


def _attach(
    workshop: Workshop, account: str, platform: str, address: str, door_key: str, keys: Mapping[str, str]
) -> Store:
    now = workshop.clock()
    with workshop.ledger.reading() as unit:
        known = stores.by_address(unit, platform, address)
    if known is not None and known.left_at is None:
        raise BadInput("store", f"{address} is attached already; remove it first")
    door_key = known.door_key if known else door_key
    store = Store(platform=platform, address=address, door_key=door_key, name=address, created_at=now)
    store.sealed = {name: workshop.vault.seal(plain, place(door_key, name)) for name, plain in keys.items()}
    facts = workshop.storefront(store).facts()
    _check_zone(facts)
    # Before anything is kept: keys that cannot make webhooks leave no half-attached store behind.
    subscribe(workshop, store)
    with workshop.ledger.writing() as unit:
        kept = _keep(unit, account, store, facts, known, workshop)
        looks = [Owe("intake", "first_look", "all", now)]
        tasks.owe(unit, kept.account_id, kept.id, looks, now)
        history.note(unit, kept.account_id, now, "operator", f"{facts.name} attached", store_id=kept.id)
    return kept


def _keep(
    unit: Session,
    account: str,
    store: Store,
    facts: StoreFacts,
    known: Store | None,
    workshop: Workshop,
) -> Store:
    owner = accounts.find_or_create(unit, account, workshop.clock())
    if known is not None:
        if known.account_id != owner.id:
            raise BadInput("store", f"{store.address} belongs to another account")
        kept = locks.store(unit, known.account_id, known.id)
        kept.left_at, kept.looked_at, kept.sealed = None, None, store.sealed
        stores.turn_all_off(unit, kept, "attached again")
    else:
        kept = store
        kept.account_id, kept.settings = owner.id, {"country": facts.country}
        unit.add(kept)
    kept.name, kept.email, kept.timezone = facts.name[:200], facts.email[:320], facts.timezone
    kept.currency, kept.missing_access = facts.currency, list(facts.missing_access)
    unit.flush()
    return kept


def _check_zone(facts: StoreFacts) -> None:
    try:
        ZoneInfo(facts.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Trouble(f"the store's time zone {facts.timezone!r} is not known", permanent=True) from error


def subscribe(workshop: Workshop, store: Store) -> int:
    """Our webhooks exist once each and point at us; returns how many had to be made or mended."""
    return workshop.storefront(store).subscribe(door(workshop, store), webhook_secret(workshop, store))


def detach(workshop: Workshop, account_id: int, store_id: int) -> Store:
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
        stores.leave(kept, workshop.clock())
        history.note(unit, account_id, workshop.clock(), "operator", f"{kept.name} removed", store_id=kept.id)
    return kept


def door(workshop: Workshop, store: Store) -> str:
    """Where the store's webhooks go."""
    base = workshop.settings.public_url.rstrip("/")
    return base if store.platform == "shopify" else f"{base}/webhooks/woocommerce/{store.door_key}"


def webhook_secret(workshop: Workshop, store: Store) -> str:
    """WooCommerce signs with a secret that follows from our key and the door: nothing is looked up."""
    return workshop.vault.derive(woo_purpose(store.door_key))[0].decode()


def woo_purpose(door_key: str) -> str:
    return f"woocommerce webhook {door_key}"
