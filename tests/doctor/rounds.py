"""Asking the doctor, and pressing his buttons, the way that pages and commands do."""

from connector.ledger import examinations, findings
from connector.ledger.findings import Finding
from connector.ledger.stores import Store
from jobs.doctor import examining, mending, words
from tests.world import World

SOON = 40
"""More rounds of waiting than any examination needs."""


def examined(here: World, store: Store) -> list[Finding]:
    """A whole round; what is amiss afterwards."""
    with here.ledger.writing() as unit:
        examining.owe(unit, store.account_id, store.id, here.clock())
    for _ in range(SOON):
        here.work()
        here.wait_and_work()
        with here.ledger.reading() as unit:
            found = examinations.of_store(unit, store.account_id, store.id)
        if found is not None and found.ended_at is not None:
            return amiss(here, store)
    raise AssertionError("the round does not end")


def amiss(here: World, store: Store) -> list[Finding]:
    with here.ledger.reading() as unit:
        return findings.open_of(unit, store.account_id, store.id)


def rules(here: World, store: Store) -> list[str]:
    """The rules that a whole round finds broken; each says its fault and cure in words."""
    found = examined(here, store)
    for one in found:
        fault, cure = words.in_words(one.rule, one.gaps)
        assert fault
        assert cure
    return sorted(one.rule for one in found)


def mend(here: World, store: Store, rule: str) -> str:
    """Ask for the only fault of a rule to be mended, and work; returns why it was refused."""
    (found,) = [one for one in amiss(here, store) if one.rule == rule]
    with here.ledger.writing() as unit:
        refused = mending.mend(unit, store.account_id, found.id, "Ada", here.clock())
    for _ in range(3):
        here.wait_and_work()
    return refused


def mended(here: World, store: Store, rule: str) -> None:
    """The fault is there, is mended at one word, is gone, and stays gone."""
    assert rules(here, store) == [rule]
    assert mend(here, store, rule) == ""
    assert amiss(here, store) == []
    assert rules(here, store) == []
