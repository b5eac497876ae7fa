"""A query that forgets its account raises, and no table of accounts is left out."""

from typing import Any

import pytest
from sqlalchemy import delete, exists, func, not_, or_, select, text, update
from sqlalchemy.orm import aliased

from connector.ledger.accounts import Account
from connector.ledger.base import Base
from connector.ledger.engine import Ledger
from connector.ledger.everything import METADATA
from connector.ledger.orders import Line, Order
from connector.ledger.stores import Store
from connector.ledger.tasks import Task
from connector.ledger.tenancy import ACROSS, AccountForgotten

MODELS = [mapper.class_ for mapper in Base.registry.mappers]
OWNED = [model for model in MODELS if "account_id" in model.__table__.c]
Other = aliased(Order)

FORGETFUL: dict[str, Any] = {
    "all orders": select(Order),
    "one order by its id": select(Order).where(Order.id == 1),
    "a count": select(func.count()).select_from(Order),
    "an update": update(Order).where(Order.id == 1).values(total=0),
    "a delete": delete(Order).where(Order.id == 1),
    "a join with one table unpinned": select(Line)
    .join(Order, Order.id == Line.order_id)
    .where(Line.account_id == 1),
    "a join by account that nobody pinned": select(Line).join(Order, Order.account_id == Line.account_id),
    "the account of anybody but one": select(Order).where(Order.account_id != 1),
    "an account or something else": select(Order).where(or_(Order.account_id == 1, Order.id == 2)),
    "not an account": select(Order).where(not_(Order.account_id == 1)),
    "an alias": select(Other).join(Order, Order.id == Other.id).where(Order.account_id == 1),
    "a subquery": select(Line).where(Line.account_id == 1, Line.order_id.in_(select(Order.id))),
    "an exists": select(exists().where(Order.id == 1)),
    "a union of which one half is pinned": select(Order.id)
    .where(Order.account_id == 1)
    .union(select(Order.id)),
    "its own account": select(Order).where(Order.account_id == Order.account_id),
    "another column": select(Order).where(Order.account_id == Order.store_id),
    "plain text": text("SELECT * FROM orders"),
}
MINDFUL: dict[str, Any] = {
    "pinned": select(Order).where(Order.account_id == 1),
    "one of several accounts": select(Order).where(Order.account_id.in_([1, 2])),
    "both sides of a join": select(Line)
    .join(Order, Order.id == Line.order_id)
    .where(Line.account_id == 1, Order.account_id == 1),
    "one side and the other by it": select(Line)
    .join(Order, Order.account_id == Line.account_id)
    .where(Line.account_id == 1),
    "a pinned alias": select(Other).where(Other.account_id == 1),
    "none of a pinned query": select(Order).where(
        Order.account_id == 1, ~exists().where(Line.account_id == 1, Line.order_id == Order.id)
    ),
    "an update": update(Order).where(Order.account_id == 1, Order.id == 1).values(total=0),
    "a delete": delete(Task).where(Task.account_id == 1),
    "accounts themselves": select(Account),
}


@pytest.mark.parametrize("statement", FORGETFUL.values(), ids=FORGETFUL)
def test_a_query_that_forgets_its_account_raises(ledger: Ledger, statement: Any) -> None:
    for _ in range(2):  # the second time from what was remembered
        with pytest.raises(AccountForgotten), ledger.writing() as unit:
            unit.execute(statement)


@pytest.mark.parametrize("statement", MINDFUL.values(), ids=MINDFUL)
def test_a_query_that_names_its_account_runs(ledger: Ledger, statement: Any) -> None:
    with ledger.writing() as unit:
        unit.execute(statement)


def test_one_that_serves_all_accounts_must_say_so(ledger: Ledger) -> None:
    with ledger.reading() as unit:
        assert unit.execute(select(Order), execution_options=ACROSS).all() == []


@pytest.mark.parametrize("model", OWNED, ids=lambda model: str(model.__tablename__))
def test_every_table_of_accounts_is_watched(ledger: Ledger, model: Any) -> None:
    with ledger.reading() as unit:
        with pytest.raises(AccountForgotten, match=model.__tablename__):
            unit.execute(select(model))
        assert unit.execute(select(model).where(model.account_id == 1)).all() == []


# An address that a letter is owed to may be of several accounts, or of none.
OF_NOBODY = {"accounts", "post"}


def test_every_table_but_the_accounts_and_owed_addresses_belongs_to_an_account() -> None:
    assert {table.name for table in METADATA.sorted_tables if "account_id" not in table.c} == OF_NOBODY
    assert {model.__tablename__ for model in OWNED} | OF_NOBODY == set(METADATA.tables)


def test_a_row_that_was_read_for_its_account_may_be_changed(ledger: Ledger, a_store: Store) -> None:
    with ledger.writing() as unit:
        kept = unit.scalars(select(Store).where(Store.account_id == a_store.account_id)).one()
        kept.name = "another name"
    with ledger.reading() as unit:
        assert unit.scalars(select(Store.name), execution_options=ACROSS).all() == ["another name"]
