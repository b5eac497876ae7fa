"""A store takes the app off: nothing of it goes anywhere any more, and no key to sign with is kept."""

from connector.ledger import locks
from connector.ledger.stores import Store
from jobs import parting
from jobs.desk import endpoints
from tests.events.conftest import Teller

HERE = "https://tools.example.com/hooks"


def leave(teller: Teller, store: Store) -> None:
    with teller.mine.ledger.writing() as unit:
        kept = locks.store(unit, teller.mine.account_id, store.id)
        parting.part(unit, kept, "Ada", teller.now)


def test_the_endpoints_of_a_store_that_leaves_end_and_their_keys_are_forgotten(teller: Teller) -> None:
    store, other = teller.open(), teller.open("Chairs")
    ended, open_one, others = (
        teller.listen(store, HERE),
        teller.listen(store, HERE),
        teller.listen(other, HERE),
    )
    account = teller.mine.account_id
    with teller.mine.ledger.writing() as unit:
        endpoints.end(unit, account, store.id, ended, "Ada", teller.now)
        endpoints.try_out(unit, account, store.id, open_one, "Ada", teller.now)
    before = teller.now
    teller.later(hours=1)
    leave(teller, store)
    found = [teller.endpoint(one) for one in (ended, open_one)]
    assert [(one.ended_at, one.sealed) for one in found] == [(before, ""), (teller.now, "")]
    assert [(one.state, one.answer) for one in teller.sends()] == [("refused", parting.LEFT)]
    kept = teller.endpoint(others)
    assert kept.ended_at is None
    assert kept.sealed
