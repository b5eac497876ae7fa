"""GET and PUT of a store's settings: the page's own schema, and no update is lost."""

from flask import Response, jsonify, request
from sqlalchemy.orm import Session

from connector.domain.trouble import BadInput
from connector.ledger import locks, stores
from connector.ledger.stores import Store
from jobs.desk.amiss import Amiss
from jobs.desk.settings import foreseen, keys, saving, schema
from jobs.desk.settings.keys import Caller
from jobs.workshop import Workshop
from pages.api import body, shapes
from pages.api.problems import Refusal


def read(workshop: Workshop) -> Response:
    """The settings of the store that the key belongs to.

    All of them, with their ETag.
    """
    who = caller(workshop)
    with workshop.ledger.reading() as unit:
        return _settings(stores.get(unit, who.account_id, who.store_id))


def replace(workshop: Workshop) -> tuple[Response, bool]:
    """All settings at once, or none. The second value: whether anything was saved."""
    who = caller(workshop)
    preview = _preview()
    given = dict(body.read())
    try:
        wanted = schema.read(given, strict=True)
        with workshop.ledger.writing() as unit:
            store = _as_known(unit, who)
            if preview:
                found = foreseen.look(unit, store, wanted, who.name, workshop.clock())
                return _tagged(jsonify(shapes.effect(found)), store), False
            changed = saving.change(unit, who.account_id, who.store_id, wanted, who.name, workshop.clock())
            return _settings(store), bool(changed)
    except ExceptionGroup as found:
        faults = [one for one in found.exceptions if isinstance(one, BadInput)]
        raise Refusal(422, "nothing was changed: mend the fields named here", faults) from found


def caller(workshop: Workshop) -> Caller:
    """Whose key it is. Raises `Refusal` with 401, the same for every key that opens nothing."""
    kind, _, plain = request.headers.get("Authorization", "").partition(" ")
    with workshop.ledger.reading() as unit:
        who = keys.caller(unit, plain.strip()) if kind.lower() == "bearer" else None
    if who is None:
        raise Refusal(401, "give a key of the store: Authorization: Bearer bok_…", WWW_Authenticate="Bearer")
    if keys.is_news(who, workshop.clock()):
        with workshop.ledger.writing() as unit:
            keys.used(unit, who, workshop.clock())
    return who


def _preview() -> bool:
    """Anything else in the address is refused: a mistyped "preview" must not save."""
    asked = request.args.to_dict(flat=False)
    if asked not in ({}, {"preview": ["1"]}):
        raise Refusal(422, "the address may ask for preview=1 only", [Amiss("preview", "choice", known="1")])
    return bool(asked)


def _as_known(unit: Session, who: Caller) -> Store:
    """The store, locked, if its settings are still those that the caller has read."""
    store = locks.store(unit, who.account_id, who.store_id)
    if store.left_at is not None:
        raise Refusal(409, "the store took the app off: its settings can only be read")
    if not request.if_match:
        raise Refusal(428, "give the ETag that you have read as If-Match, so that no change is lost")
    if not request.if_match.contains(schema.version(store)):
        raise Refusal(412, "the settings changed since you read them: read them again, then change them")
    return store


def _settings(store: Store) -> Response:
    return _tagged(jsonify(schema.current(store)), store)


def _tagged(answer: Response, store: Store) -> Response:
    answer.set_etag(schema.version(store))
    return answer
