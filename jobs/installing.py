"""The public app is opened in a shop's admin: the shop becomes a store, the user a person of its account.

Shopify's managed installation calls nobody: the first time somebody opens the app is when we hear of the
shop. Everything is asked of Shopify before anything is kept.
"""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from adapters.shopify.granting import Granted, Opened, PublicApp, Someone
from connector.domain.roles import Role
from connector.domain.storefront import StoreFacts
from connector.domain.trouble import BadInput, Trouble
from connector.ledger import accounts, locks, people, stores, tasks
from connector.ledger.people import Person
from connector.ledger.stores import Store
from jobs import attaching
from jobs.desk import peopling
from jobs.desk.notes import say
from jobs.tokens import REFRESH_TOKEN, SHUT_OUT, TOKEN, times
from jobs.workshop import Workshop

RENEW_BEFORE = timedelta(days=30)
"""A refresh token that ends sooner is replaced whenever somebody opens the app anyway."""


class TakenOff(Exception):
    """An owner of the account took this user off: opening the app does not bring them back."""


class NotInvited(Exception):
    """The account serves other stores too: who works at one of them is not let into all of them so."""


def open_shop(workshop: Workshop, opened: Opened) -> Person:
    """Whoever opened the app, as a person of the shop's account.

    Raises Trouble: then nothing is kept; TakenOff or NotInvited: nobody new comes in.
    """
    app = workshop.public_app
    with workshop.ledger.reading() as unit:
        store = stores.by_address(unit, "shopify", opened.shop)
        person = _person(unit, store, opened)
    if store is None or store.left_at is not None or person is None:
        someone = app.online(opened)
    else:
        someone = Someone(person.name, "", owner=False)
    if store is None or not _opens(workshop, store):
        store = _let_in(workshop, app, opened, store, someone)
    with workshop.ledger.writing() as unit:
        return _welcome(unit, locks.store(unit, store.account_id, store.id), opened, someone, workshop)


def visitor_of(workshop: Workshop, opened: Opened) -> Person | None:
    """Who sends a verified ID token with a request; None when their shop is not, or no longer, installed."""
    with workshop.ledger.reading() as unit:
        store = stores.by_address(unit, "shopify", opened.shop)
        if store is None or store.left_at is not None or store.app != "public":
            return None
        return _person(unit, store, opened)


def _person(unit: Session, store: Store | None, opened: Opened) -> Person | None:
    if store is None:
        return None
    return people.by_platform_user(unit, store.account_id, _ref(opened))


def _ref(opened: Opened) -> str:
    return f"shopify:{opened.user}"


def _opens(workshop: Workshop, store: Store) -> bool:
    """Whether what we hold opens the store for a while yet."""
    ends = store.refresh_expires_at
    return (
        store.left_at is None
        and store.app == "public"
        and store.shut_out_at is None
        and ends is not None
        and ends - RENEW_BEFORE > workshop.clock()
    )


def _let_in(
    workshop: Workshop, app: PublicApp, opened: Opened, known: Store | None, someone: Someone
) -> Store:
    """The store with fresh tokens: a new one, one that comes back, or one that was let in otherwise."""
    granted = app.offline(opened)
    fresh = _fresh(workshop, opened, granted)
    if known is not None and known.left_at is None:
        return _renew(workshop, known, fresh)
    with workshop.ledger.reading() as unit:
        account = accounts.get(unit, known.account_id).name if known else _account_of(unit, someone, opened)
    keys = {TOKEN: granted.token, REFRESH_TOKEN: granted.refresh_token}
    try:
        return attaching.attach(workshop, account, fresh, keys, someone.name or opened.shop)
    except (BadInput, IntegrityError):
        # Two windows opened the app at once: the other one has installed it.
        with workshop.ledger.reading() as unit:
            there = stores.by_address(unit, "shopify", opened.shop)
        if there is None or there.left_at is not None:
            raise
        return there


def _account_of(unit: Session, someone: Someone, opened: Opened) -> str:
    """The one account that the shop's owner has here, by the address that Shopify proved; else a new one.

    Anybody may invite any address as an owner of theirs: that must not draw a shop into their account.
    """
    known = people.by_email(unit, someone.email)
    own = [one for one in known if one.role == Role.OWNER and not one.invited_by]
    if someone.owner and someone.email and len(own) == 1:
        return accounts.get(unit, own[0].account_id).name
    return opened.shop


def _fresh(workshop: Workshop, opened: Opened, granted: Granted) -> Store:
    fresh = Store(
        platform="shopify", app="public", address=opened.shop, door_key=opened.shop, name=opened.shop
    )
    for name, at in times(granted, workshop.clock()).items():
        setattr(fresh, name, at)
    fresh.sealed = {
        TOKEN: workshop.seal(fresh, TOKEN, granted.token),
        REFRESH_TOKEN: workshop.seal(fresh, REFRESH_TOKEN, granted.refresh_token),
    }
    return fresh


def _renew(workshop: Workshop, known: Store, fresh: Store) -> Store:
    facts = workshop.storefront(fresh).facts()
    if known.app != "public":
        _take_webhooks_away(workshop, known)
    return keep_keys(workshop, known, fresh, facts)


def _take_webhooks_away(workshop: Workshop, known: Store) -> None:
    """The shop's own app gives way to the public one, whose subscriptions are there already."""
    try:
        workshop.storefront(known).unsubscribe(attaching.door(workshop, known))
    except Trouble as trouble:
        if not trouble.permanent:
            raise


def keep_keys(workshop: Workshop, known: Store, fresh: Store, facts: StoreFacts) -> Store:
    """A store that is here already is opened with other keys from now on; what waited for that is due."""
    now = workshop.clock()
    with workshop.ledger.writing() as unit:
        kept = locks.store(unit, known.account_id, known.id)
        stores.give_keys(kept, fresh)
        attaching.tell(kept, facts)
        tasks.wake(unit, kept.account_id, kept.id, now, SHUT_OUT)
    return kept


def _welcome(unit: Session, store: Store, opened: Opened, someone: Someone, workshop: Workshop) -> Person:
    """Who it is: known by their id, or by an address that Shopify proved, or new."""
    account_id = store.account_id
    known = people.ever_platform_user(unit, account_id, _ref(opened))
    same = people.of_email(unit, account_id, someone.email) if someone.email and known is None else None
    here = known or same
    if here is None:
        return _newcomer(unit, store, opened, someone, workshop)
    if here.left_at is not None and not someone.owner:
        raise TakenOff
    if here.left_at is not None or here.platform_user not in (None, _ref(opened)):
        return _newcomer(unit, store, opened, someone, workshop)
    here.platform_user = _ref(opened)
    return here


def _newcomer(unit: Session, store: Store, opened: Opened, someone: Someone, workshop: Workshop) -> Person:
    """The owner of the shop, and whoever is first, owns the account; everybody later may answer buyers.

    An account of several stores lets nobody in so, not even as its first: an operator names its owner.
    """
    account_id, now = store.account_id, workshop.clock()
    account = accounts.get(unit, account_id)
    if account.name == store.address:
        account.title = account.title or store.name
    first = not people.of_account(unit, account_id)
    if len(stores.of_account(unit, account_id)) > 1:
        raise NotInvited
    role = Role.OWNER if someone.owner or first else Role.SUPPORT
    taken = someone.email and people.of_email(unit, account_id, someone.email)
    name = "" if peopling.is_taken(unit, account_id, someone.name) else someone.name
    person = people.add(unit, account_id, role, now, platform_user=_ref(opened), name=name)
    if someone.email and not taken:
        person.email = person.email or someone.email.lower()
    say(unit, account_id, now, person.shown, "came_from_shopify", store=store.name, role=role.value)
    return person
