"""The waitlist over a real ledger: joining, telling, leaving; and that nobody's place in the queue moves."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from connector.domain.waitlist import CONFIRM_LASTS, HOLD, KEPT, ROUND
from connector.ledger import accounts, items, locks, offers, stores, waits
from connector.ledger.engine import Ledger
from connector.ledger.history import Happened
from connector.ledger.items import Listing
from connector.ledger.pegs import Peg
from connector.ledger.stores import Store
from connector.ledger.tasks import OWED, Task
from connector.ledger.waits import ASKED, CONFIRMED, LEFT, TOLD, Wait
from jobs.waitlist import joining, links, telling
from jobs.waitlist.joining import MOST_ASKED, Wish
from tests.desk.shop import LAMP, NOW, ShopKeeper

MIA, TOM, ZOE = "mia@example.com", "tom@example.com", "zoe@example.com"
IN_A_MONTH = date(2026, 12, 23)


@pytest.fixture
def lamps(mine: ShopKeeper) -> Store:
    """A store with a waitlist and no lead time: it sells what is there and what is on its way."""
    return a_store(mine)


def a_store(mine: ShopKeeper, name: str = "Lamps") -> Store:
    store = mine.open(name, settings={"handling_days": 0})
    mine.switch_on(store, "waitlist")
    return store


def listing_of(mine: ShopKeeper, store: Store, ref: str = LAMP) -> Listing:
    with mine.ledger.reading() as unit:
        return items.listings(unit, store, [ref])[ref]


def ask(mine: ShopKeeper, store: Store, email: str, quantity: int = 1, at: datetime = NOW) -> None:
    with mine.ledger.writing() as unit:
        joining.ask(unit, store, listing_of(mine, store), Wish(email, quantity, "en"), at)


def confirm(mine: ShopKeeper, store: Store, email: str, at: datetime = NOW) -> bool:
    """They press the button of their letter."""
    with mine.ledger.writing() as unit:
        wait = waits.of_address(unit, mine.account_id, listing_of(mine, store).id, email)
        assert wait is not None
        wait.confirm_hash = links.hash_of(email)
    with mine.ledger.writing() as unit:
        return joining.confirm(unit, store, email, at) is not None


def join(mine: ShopKeeper, store: Store, email: str, quantity: int = 1, at: datetime = NOW) -> None:
    ask(mine, store, email, quantity, at)
    confirm(mine, store, email, at)


def tell(mine: ShopKeeper, store: Store, at: datetime = NOW) -> datetime | None:
    with mine.ledger.writing() as unit:
        listing = items.listings(unit, store, [LAMP])[LAMP]
        locks.items(unit, mine.account_id, [listing.item_id])
        return telling.choose(unit, store, listing, at)


def state_of(mine: ShopKeeper, email: str) -> str:
    with mine.ledger.reading() as unit:
        found = unit.scalar(select(Wait.state).where(Wait.account_id == mine.account_id, Wait.email == email))
    assert found is not None
    return found


def owed(mine: ShopKeeper, kind: str) -> list[str]:
    with mine.ledger.reading() as unit:
        wanted = select(Task.subject).where(Task.account_id == mine.account_id, Task.kind == kind)
        return sorted(unit.scalars(wanted.where(Task.state == OWED)))


def test_asking_owes_one_letter_and_asking_at_once_again_owes_no_other(
    mine: ShopKeeper, lamps: Store
) -> None:
    mine.stock(lamps, LAMP, 0)
    ask(mine, lamps, MIA)
    ask(mine, lamps, MIA, 3)
    (subject,) = owed(mine, "wait_letter")
    assert subject.endswith(":confirm:1")
    assert state_of(mine, MIA) == ASKED


def test_whoever_has_no_letter_after_a_day_may_ask_for_another(mine: ShopKeeper, lamps: Store) -> None:
    mine.stock(lamps, LAMP, 0)
    for hours in range(25):
        ask(mine, lamps, MIA, at=NOW + timedelta(hours=hours))
    assert [one.rpartition(":")[2] for one in owed(mine, "wait_letter")] == ["1", "2"]


@pytest.mark.parametrize("state", [TOLD, LEFT, CONFIRMED])
def test_asking_again_within_a_day_owes_no_letter_whatever_became_of_the_wish(
    mine: ShopKeeper, lamps: Store, state: str
) -> None:
    mine.stock(lamps, LAMP, 0)
    ask(mine, lamps, MIA)
    with mine.ledger.writing() as unit:
        wait = waits.of_address(unit, mine.account_id, listing_of(mine, lamps).id, MIA)
        assert wait is not None
        wait.state = state
    ask(mine, lamps, MIA, at=NOW + timedelta(hours=23))
    assert (len(owed(mine, "wait_letter")), state_of(mine, MIA)) == (1, state)
    ask(mine, lamps, MIA, at=NOW + timedelta(hours=24))
    assert state_of(mine, MIA) == (CONFIRMED if state == CONFIRMED else ASKED)


def ask_for_many(mine: ShopKeeper, store: Store, emails: list[str], at: datetime = NOW) -> None:
    """Each for a lamp of its own."""
    for number, email in enumerate(emails):
        ref = f"{LAMP}-{number}"
        mine.stock(store, ref, 0, sku=f"LAMP-{number}")
        with mine.ledger.writing() as unit:
            joining.ask(unit, store, items.listings(unit, store, [ref])[ref], Wish(email, 1, "en"), at)


def test_addresses_of_one_mailbox_are_counted_together_and_others_are_not(
    mine: ShopKeeper, lamps: Store
) -> None:
    ask_for_many(mine, lamps, [f"mia+{number}@example.com" for number in range(MOST_ASKED + 3)])
    assert len(owed(mine, "wait_letter")) == MOST_ASKED
    others = [
        "mia@example.org",
        "mi@example.com",
        "mia_x@example.com",
        "mia%@example.com",
        "xmia@example.com",
    ]
    for email in others:
        ask_for_many(mine, lamps, [email])
    ask_for_many(mine, lamps, [MIA])
    assert len(owed(mine, "wait_letter")) == MOST_ASKED + len(others)


def test_letters_for_one_mailbox_are_counted_over_all_stores_and_whoever_confirmed(
    mine: ShopKeeper, lamps: Store
) -> None:
    other = a_store(mine, "Lights")
    ask_for_many(mine, lamps, [MIA] * MOST_ASKED)
    with mine.ledger.writing() as unit:
        for wait in unit.scalars(select(Wait).where(Wait.account_id == mine.account_id)):
            wait.state = LEFT
    mine.stock(other, LAMP, 0)
    ask(mine, other, MIA, at=NOW + timedelta(hours=23))
    assert len(owed(mine, "wait_letter")) == MOST_ASKED
    ask(mine, other, MIA, at=NOW + timedelta(hours=24))
    assert len(owed(mine, "wait_letter")) == MOST_ASKED + 1


def test_a_crowd_is_turned_away_and_its_merchant_is_told_once_an_hour(
    mine: ShopKeeper, lamps: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "MOST_ASKED_OF", 2)
    mine.stock(lamps, LAMP, 0)
    for email in (MIA, TOM, ZOE, MIA, ZOE):
        ask(mine, lamps, email)
    assert len(owed(mine, "wait_letter")) == 2
    with mine.ledger.reading() as unit:
        said = unit.scalars(select(Happened.what).where(Happened.account_id == mine.account_id)).all()
    (told,) = [one for one in said if "the waitlist of Lamps takes nobody for up to an hour" in one]
    assert "2 addresses asked" in told


def test_an_address_is_not_written_to_about_everything_that_a_shop_sells(
    mine: ShopKeeper, lamps: Store
) -> None:
    ask_for_many(mine, lamps, [MIA] * (MOST_ASKED + 3))
    assert len(owed(mine, "wait_letter")) == MOST_ASKED


def test_a_link_confirms_within_its_time_and_again_changes_nothing(mine: ShopKeeper, lamps: Store) -> None:
    mine.stock(lamps, LAMP, 0)
    ask(mine, lamps, MIA)
    ask(mine, lamps, TOM)
    assert not confirm(mine, lamps, TOM, NOW + CONFIRM_LASTS)
    assert confirm(mine, lamps, MIA, NOW + CONFIRM_LASTS - timedelta(seconds=1))
    assert confirm(mine, lamps, MIA, NOW + CONFIRM_LASTS)
    assert (state_of(mine, MIA), state_of(mine, TOM)) == (CONFIRMED, ASKED)


def test_a_guessed_word_confirms_nothing(mine: ShopKeeper, lamps: Store) -> None:
    mine.stock(lamps, LAMP, 0)
    ask(mine, lamps, MIA)
    with mine.ledger.writing() as unit:
        assert joining.confirm(unit, lamps, "guessed", NOW) is None
        assert joining.confirm(unit, lamps, "", NOW) is None


def test_a_link_of_one_store_does_nothing_at_another(mine: ShopKeeper, lamps: Store) -> None:
    other = a_store(mine, "Chairs")
    mine.stock(lamps, LAMP, 0)
    ask(mine, lamps, MIA)
    with mine.ledger.writing() as unit:
        wait = waits.of_address(unit, mine.account_id, listing_of(mine, lamps).id, MIA)
        assert wait is not None
        wait.confirm_hash = wait.leave_hash = links.hash_of("word")
    with mine.ledger.writing() as unit:
        assert joining.confirm(unit, other, "word", NOW) is None
        joining.leave(unit, other, "word", NOW)
    assert state_of(mine, MIA) == ASKED


def test_whoever_left_is_told_nothing_and_an_old_link_does_not_bring_them_back(
    mine: ShopKeeper, lamps: Store
) -> None:
    mine.stock(lamps, LAMP, 0)
    join(mine, lamps, MIA)
    with mine.ledger.writing() as unit:
        wait = waits.of_address(unit, mine.account_id, listing_of(mine, lamps).id, MIA)
        assert wait is not None
        wait.leave_hash = links.hash_of("leave")
    with mine.ledger.writing() as unit:
        joining.leave(unit, lamps, "leave", NOW)
        assert joining.confirm(unit, lamps, MIA, NOW) is None
    mine.stock(lamps, LAMP, 9)
    tell(mine, lamps)
    assert state_of(mine, MIA) == LEFT


def test_of_two_the_one_who_confirmed_first_is_told_of_the_only_unit(mine: ShopKeeper, lamps: Store) -> None:
    mine.stock(lamps, LAMP, 0)
    ask(mine, lamps, MIA)
    ask(mine, lamps, TOM)
    confirm(mine, lamps, TOM)
    confirm(mine, lamps, MIA, NOW + timedelta(minutes=1))
    mine.stock(lamps, LAMP, 1)
    assert tell(mine, lamps, NOW + timedelta(hours=1)) == NOW + timedelta(hours=1) + HOLD
    assert (state_of(mine, TOM), state_of(mine, MIA)) == (TOLD, CONFIRMED)
    tell(mine, lamps, NOW + timedelta(hours=1) + HOLD)
    assert (state_of(mine, TOM), state_of(mine, MIA)) == (TOLD, TOLD)


def test_whoever_only_asked_is_not_told(mine: ShopKeeper, lamps: Store) -> None:
    mine.stock(lamps, LAMP, 0)
    ask(mine, lamps, MIA)
    mine.stock(lamps, LAMP, 3)
    tell(mine, lamps)
    assert state_of(mine, MIA) == ASKED


def test_who_ordered_what_they_were_told_of_makes_room_for_nobody_twice(
    mine: ShopKeeper, lamps: Store
) -> None:
    """Three units; Mia is told of two and orders them: one is left, and only one is told of."""
    mine.stock(lamps, LAMP, 0)
    join(mine, lamps, MIA, 2)
    join(mine, lamps, TOM, 1)
    join(mine, lamps, ZOE, 1)
    mine.stock(lamps, LAMP, 2)
    tell(mine, lamps)
    mine.order(lamps, "#1", [(LAMP, 2)], placed_at=NOW + timedelta(minutes=5), email="Mia@Example.com")
    mine.stock(lamps, LAMP, 3)
    tell(mine, lamps, NOW + timedelta(hours=1))
    assert [state_of(mine, one) for one in (MIA, TOM, ZOE)] == [TOLD, TOLD, CONFIRMED]


def test_units_on_their_way_that_a_buyer_waits_for_are_told_to_nobody(mine: ShopKeeper, lamps: Store) -> None:
    item_id = mine.stock(lamps, LAMP, 0)
    mine.order(lamps, "#1", [(LAMP, 3)])
    join(mine, lamps, MIA)
    mine.expect(item_id, 3, IN_A_MONTH)
    tell(mine, lamps)
    assert state_of(mine, MIA) == CONFIRMED
    mine.expect(item_id, 1, IN_A_MONTH)
    tell(mine, lamps)
    assert state_of(mine, MIA) == TOLD


def test_two_stores_that_sell_the_same_units_tell_of_each_unit_once(mine: ShopKeeper, lamps: Store) -> None:
    other = a_store(mine, "Lights")
    item_id = mine.stock(lamps, LAMP, 0)
    mine.share(item_id, other, LAMP)
    join(mine, lamps, MIA)
    join(mine, other, TOM)
    mine.stock(lamps, LAMP, 1)
    tell(mine, lamps)
    tell(mine, other)
    assert [state_of(mine, one) for one in (MIA, TOM)] == [TOLD, CONFIRMED]


def test_what_the_shop_does_not_sell_beyond_its_stock_is_told_of_when_it_is_there(
    mine: ShopKeeper, lamps: Store
) -> None:
    item_id = mine.stock(lamps, LAMP, 0)
    join(mine, lamps, MIA)
    mine.expect(item_id, 5, IN_A_MONTH)
    with mine.ledger.writing() as unit:
        items.listings(unit, lamps, [LAMP])[LAMP].beyond = "deny"
    assert tell(mine, lamps) == NOW + ROUND, "the shop may open again without a word to us"
    assert state_of(mine, MIA) == CONFIRMED
    mine.stock(lamps, LAMP, 1)
    tell(mine, lamps)
    assert state_of(mine, MIA) == TOLD


def test_nobody_is_looked_for_again_where_nothing_can_be_ordered(mine: ShopKeeper, lamps: Store) -> None:
    mine.stock(lamps, LAMP, 0)
    join(mine, lamps, MIA)
    assert tell(mine, lamps) is None


def test_while_the_switch_is_off_nobody_is_told(mine: ShopKeeper, lamps: Store) -> None:
    mine.stock(lamps, LAMP, 0)
    join(mine, lamps, MIA)
    mine.stock(lamps, LAMP, 1)
    with mine.ledger.writing() as unit:
        stores.turn(unit, stores.get(unit, mine.account_id, lamps.id), "waitlist", None, "a test")
    tell(mine, lamps)
    assert state_of(mine, MIA) == CONFIRMED


def test_asking_again_after_being_told_does_not_free_the_units(mine: ShopKeeper, lamps: Store) -> None:
    """Else whoever knows an address could have one unit told to everybody."""
    mine.stock(lamps, LAMP, 0)
    join(mine, lamps, MIA)
    join(mine, lamps, TOM)
    mine.stock(lamps, LAMP, 1)
    tell(mine, lamps)
    join(mine, lamps, MIA, at=NOW + timedelta(hours=25))
    tell(mine, lamps, NOW + timedelta(hours=26))
    assert [state_of(mine, one) for one in (MIA, TOM)] == [CONFIRMED, CONFIRMED]


def test_who_asked_again_is_told_again_when_their_own_hold_is_over(mine: ShopKeeper, lamps: Store) -> None:
    """No offer changes then: the clock alone must bring them back."""
    mine.stock(lamps, LAMP, 0)
    join(mine, lamps, MIA)
    mine.stock(lamps, LAMP, 3)
    tell(mine, lamps)
    join(mine, lamps, MIA, at=NOW + timedelta(hours=25))
    assert tell(mine, lamps, NOW + timedelta(hours=25)) == NOW + HOLD
    assert state_of(mine, MIA) == CONFIRMED
    assert tell(mine, lamps, NOW + HOLD) is None
    assert state_of(mine, MIA) == TOLD


def test_who_waits_for_what_is_sold_no_more_is_forgotten_after_a_month(
    mine: ShopKeeper, lamps: Store
) -> None:
    mine.stock(lamps, LAMP, 0)
    join(mine, lamps, MIA)
    with mine.ledger.writing() as unit:
        items.listings(unit, lamps, [LAMP])[LAMP].gone_at = NOW
    for later, left in ((KEPT - timedelta(seconds=1), 1), (KEPT, 0)):
        with mine.ledger.writing() as unit:
            waits.forget_older(unit, lamps, NOW + later, 10)
            assert len(waits.addresses(unit, mine.account_id, lamps.id)) == left


def test_every_change_of_an_offer_owes_a_look_at_the_waitlist(mine: ShopKeeper, lamps: Store) -> None:
    mine.stock(lamps, LAMP, 0)
    assert owed(mine, "waitlist") == [str(listing_of(mine, lamps).id)]


NUMBERS = count(1)
BUYERS = tuple(f"buyer-{number}@example.com" for number in range(6))
units = st.integers(1, 4)
deeds = st.one_of(
    st.tuples(st.just("order"), st.sampled_from(BUYERS), units),
    st.tuples(st.just("cancel"), st.integers(0, 5), units),
    st.tuples(st.just("count"), st.integers(0, 8), units),
    st.tuples(st.just("expect"), st.integers(1, 5), units),
    st.tuples(st.just("join"), st.sampled_from(BUYERS), units),
    st.tuples(st.just("tell"), st.integers(0, 30), units),
)


class Days:
    """One shop over some days, and what a bookkeeper would write down of its waitlist."""

    def __init__(self, ledger: Ledger) -> None:
        with ledger.writing() as unit:
            name = f"days {next(NUMBERS)}"
            account = accounts.find_or_create(unit, name, NOW)
            self.mine = ShopKeeper(ledger, account.id)
        self.now, self.told = NOW, list[tuple[datetime, str, int]]()
        self.ordered = list[tuple[datetime, str, int, str]]()
        self.store = a_store(self.mine, f"Days{next(NUMBERS)}")
        self.item_id = self.mine.stock(self.store, LAMP, 0)

    def do(self, deed: str, what: Any, units: int) -> None:
        self.now += timedelta(minutes=1)
        getattr(self, deed)(what, units)

    def order(self, buyer: str, units: int) -> None:
        name = f"#{len(self.ordered)}"
        self.mine.order(self.store, name, [(LAMP, units)], placed_at=self.now, email=buyer)
        self.ordered.append((self.now, buyer, units, name))

    def cancel(self, which: int, _units: int) -> None:
        if which < len(self.ordered):
            at, buyer, _, name = self.ordered[which]
            self.mine.order(self.store, name, [(LAMP, 0)], placed_at=at, changed=self.now, email=buyer)
            self.ordered[which] = (at, buyer, 0, name)

    def count(self, units: int, _units: int) -> None:
        self.mine.stock(self.store, LAMP, units, at=self.now)

    def expect(self, units: int, _units: int) -> None:
        self.mine.expect(self.item_id, units, IN_A_MONTH)

    def join(self, buyer: str, units: int) -> None:
        with self.mine.ledger.reading() as unit:
            known = waits.of_address(unit, self.mine.account_id, listing_of(self.mine, self.store).id, buyer)
        if known is None or known.state == TOLD:
            join(self.mine, self.store, buyer, units, self.now)

    def tell(self, hours: int, _units: int) -> None:
        self.now += timedelta(hours=hours)
        pegs, most, before = self.pegs(), self.most(), self.states()
        tell(self.mine, self.store, self.now)
        after = self.states()
        new = {one for one in after if after[one][0] == TOLD and before[one][0] != TOLD}
        self.told += [(self.now, one, after[one][1]) for one in new]
        assert self.pegs() == pegs
        assert not new or self.may_still_order() <= most

    def may_still_order(self) -> int:
        """Of everything that was told within the hold, what its reader has not ordered since."""
        recent = [one for one in self.told if one[0] > self.now - HOLD]
        return sum(max(0, units - self.bought(buyer, at)) for at, buyer, units in recent)

    def bought(self, buyer: str, since: datetime) -> int:
        return sum(units for at, who, units, _ in self.ordered if who == buyer and at >= since)

    def pegs(self) -> list[tuple[int, int, int]]:
        with self.mine.ledger.reading() as unit:
            wanted = select(Peg.line_id, Peg.supply_id, Peg.quantity)
            mine = wanted.where(Peg.account_id == self.mine.account_id)
            return sorted((line, supply, units) for line, supply, units in unit.execute(mine))

    def most(self) -> int:
        with self.mine.ledger.reading() as unit:
            listing = items.listings(unit, self.store, [LAMP])[LAMP]
            offer = offers.current(unit, self.mine.account_id, [listing.id])[listing.id]
        return int(offer.body["regions"][""]["most"])

    def states(self) -> dict[str, tuple[str, int]]:
        with self.mine.ledger.reading() as unit:
            wanted = select(Wait.email, Wait.state, Wait.quantity)
            rows = unit.execute(wanted.where(Wait.account_id == self.mine.account_id))
            return {email: (state, quantity) for email, state, quantity in rows}


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=st.lists(deeds, min_size=4, max_size=16))
def test_whatever_happens_nobody_is_told_of_a_unit_that_a_buyer_or_another_reader_may_have(
    ledger: Ledger, deeds: list[tuple[str, Any, int]]
) -> None:
    days = Days(ledger)
    for deed, what, units in deeds:
        days.do(deed, what, units)
    days.do("tell", 0, 1)
