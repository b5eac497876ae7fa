"""On the way to a stranger's server: repeats under one id, an end in three days, and nobody else waits."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters import outgoing
from connector.ledger import event_sends, events, sealing, stuck
from connector.ledger.engine import Ledger
from connector.ledger.history import Happened
from connector.ledger.stores import Store
from connector.ledger.tasks import Task
from jobs import carrying, few
from jobs.desk import endpoints
from jobs.desk.amiss import Amiss
from tests.desk.shop import LAMP, ShopKeeper, keeper
from tests.events.conftest import Teller, kinds
from tests.events.receiver import DROP, HANG, Receiver, receiving


@pytest.fixture
def lamps(teller: Teller, receiver: Receiver) -> Store:
    store = teller.open()
    teller.listen(store, receiver.url, ["owed"])
    teller.mine.stock(store, LAMP, 0)
    return store


def sell(teller: Teller, store: Store, *names: str) -> None:
    for name in names:
        teller.mine.order(store, name, [(LAMP, 1)])


def states(teller: Teller) -> list[tuple[str, int, int | None]]:
    return [(one.state, one.attempts, one.status) for one in teller.sends()]


def test_an_event_that_arrived_is_not_sent_again(teller: Teller, lamps: Store, receiver: Receiver) -> None:
    sell(teller, lamps, "#1")
    teller.carry(rounds=4, hours=30)
    assert states(teller) == [("sent", 1, 204)]
    assert list(receiver.times().values()) == [1]


@pytest.mark.parametrize("status", [302, 400, 401, 404, 500, 503])
def test_what_was_not_taken_comes_again_under_the_same_id(
    teller: Teller, lamps: Store, receiver: Receiver, status: int
) -> None:
    receiver.answers, receiver.says = [status, status], b"not now"
    sell(teller, lamps, "#1")
    teller.carry()
    (send,) = teller.sends()
    assert (send.state, send.attempts, send.status, send.answer) == ("owed", 1, status, "not now")
    teller.carry(rounds=3, hours=1)
    assert states(teller) == [("sent", 3, 204)]
    assert list(receiver.times().values()) == [3]
    assert len({came.headers["webhook-timestamp"] for came in receiver.came}) == 3


def test_an_answer_that_was_lost_is_asked_for_again(teller: Teller, lamps: Store, receiver: Receiver) -> None:
    receiver.answers = [DROP]
    sell(teller, lamps, "#1")
    teller.carry()
    assert states(teller) == [("owed", 1, None)]
    teller.carry(rounds=2, minutes=1)
    assert states(teller) == [("sent", 2, 204)]
    assert list(receiver.times().values()) == [2]


@pytest.mark.parametrize(("answer", "ends"), [(500, "refused"), (DROP, "unknown")])
def test_after_three_days_it_waits_for_a_person(
    teller: Teller, lamps: Store, receiver: Receiver, answer: int, ends: str
) -> None:
    receiver.answers = [answer] * 40
    sell(teller, lamps, "#1")
    teller.carry(rounds=12, hours=20, minutes=1)
    (send,) = teller.sends()
    assert send.state == ends
    # Whoever answers is asked as often as there are pauses; where nobody does, three days are the end.
    assert send.attempts == (len(carrying.PAUSES) + 1 if answer == 500 else 5)
    assert timedelta(hours=71, minutes=35, seconds=5) == carrying.LONGEST
    assert len(receiver.came) == send.attempts
    with teller.mine.ledger.reading() as unit:
        mine = (Task.account_id == teller.mine.account_id, Task.kind == "event")
        assert unit.scalar(select(Task.state).where(*mine)) == "done"
        # The staff are told of it as of everything that waits for a person.
        assert stuck.at_store(unit, teller.mine.account_id, lamps.id) == (1, send.tried_at)


def test_a_receiver_that_wants_no_more_is_left_alone(
    teller: Teller, lamps: Store, receiver: Receiver
) -> None:
    receiver.answers = [410]
    sell(teller, lamps, "#1", "#2", "#3")
    teller.carry(rounds=3, hours=1)
    assert len(receiver.came) == 1
    assert {one.state for one in teller.sends()} == {"refused"}
    (endpoint_id,) = teller.keys
    assert teller.endpoint(endpoint_id).ended_at is not None
    sell(teller, lamps, "#4")
    assert len(teller.sends()) == 3
    with teller.mine.ledger.reading() as unit:
        said = unit.scalars(select(Happened.what).where(Happened.account_id == teller.mine.account_id))
        assert f"{receiver.url} wants no more events of Lamps" in said.all()


def test_a_receiver_that_asks_for_time_is_given_it(teller: Teller, lamps: Store, receiver: Receiver) -> None:
    receiver.answers, receiver.more_headers = [429], {"Retry-After": "7200"}
    sell(teller, lamps, "#1", "#2")
    teller.carry(rounds=4, minutes=29)
    assert len(receiver.came) == 1
    receiver.more_headers.clear()
    teller.carry(rounds=2, minutes=40)
    assert {one.state for one in teller.sends()} == {"sent"}


def test_a_receiver_that_hangs_costs_one_wait_however_much_there_is_to_tell(
    teller: Teller, lamps: Store, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "READ_SECONDS", 0.3)
    receiver.answers = [HANG] * 99
    sell(teller, lamps, *(f"#{n}" for n in range(30)))
    teller.carry()
    assert len(receiver.came) == 1
    (endpoint_id,) = teller.keys
    assert teller.endpoint(endpoint_id).failing_since == teller.now
    teller.carry(rounds=10, minutes=31)
    # Every half hour at most is it asked, and one at a time, whatever waits.
    assert len(receiver.came) <= 11
    receiver.answers.clear()
    teller.carry(rounds=5, hours=6)
    assert {one.state for one in teller.sends()} == {"sent"}
    assert teller.endpoint(endpoint_id).failing_since is None


def test_what_nobody_answered_for_three_days_is_given_up_together(
    teller: Teller, lamps: Store, receiver: Receiver
) -> None:
    receiver.answers = [DROP] * 999
    sell(teller, lamps, *(f"#{n}" for n in range(30)))
    teller.carry(rounds=40, hours=2)
    assert {one.state for one in teller.sends()} <= {"refused", "unknown"}


def test_letters_and_other_endpoints_do_not_wait_for_one_that_hangs(
    teller: Teller, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "READ_SECONDS", 0.3)
    slow, quick = teller.open("Slow"), teller.open("Quick")
    with receiving() as other:
        receiver.answers = [HANG] * 99
        teller.listen(slow, receiver.url, ["owed"])
        teller.listen(slow, other.url, ["owed"])
        teller.listen(quick, other.url, ["owed"])
        for store in (slow, quick):
            teller.mine.stock(store, LAMP, 0)
            sell(teller, store, *(f"{store.name}{n}" for n in range(5)))
        teller.carry()
        assert len(other.came) == 10
    assert len(receiver.came) == 1


def test_only_a_few_threads_wait_for_strangers(teller: Teller, lamps: Store, receiver: Receiver) -> None:
    sell(teller, lamps, "#1")
    with ExitStack() as crowd:
        for _ in range(few.MOST):
            crowd.enter_context(few.waiting_outside())
        teller.carry()
        assert (receiver.came, states(teller)) == ([], [("owed", 0, None)])
    teller.carry(rounds=2, seconds=6)
    assert states(teller) == [("sent", 1, 204)]


def test_more_than_a_round_is_carried_in_several(teller: Teller, lamps: Store, receiver: Receiver) -> None:
    sell(teller, lamps, *(f"#{n}" for n in range(2 * carrying.A_ROUND + 3)))
    teller.carry()
    assert len(receiver.came) == len(receiver.times()) == 2 * carrying.A_ROUND + 3


def test_what_happens_while_a_round_is_carried_is_told_in_the_next_and_not_after_the_pause(
    teller: Teller, lamps: Store, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One event waits for its second try in five seconds; another comes before the round has ended."""
    receiver.answers = [500]
    sell(teller, lamps, "#1")
    late = ["#2"]

    def rival(name: str) -> None:
        if name == "event.recorded" and late:
            sell(teller, lamps, late.pop())

    monkeypatch.setattr(carrying, "step", rival)
    teller.carry()
    assert states(teller) == [("owed", 1, 500), ("sent", 1, 204)]


def test_an_answer_is_kept_cut_and_as_text(teller: Teller, lamps: Store, receiver: Receiver) -> None:
    receiver.answers, receiver.says = [500], b"\xff\x00<script>" + b"x" * 5000
    sell(teller, lamps, "#1")
    teller.carry()
    (send,) = teller.sends()
    assert send.answer.startswith("�<script>xxx")
    assert len(send.answer) <= event_sends.MOST_ANSWER
    assert "\0" not in send.answer


def test_a_person_sends_again_what_failed_and_what_arrived(
    teller: Teller, lamps: Store, receiver: Receiver
) -> None:
    receiver.answers = [500] * 10
    sell(teller, lamps, "#1")
    teller.carry(rounds=12, hours=20, minutes=1)
    sell(teller, lamps, "#2")
    teller.carry()
    assert [one.state for one in teller.sends()] == ["refused", "sent"]
    ids = [one.id for one in teller.sends()]
    assert again(teller, lamps, ids) == 2
    teller.carry()
    assert {one.state for one in teller.sends()} == {"sent"}
    assert sorted(receiver.times().values()) == [2, 11]


def again(teller: Teller, store: Store, ids: list[int]) -> int:
    with teller.mine.ledger.writing() as unit:
        return endpoints.send_again(unit, teller.mine.account_id, store.id, ids, "Ada", teller.now)


def test_what_is_another_stores_or_accounts_is_not_sent_again(
    teller: Teller, lamps: Store, receiver: Receiver, ledger: Ledger
) -> None:
    sell(teller, lamps, "#1")
    teller.carry()
    ids = [one.id for one in teller.sends()]
    desk = teller.open("Desk")
    assert again(teller, desk, ids) == 0
    other: ShopKeeper = keeper(ledger, "other")
    theirs = other.open("Theirs")
    with ledger.writing() as unit:
        assert endpoints.send_again(unit, other.account_id, theirs.id, ids, "Eve", teller.now) == 0
        with pytest.raises(LookupError):
            endpoints.end(unit, other.account_id, theirs.id, next(iter(teller.keys)), "Eve", teller.now)
        with pytest.raises(LookupError):
            endpoints.try_out(
                unit, teller.mine.account_id, desk.id, next(iter(teller.keys)), "Ada", teller.now
            )
    assert len(receiver.came) == 1


def test_a_test_event_goes_to_one_endpoint_even_while_the_switch_is_off(
    teller: Teller, receiver: Receiver
) -> None:
    store = teller.open(on=False)
    with receiving() as other:
        to = teller.listen(store, receiver.url, ["owed"])
        teller.listen(store, other.url, ["owed"])
        with teller.mine.ledger.writing() as unit:
            endpoints.try_out(unit, teller.mine.account_id, store.id, to, "Ada", teller.now)
        teller.carry()
        assert (kinds(receiver), other.came) == (["test"], [])


def test_an_endpoint_that_ended_gets_nothing_of_what_was_on_its_way(
    teller: Teller, lamps: Store, receiver: Receiver
) -> None:
    sell(teller, lamps, "#1")
    (endpoint_id,) = teller.keys
    with teller.mine.ledger.writing() as unit:
        endpoints.end(unit, teller.mine.account_id, lamps.id, endpoint_id, "Ada", teller.now)
    teller.carry()
    assert (receiver.came, [one.state for one in teller.sends()]) == ([], ["refused"])
    assert again(teller, lamps, [one.id for one in teller.sends()]) == 0
    with teller.mine.ledger.writing() as unit, pytest.raises(Amiss, match="ended already"):
        endpoints.end(unit, teller.mine.account_id, lamps.id, endpoint_id, "Ada", teller.now)


def test_the_key_is_kept_sealed_for_its_own_endpoint_only(teller: Teller, lamps: Store) -> None:
    ((endpoint_id, key),) = teller.keys.items()
    kept = teller.endpoint(endpoint_id)
    assert key not in kept.sealed
    assert teller.workshop.vault.open(kept.sealed, sealing.endpoint_place(kept.door)) == key


def test_an_address_that_came_to_lead_inside_is_refused_at_sending(
    teller: Teller, lamps: Store, receiver: Receiver
) -> None:
    """Loopback is admitted in development only: here the service runs as in production."""
    sell(teller, lamps, "#1")
    with teller.mine.ledger.writing() as unit:
        to = events.endpoint(unit, teller.mine.account_id, next(iter(teller.keys)))
        to.address = "https://localhost/hooks"
    teller.workshop.settings = teller.workshop.settings.model_copy(update={"allow_loopback": False})
    teller.carry()
    (send,) = teller.sends()
    assert (send.state, receiver.came) == ("refused", [])
    assert "private address" in send.answer
