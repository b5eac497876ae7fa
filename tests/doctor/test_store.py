"""What is amiss with a store, or with ourselves: planted, found, mended or explained, gone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from connector.ledger import comparing, examinations, findings, stores, tasks
from connector.ledger.readings import Reading
from connector.ledger.tasks import GIVEN_UP, UNKNOWN, Owe, Task
from jobs.desk import switching
from jobs.doctor import address as check
from jobs.doctor import examining, nightly, words
from jobs.drain import drain
from jobs.kinds import Bench
from jobs.table import KINDS
from sandbox.shopify import Shop
from tests.doctor.name_server import Zone, name_server
from tests.doctor.rounds import amiss, examined, mend, mended, rules
from tests.flows.merchants import MERCHANTS, Merchant, ShopifyMerchant, WooMerchant
from tests.world import World


@pytest.fixture
def merchant(here: World, platform: str) -> Merchant:
    made = MERCHANTS[platform](here, "lamps").stock(lamp=1)
    here.settle()
    return made


def shop_of(merchant: Merchant) -> Shop:
    assert isinstance(merchant, ShopifyMerchant)
    return merchant.shop


def drop_webhooks(merchant: Merchant, keep: int = 0) -> None:
    if isinstance(merchant, ShopifyMerchant):
        del merchant.shop.subscriptions[keep:]
    elif isinstance(merchant, WooMerchant):
        merchant.shop.webhooks.webhooks.clear()


def test_missing_webhooks_are_made_again(here: World, merchant: Merchant) -> None:
    drop_webhooks(merchant)
    mended(here, merchant.store, "webhook_missing")


def test_webhooks_that_point_elsewhere_or_are_there_twice_are_put_right(here: World) -> None:
    merchant = ShopifyMerchant(here, "lamps")
    here.settle()
    one, other = merchant.shop.subscriptions[:2]
    one.uri = "https://old.example.com/webhooks/shopify"
    merchant.shop.subscribe(other.uri, [other.topic])
    assert rules(here, merchant.store) == ["webhook_elsewhere", "webhook_twice"]
    assert mend(here, merchant.store, "webhook_elsewhere") == ""
    assert rules(here, merchant.store) == []


def test_a_webhook_that_the_shop_disabled_or_signs_with_an_old_secret_is_made_anew(here: World) -> None:
    merchant = WooMerchant(here, "lamps")
    here.settle()
    hooks = list(merchant.shop.webhooks.webhooks.values())
    hooks[0].status = "disabled"
    hooks[1].name = hooks[1].name[:-8] + "deadbeef"
    assert rules(here, merchant.store) == ["webhook_disabled", "webhook_unsigned"]
    assert mend(here, merchant.store, "webhook_disabled") == ""
    assert mend(here, merchant.store, "webhook_unsigned") == ""
    assert rules(here, merchant.store) == []


def test_nothing_is_made_at_a_shop_while_everything_is_paused(here: World, merchant: Merchant) -> None:
    drop_webhooks(merchant)
    assert rules(here, merchant.store) == ["webhook_missing"]
    with here.ledger.writing() as unit:
        switching.pause(unit, merchant.store.account_id, "Ada", here.clock())
    assert mend(here, merchant.store, "webhook_missing") == "paused"
    assert rules(here, merchant.store) == ["webhook_missing"]


def lock_out(merchant: Merchant, *, out: bool = True) -> None:
    if isinstance(merchant, ShopifyMerchant):
        doors = merchant.here.shopify.oauth.access
        if out:
            doors.pop("shpat_lamps")
        else:
            doors["shpat_lamps"] = (merchant.shop, None)
    elif isinstance(merchant, WooMerchant):
        if out:
            merchant.shop.revoke_key("ck_lamps")
        else:
            merchant.shop.add_key("ck_lamps", "cs_lamps")


def test_a_store_that_refuses_our_keys_is_named_and_what_else_was_found_there_stands(
    here: World, merchant: Merchant
) -> None:
    drop_webhooks(merchant)
    assert rules(here, merchant.store) == ["webhook_missing"]
    lock_out(merchant)

    assert rules(here, merchant.store) == ["store_closed", "webhook_missing"]

    assert mend(here, merchant.store, "store_closed") == "by_hand"
    lock_out(merchant, out=False)
    assert rules(here, merchant.store) == ["webhook_missing"]


def test_a_shop_that_takes_our_tokens_no_longer_asks_for_the_app_to_be_opened(here: World) -> None:
    merchant = ShopifyMerchant(here, "lamps")
    here.settle()
    with here.ledger.writing() as unit:
        kept = stores.get(unit, merchant.store.account_id, merchant.store.id)
        kept.app, kept.token_expires_at, kept.shut_out_at = "public", here.clock(), here.clock()
    (found,) = examined(here, merchant.store)
    assert found.rule == "store_closed"
    assert "open the app there" in str(found.gaps["why"])
    assert "Open the app once" in words.in_words(found.rule, found.gaps)[1]


def test_a_store_that_does_not_answer_is_tried_again_before_it_is_named(
    here: World, merchant: Merchant
) -> None:
    faults = here.shopify.faults if merchant.platform == "shopify" else here.woo.faults
    faults.next(None, "502", times=1)
    assert rules(here, merchant.store) == []
    faults.next(None, "502", times=40)
    assert rules(here, merchant.store) == ["store_silent"]


def test_a_count_below_zero_that_no_buyer_explains_is_named_with_its_item(
    here: World, merchant: Merchant
) -> None:
    assert rules(here, merchant.store) == []
    merchant.recount("lamp", -2)
    here.settle()
    (found,) = examined(here, merchant.store)
    fault, _cure = words.in_words(found.rule, found.gaps)
    assert "counts Lamp at" in fault
    assert "below zero (-2)" in fault
    assert mend(here, merchant.store, "below_zero") == "by_hand"
    merchant.recount("lamp", 4)
    here.settle()
    assert rules(here, merchant.store) == []


def test_a_count_below_zero_that_the_shop_corrected_meanwhile_is_read_again(
    here: World, merchant: Merchant
) -> None:
    merchant.recount("lamp", -2)
    here.settle()
    merchant.recount("lamp", 4)
    here.shopify.webhooks.take()
    for store in here.woo.stores.values():
        store.webhooks.take()
    assert rules(here, merchant.store) == []
    with here.ledger.reading() as unit:
        assert comparing.below_zero(unit, merchant.store) == []


def stuck_task(here: World, merchant: Merchant, state: str) -> None:
    store = merchant.store
    with here.ledger.writing() as unit:
        owed = [Owe("intake", "reread_inbound", "all", here.clock())]
        tasks.owe(unit, store.account_id, store.id, owed, here.clock())
        task = unit.query(Task).filter(Task.account_id == store.account_id, Task.kind == owed[0].kind).one()
        task.state, task.trouble, task.ended_at = state, "access denied", here.clock()


def test_a_task_that_was_given_up_is_tried_once_more(here: World, merchant: Merchant) -> None:
    stuck_task(here, merchant, GIVEN_UP)
    mended(here, merchant.store, "task_given_up")


def test_a_task_whose_end_nobody_knows_is_left_to_a_person(here: World, merchant: Merchant) -> None:
    stuck_task(here, merchant, UNKNOWN)
    assert rules(here, merchant.store) == ["task_unknown"]
    assert mend(here, merchant.store, "task_unknown") == "by_hand"


def test_work_that_nobody_does_and_a_reading_that_stands_still_are_named(here: World) -> None:
    merchant = ShopifyMerchant(here, "lamps")
    here.settle()
    store = merchant.store
    with here.ledger.writing() as unit:
        long_ago = here.clock() - timedelta(hours=3)
        owed = [Owe("effects", "tags", "1", long_ago)]
        tasks.owe(unit, store.account_id, store.id, owed, long_ago)
        still = Reading(account_id=store.account_id, store_id=store.id, kind="whole", phase="orders")
        still.began_at = still.moved_at = long_ago
        unit.add(still)
        examining.owe(unit, store.account_id, store.id, here.clock())
    for _ in range(5):  # nobody works on the other lane
        drain(here.workshop, "intake", {"examine": KINDS["examine"]}, 10.0)
        here.clock.ahead += timedelta(seconds=20)
    found = {one.rule: one.gaps for one in amiss(here, store)}
    assert set(found) == {"backlog", "reading_stuck"}
    assert found["backlog"]["minutes"] >= 180
    assert found["reading_stuck"]["hours"] == 3
    assert mend(here, store, "backlog") == "by_hand"
    assert mend(here, store, "reading_stuck") == ""
    assert rules(here, store) == []


def our_settings(here: World, **changes: object) -> None:
    here.workshop.settings = here.workshop.settings.model_copy(update=changes)


def test_our_own_address_must_answer(here: World) -> None:
    merchant = ShopifyMerchant(here, "lamps")
    here.settle()
    public_url = here.workshop.settings.public_url
    our_settings(here, public_url="http://127.0.0.1:9")
    assert "address_silent" in rules(here, merchant.store)
    assert mend(here, merchant.store, "address_silent") == "by_hand"
    our_settings(here, public_url=public_url)
    assert "address_silent" not in rules(here, merchant.store)


@pytest.mark.parametrize("public_url", ["http://lamps.example", "https://10.0.0.7", "https://localhost"])
def test_in_production_our_own_address_must_be_public_and_by_https(here: World, public_url: str) -> None:
    merchant = ShopifyMerchant(here, "lamps")
    our_settings(here, allow_loopback=False, public_url=public_url)
    assert [one.rule for one in check.look(Bench(here.workshop, merchant.store))] == ["address_private"]


@pytest.fixture
def zone() -> Zone:
    return {
        "lamps.example": ["v=spf1 mx ~all"],
        "k1._domainkey.lamps.example": ["v=DKIM1; p=MIGf"],
        "_dmarc.lamps.example": ["v=DMARC1; p=none"],
    }


@pytest.fixture
def sending(here: World, zone: Zone) -> Iterator[Merchant]:
    """Letters come from lamps.example, whose records a name server of our own tells."""
    with name_server(zone) as address:
        our_settings(here, mail_from="orders@lamps.example", name_server=address)
        made = ShopifyMerchant(here, "lamps")
        here.settle()
        yield made


@pytest.mark.parametrize(
    ("name", "records", "rule", "told"),
    [
        ("lamps.example", ["hello"], "spf_missing", "TXT record named lamps.example to the DNS: v=spf1 "),
        ("lamps.example", ["v=spf1 mx -all", "v=spf1 a -all"], "spf_twice", "v=spf1 a mx ~all"),
        ("lamps.example", ["v=spf1 +all"], "spf_open", "to: v=spf1 ~all"),
        ("k1._domainkey.lamps.example", None, "dkim_missing", "<selector>._domainkey.lamps.example"),
        ("_dmarc.lamps.example", None, "dmarc_missing", "_dmarc.lamps.example to the DNS: v=DMARC1; p=none"),
        ("_dmarc.lamps.example", ["v=DMARC1; p=none", "v=DMARC1; p=reject"], "dmarc_twice", "Keep one"),
    ],
)
def test_a_sender_whose_domain_does_not_vouch_for_it_is_told_what_to_add(
    here: World, zone: Zone, sending: Merchant, name: str, records: list[str] | None, rule: str, told: str
) -> None:
    assert rules(here, sending.store) == []
    before = zone.pop(name)
    if records is not None:
        zone[name] = records
    (found,) = examined(here, sending.store)
    assert found.rule == rule
    assert told in words.in_words(rule, found.gaps)[1]
    assert mend(here, sending.store, rule) == "by_hand"
    zone[name] = before
    assert rules(here, sending.store) == []


def test_a_policy_of_the_domain_above_and_a_key_of_an_unknown_name_are_enough(
    here: World, zone: Zone, sending: Merchant
) -> None:
    zone["mail.lamps.example"] = ["v=spf1 mx ~all"]
    zone["of-nobodys-guess._domainkey.mail.lamps.example"] = ["v=DKIM1; p=MIGf"]
    our_settings(here, mail_from="orders@mail.lamps.example")
    assert rules(here, sending.store) == []
    our_settings(here, mail_from="orders@nowhere.example")
    assert rules(here, sending.store) == ["sender_unknown"]


def test_name_servers_that_do_not_answer_prove_nothing(here: World, zone: Zone, sending: Merchant) -> None:
    zone.pop("_dmarc.lamps.example")
    assert rules(here, sending.store) == ["dmarc_missing"]
    our_settings(here, name_server="127.0.0.1:9")
    assert rules(here, sending.store) == ["dmarc_missing"]


def test_what_is_about_all_stores_alike_is_told_once(here: World, zone: Zone, sending: Merchant) -> None:
    other = WooMerchant(here, "desks")
    here.settle()
    zone.pop("_dmarc.lamps.example")
    assert rules(here, sending.store) == ["dmarc_missing"]
    assert rules(here, other.store) == []


def test_each_store_is_examined_once_a_night_by_its_own_clock(here: World) -> None:
    merchant = ShopifyMerchant(here, "lamps")
    here.settle()
    examined(here, merchant.store)
    assert nightly.owe_due(here.workshop) == 0
    here.clock.ahead += timedelta(days=1)
    assert nightly.owe_due(here.workshop) == 1
    assert nightly.owe_due(here.workshop) == 0
    for _ in range(3):
        here.wait_and_work()
    assert nightly.owe_due(here.workshop) == 0


def test_a_new_store_is_examined_as_soon_as_its_first_look_is_over(here: World, merchant: Merchant) -> None:
    mine = (merchant.store.account_id, merchant.store.id)
    with here.ledger.writing() as unit:
        kept = stores.get(unit, *mine)
        looked_at, kept.looked_at = kept.looked_at, None
    assert nightly.owe_due(here.workshop) == 0
    with here.ledger.writing() as unit:
        stores.get(unit, *mine).looked_at = looked_at
    assert nightly.owe_due(here.workshop) == 1
    here.work()
    with here.ledger.reading() as unit:
        assert stores.get(unit, *mine).examined_at is not None
    assert nightly.owe_due(here.workshop) == 0


def test_a_store_that_left_is_not_examined_and_counts_for_nothing(here: World, merchant: Merchant) -> None:
    drop_webhooks(merchant)
    assert rules(here, merchant.store) == ["webhook_missing"]
    with here.ledger.writing() as unit:
        kept = stores.get(unit, merchant.store.account_id, merchant.store.id)
        stores.leave(kept, here.clock())
    assert mend(here, merchant.store, "webhook_missing") == "left"
    here.clock.ahead += timedelta(days=1)
    assert nightly.owe_due(here.workshop) == 0
    with here.ledger.reading() as unit:
        assert findings.open_count(unit, merchant.store.account_id) == 0


def test_a_round_of_many_orders_goes_part_by_part_and_compares_each_once(here: World) -> None:
    merchant = WooMerchant(here, "lamps").stock(lamp=0)
    for number in range(examining.TOGETHER + 5):
        merchant.sell(f"o{number}", lamp=1)
    here.settle()
    assert rules(here, merchant.store) == []
    with here.ledger.reading() as unit:
        found = examinations.of_store(unit, merchant.store.account_id, merchant.store.id)
    assert found is not None
    assert (found.orders, found.orders_total) == (examining.TOGETHER + 5,) * 2
