"""A WooCommerce store lets us in: its administrator is asked there, and the store hands us keys.

The keys come from the store's server to ours with nothing but the state that we gave away; who approved is
known only when the browser comes back. So keys that came wait, sealed, in the grant; they count when the
browser that asked is the one that returns, and then the store they were asked for is attached with them.

WooCommerce tells us nothing of who approved. Somebody who asks for a store that is not theirs and lures its
administrator into saying yes would have to come back in the moment between the keys and the administrator:
whoever comes before the keys ends the grant, and so does a browser that did not ask.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from adapters.woocommerce import site
from adapters.woocommerce.client import WooStorefront
from adapters.woocommerce.site import NoStore, Site
from connector.domain.trouble import BadInput, Refused, Trouble
from connector.ledger import accounts, grants, sealing, stores
from connector.ledger.grants import Grant
from jobs import attaching, few
from jobs.desk.amiss import Amiss
from jobs.workshop import Workshop, place

PLATFORM = "woocommerce"
STATE_BYTES = 32
UNASKED = "nobody asked for these keys, or it was too long ago"
LOOPBACK = frozenset({"127.0.0.1", "localhost"})


State = Annotated[str, msgspec.Meta(max_length=100)]
Key = Annotated[str, msgspec.Meta(pattern="^c[ks]_[A-Za-z0-9_]{1,100}$")]


class Keys(msgspec.Struct):
    """What WooCommerce posts to the callback (recorded); the store's address is not in it."""

    user_id: State
    consumer_key: Key
    consumer_secret: Key
    key_permissions: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A store that may be asked for a grant. `url`: where its administrator says yes or no."""

    site: Site
    url: str


def check_address(workshop: Workshop, account_id: int, typed: str) -> Site:
    """The store behind what a person typed. Raises Amiss with the cure, or `site.Elsewhere` to ask about."""
    try:
        found = site.find(workshop.outside, site.normal(typed))
    except site.Elsewhere:
        raise
    except NoStore as error:
        raise Amiss("address", f"store_{error.why}", row=None, **error.values) from error
    with workshop.ledger.reading() as unit:
        known = stores.by_address(unit, PLATFORM, found.address)
    if known is not None and known.left_at is None and known.account_id == account_id:
        raise Amiss("address", "store_here", name=known.name)
    return found


def ask(workshop: Workshop, account_id: int, found: Site, browser: str, who: str) -> Asked:
    """Begin a grant that only this account, this browser and this store can bring to an end."""
    base = _own_address(workshop)
    state = secrets.token_urlsafe(STATE_BYTES)
    with workshop.ledger.writing() as unit:
        grants.begin(
            unit,
            account_id,
            PLATFORM,
            found.address,
            state,
            browser,
            asked_by=who,
            created_at=workshop.clock(),
            known={"name": found.name},
        )
    back, callback = f"{base}/stores/woocommerce/back", f"{base}/woocommerce/callback"
    return Asked(found, site.grant_url(found.address, state, back, callback))


def receive(workshop: Workshop, raw: bytes) -> None:
    """Keys that a store posts: kept for the browser that comes back, or `Refused`: the store deletes them.

    Anybody may call this; the state that they must know was drawn for one grant and serves once.
    """
    keys = _read(raw)
    with workshop.ledger.reading() as unit:
        known = grants.of_anybody(unit, PLATFORM, keys.user_id)
    if known is None:
        # Anybody may call this as often as they like: who knows no state has nothing locked for them.
        raise Refused(404, UNASKED)
    try:
        with few.waiting_outside():
            _take_and_try(workshop, keys)
    except few.Busy as busy:
        raise Refused(503, "others are being served: begin again in a minute") from busy


def _take_and_try(workshop: Workshop, keys: Keys) -> None:
    with workshop.ledger.writing() as unit:
        grant = grants.take(unit, PLATFORM, keys.user_id, workshop.clock())
    if grant is None:
        raise Refused(404, UNASKED)
    why, told = _look(workshop, grant, keys)
    named = {"key": keys.consumer_key, "secret": keys.consumer_secret}
    with workshop.ledger.writing() as unit:
        kept = grants.locked(unit, grant.account_id, grant.id)
        if why:
            grants.fail(kept, why, told)
        else:
            seal = workshop.vault.seal
            kept.sealed = {
                name: seal(key, place(sealing.grant_door(grant), name)) for name, key in named.items()
            }
    if why:
        raise Refused(403, f"the keys are not kept: {why}")


def forget_left(workshop: Workshop) -> None:
    """Keys that came, and whose browser did not come back in time, are kept no longer."""
    now = workshop.clock()
    with workshop.ledger.reading() as unit:
        left = grants.is_left_behind(unit, now)
    if left:
        with workshop.ledger.writing() as unit:
            grants.forget_keys(unit, now)


def give_up(workshop: Workshop, grant: Grant, why: str) -> None:
    """Nothing comes of it: no keys came yet, and none are taken any more. Else it stays what it was."""
    with workshop.ledger.writing() as unit:
        kept = grants.locked(unit, grant.account_id, grant.id)
        if kept.used_at is None and kept.expires_at > workshop.clock():
            kept.used_at = workshop.clock()
            grants.fail(kept, why)


def spoil(workshop: Workshop, grant: Grant) -> None:
    """Another browser came back with it than asked: whoever approved was lured, so the keys are dropped."""
    with workshop.ledger.writing() as unit:
        kept = grants.locked(unit, grant.account_id, grant.id)
        if kept.store_id is None and not kept.trouble:
            kept.used_at = kept.used_at or workshop.clock()
            grants.fail(kept, "other_browser")


def finish(workshop: Workshop, grant: Grant) -> Grant:
    """The browser that asked is back: the store is attached with the keys that came, or why not is kept.

    Returns the grant as it is now.
    """
    with workshop.ledger.writing() as unit:
        kept = grants.locked(unit, grant.account_id, grant.id)
        sealed, kept.sealed = kept.sealed, {}
        if kept.expires_at <= workshop.clock() and not kept.store_id and not kept.trouble:
            grants.fail(kept, "expired")
        account = accounts.get(unit, kept.account_id).name
    if not sealed or kept.trouble:
        return kept
    store_id, told = _attach(workshop, account, grant, sealed)
    with workshop.ledger.writing() as unit:
        kept = grants.locked(unit, grant.account_id, grant.id)
        kept.store_id = store_id
        if store_id is None:
            grants.fail(kept, "not_attached", told)
    return kept


def _attach(
    workshop: Workshop, account: str, grant: Grant, sealed: Mapping[str, str]
) -> tuple[int | None, str]:
    """The store that came of it, or None and why."""
    key, secret = (
        workshop.vault.open(sealed[name], place(sealing.grant_door(grant), name))
        for name in ("key", "secret")
    )
    try:
        made = attaching.attach_woocommerce(workshop, account, grant.address, key, secret, grant.asked_by)
    except BadInput as error:
        return None, error.message
    except Trouble as trouble:
        return None, str(trouble)
    return made.id, ""


def _own_address(workshop: Workshop) -> str:
    """Stores call back by https only; on one machine, with a store in a box, the loopback will do."""
    parts = urlsplit(workshop.settings.public_url)
    here = workshop.settings.allow_loopback and parts.hostname in LOOPBACK
    if parts.scheme != "https" and not here:
        raise Amiss("address", "store_own_address", value=workshop.settings.public_url)
    return workshop.settings.public_url.rstrip("/")


def _read(raw: bytes) -> Keys:
    """Raises `Refused`."""
    try:
        return msgspec.json.decode(raw, type=Keys)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Refused(400, "this is not what WooCommerce sends with its keys") from error


def _look(workshop: Workshop, grant: Grant, keys: Keys) -> tuple[str, str]:
    """Why these keys do not do, and what the store said: ("", "") when they do.

    Asked of the store that the grant was bound to, whoever posted them. A store that cannot answer while
    it waits for us (one PHP process serves many) is asked again when the browser comes back.
    """
    if keys.key_permissions != "read_write":
        return "read_only", ""
    storefront = WooStorefront(workshop.outside, grant.address, keys.consumer_key, keys.consumer_secret)
    try:
        return ("read_only", "") if storefront.facts().missing_access else ("", "")
    except Trouble as trouble:
        return ("keys", str(trouble)) if trouble.permanent else ("", "")
    finally:
        storefront.close()
