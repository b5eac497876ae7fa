"""Whose account a shop joins, and who of its people comes in by opening the app."""

from connector.domain.roles import Role
from connector.ledger import accounts, people
from connector.ledger.stores import Store
from jobs import attaching
from jobs.desk import peopling
from sandbox.shopify.people import OWNER, STAFF
from tests.installs.conftest import Place


def joined_by_another_store(place: Place, store: Store) -> None:
    """The account has a second store from now on."""
    with place.here.ledger.writing() as unit:
        name = accounts.get(unit, store.account_id).name
    woo = place.here.woo.add_store("shelf", key="ck_shelf", secret="cs_shelf")
    attaching.attach_woocommerce(place.here.workshop, name, woo.url, "ck_shelf", "cs_shelf")


def test_who_works_at_one_shop_is_not_let_into_an_account_of_several_without_an_invitation(
    place: Place,
) -> None:
    shop = place.shop()
    place.open(shop)
    store = place.installed(shop)
    joined_by_another_store(place, store)

    answer = place.open(shop, STAFF)

    assert answer.status_code == 403
    assert "An owner must let you in first" in answer.text
    assert [one.role for one in place.people(store)] == [Role.OWNER]
    with place.here.ledger.writing() as unit:
        people.add(unit, store.account_id, Role.WAREHOUSE, place.here.clock(), email=STAFF.email)
    assert place.open(shop, STAFF).status_code == 200
    assert [one.role for one in place.people(store)] == [Role.OWNER, Role.WAREHOUSE]


def test_a_shop_of_somebody_who_owns_an_account_already_joins_it(place: Place) -> None:
    first, second = place.shop(), place.shop("chairs")
    place.open(first)
    assert place.open(second).status_code == 200
    assert place.installed(second).account_id == place.installed(first).account_id
    assert len(place.people(place.installed(second))) == 1


def test_a_shop_opened_first_by_staff_joins_nobodys_account(place: Place) -> None:
    first, second = place.shop(), place.shop("chairs")
    place.open(first, STAFF)  # owns the first account, for being the first there
    assert place.open(second, STAFF).status_code == 200
    assert place.installed(second).account_id != place.installed(first).account_id


def test_whoever_was_taken_off_by_their_address_does_not_come_in_by_the_shop(place: Place) -> None:
    shop = place.shop()
    place.open(shop)
    store = place.installed(shop)
    with place.here.ledger.writing() as unit:
        gone = people.add(unit, store.account_id, Role.MANAGER, place.here.clock(), email=STAFF.email)
        gone.left_at = place.here.clock()
    assert "You were taken off" in place.open(shop, STAFF).text
    assert len(place.people(store)) == 1


def test_an_invitation_that_its_owner_never_saw_does_not_draw_their_shop_into_the_inviters_account(
    place: Place,
) -> None:
    stranger = place.signed_in("mallory@strangers.example", account="strangers")
    assert stranger.press("/people", email=OWNER.email, role="owner").status_code == 303

    shop = place.shop()
    assert place.open(shop).status_code == 200

    store = place.installed(shop)
    assert [one.email for one in place.people(store)] == [OWNER.email]
    assert stranger.get(f"/stores/{store.id}").status_code == 404


def test_a_shop_joins_the_account_that_an_operator_let_its_owner_into(place: Place) -> None:
    with place.here.ledger.writing() as unit:
        known = peopling.admit(unit, "main", OWNER.email, Role.OWNER, "operator", place.here.clock())
    shop = place.shop()
    assert place.open(shop).status_code == 200
    assert place.installed(shop).account_id == known.account_id


def test_the_first_to_come_does_not_own_several_stores_for_working_at_one_of_them(place: Place) -> None:
    shop, store = place.here.add_shop()
    place.here.shopify.oauth.install(shop)
    place.here.shopify.oauth.access["shpat_lamps"] = (shop, None)
    joined_by_another_store(place, store)

    assert place.open(shop, STAFF).status_code == 403

    assert place.people(store) == []
