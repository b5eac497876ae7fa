"""The staff of a store are told when something waits for a person: once, and only whom the merchant named."""

from datetime import timedelta

from connector.ledger import tasks
from connector.ledger.tasks import GIVEN_UP, Owe, Task
from jobs import alerting
from jobs.desk.settings import saving
from tests.flows.merchants import Merchant, ShopifyMerchant
from tests.world import World


def stuck(here: World, shop: Merchant, subject: str) -> None:
    now = here.clock()
    with here.ledger.writing() as unit:
        tasks.owe(unit, shop.store.account_id, shop.store.id, [Owe("effects", "tags", subject, now)], now)
        task = (
            unit.query(Task).filter(Task.account_id == shop.store.account_id, Task.subject == subject).one()
        )
        task.state, task.ended_at, task.trouble = GIVEN_UP, now, "refused for mia@example.com"


def name(here: World, shop: Merchant, *contacts: str) -> None:
    with here.ledger.writing() as unit:
        of = (shop.store.account_id, shop.store.id)
        saving.change(unit, *of, {"staff_contacts": list(contacts)}, "mia", here.clock())


def alert(here: World) -> int:
    owed = alerting.owe_due(here.workshop)
    here.work()
    return owed


def test_staff_are_told_once_of_what_waits_and_again_of_what_is_new(here: World) -> None:
    shop = ShopifyMerchant(here, "staff")
    stuck(here, shop, "1001")
    assert alert(here) == 0
    name(here, shop, "ada@example.com", "bob@example.com")

    assert (alert(here), alert(here)) == (1, 0)
    assert sorted(str(one["To"]) for one in here.mailbox.letters) == ["ada@example.com", "bob@example.com"]
    assert "/waiting" in here.mailbox.texts()[0]
    assert "mia@example.com" not in here.mailbox.texts()[0]

    here.clock.ahead += timedelta(minutes=5)
    stuck(here, shop, "1002")
    assert alert(here) == 0
    here.clock.ahead += timedelta(hours=1)
    assert (alert(here), alert(here)) == (1, 0)
    assert str(here.mailbox.letters[-1]["Subject"]).endswith("2 things wait for a person")


def test_nobody_is_told_of_what_was_done_meanwhile(here: World) -> None:
    shop = ShopifyMerchant(here, "done")
    name(here, shop, "ada@example.com")
    stuck(here, shop, "1001")
    assert alerting.owe_due(here.workshop) == 1
    with here.ledger.writing() as unit:
        unit.query(Task).filter(Task.account_id == shop.store.account_id, Task.subject == "1001").delete()
    here.work()
    assert here.mailbox.letters == []
