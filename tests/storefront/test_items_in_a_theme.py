"""The page of items that take longer inside a Shopify theme, through Shopify's proxy."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
from sqlalchemy import update

from app.web import create_app
from connector.ledger.items import Item, Listing
from tests.adapters.test_mail_smtp import free_port
from tests.pages.browsers import served
from tests.storefront.high_street import Street, high_street

__all__ = ["high_street"]

ADDRESS = "/apps/backorder/items"


@pytest.fixture
def street(high_street: Street) -> Iterator[Street]:
    """The shop's proxy leads to us; every one of its items is to be shown, and none is there."""
    here, port = high_street.here, free_port()
    here.workshop.settings = here.workshop.settings.model_copy(
        update={"public_url": f"http://127.0.0.1:{port}"}
    )
    app = create_app(here.workshop)
    with served(app, port) as ours:
        here.shopify.online.app_url = ours
        yield high_street.opens(LAMP=0)
    app.extensions["acceptor"].close()


def name_all(street: Street, **said: str) -> None:
    mine = Item.account_id == street.merchant.store.account_id
    with street.here.ledger.writing() as unit:
        unit.execute(update(Item).where(mine).values(featured="yes"))
        if said:
            of_mine = Listing.account_id == street.merchant.store.account_id
            unit.execute(update(Listing).where(of_mine).values(**said))


def read(street: Street, query: str = "") -> str:
    # Shopify signs by its own clock, and we read the machine's: a world that ran ahead is set back.
    street.here.clock.ahead = timedelta(0)
    answer = requests.get(f"{street.root}{ADDRESS}{query}", timeout=20)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Set-Cookie" not in answer.headers
    return answer.text


def test_the_theme_stands_around_it_and_it_says_the_date(street: Street) -> None:
    name_all(street)
    page = read(street)
    assert page.count("<html") == 1
    assert page.count("<h1") == 1
    assert 'class="backorder-card"' in page
    assert "On backorder: ships on" in page
    assert "引渡時期" in read(street, "?lang=ja&utm_source=mail")


def test_a_title_with_liquid_in_it_is_shown_and_not_run(street: Street) -> None:
    name_all(street, title="{{ shop.name }}{% assign x = 1 %}<b>")
    page = read(street)
    assert "&#123;&#123; shop.name }}&#123;% assign x = 1 %}&lt;b&gt;" in page
