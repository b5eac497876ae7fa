"""Which order states are demand and which may be let go: every row of both platforms."""

import pytest

from connector.domain import standing
from connector.domain.standing import SHOPIFY, WOOCOMMERCE, Standing

KEPT, GIVEN, GONE = (True, False), (True, True), (False, False)
"""(demand, releasable): keeps its place; keeps it and may ship; asks for nothing."""


def found(one: Standing) -> tuple[bool, bool]:
    return (one.demand, one.releasable)


@pytest.mark.parametrize(
    ("financial", "means"),
    [
        ("PENDING", KEPT),
        ("AUTHORIZED", GIVEN),
        ("PARTIALLY_PAID", GIVEN),
        ("PAID", GIVEN),
        ("PARTIALLY_REFUNDED", GIVEN),
        ("REFUNDED", KEPT),
        ("EXPIRED", KEPT),
        ("VOIDED", GONE),
        ("SOMETHING_NEW", KEPT),
    ],
)
def test_a_shopify_order_stands_by_its_payment(financial: str, means: tuple[bool, bool]) -> None:
    plain = standing.shopify(financial, cancelled=False, high_risk=False, pays_at_the_door=False)
    assert found(plain) == means
    at_risk = standing.shopify(financial, cancelled=False, high_risk=True, pays_at_the_door=False)
    assert found(at_risk) == (KEPT if means != GONE else GONE)
    cancelled = standing.shopify(financial, cancelled=True, high_risk=True, pays_at_the_door=True)
    assert found(cancelled) == GONE
    assert cancelled.key == "CANCELLED"


def test_a_shopify_order_paid_at_the_door_may_ship_before_it_is_paid() -> None:
    assert (
        found(standing.shopify("PENDING", cancelled=False, high_risk=False, pays_at_the_door=True)) == GIVEN
    )
    risky = standing.shopify("PENDING", cancelled=False, high_risk=True, pays_at_the_door=True)
    assert risky.key == "HIGH_RISK"


@pytest.mark.parametrize(
    ("status", "holds_stock", "authorised", "means"),
    [
        ("checkout-draft", False, False, GONE),
        ("pending", False, False, GONE),
        ("failed", False, False, GONE),
        ("on-hold", True, False, KEPT),
        ("on-hold", True, True, GIVEN),
        ("processing", True, False, GIVEN),
        ("processing", True, True, GIVEN),
        ("packing-now", True, False, GIVEN),
        ("packing-now", False, False, GONE),
        ("completed", True, False, GONE),
        ("cancelled", False, False, GONE),
        ("refunded", True, False, GONE),
        ("trash", True, False, GONE),
    ],
)
def test_a_woocommerce_order_stands_by_its_status(
    status: str, holds_stock: bool, authorised: bool, means: tuple[bool, bool]
) -> None:
    assert found(standing.woocommerce(status, holds_stock=holds_stock, authorised=authorised)) == means


@pytest.mark.parametrize("table", [SHOPIFY, WOOCOMMERCE])
def test_nothing_is_let_go_that_is_not_demand_and_every_row_says_why(table: dict[str, Standing]) -> None:
    for key, row in table.items():
        assert row.key == key
        assert row.demand or not row.releasable
        assert row.why
