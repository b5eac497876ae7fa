"""`connector store`: attach a store with keys that a person made, list the stores, take one off."""

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.commands.common import account_option, opened, ring, secret_option, store_of
from connector.ledger import accounts, stores
from connector.ledger.stores import EFFECTS, Store
from jobs import attaching, leaving
from jobs.desk import reading
from jobs.desk.amiss import Amiss
from jobs.workshop import Workshop


@click.group()
def store() -> None:
    """The stores whose backorders are run here."""


@store.group()
def add() -> None:
    """Attach a store and register its webhooks. Nothing else leaves until a person turns a switch on."""


@add.command("shopify")
@click.option("--shop", required=True, metavar="NAME", help="lamps or lamps.myshopify.com.")
@secret_option("--token", "CONNECTOR_STORE_TOKEN", "Admin API access token")
@secret_option("--secret", "CONNECTOR_STORE_SECRET", "API secret key of the app")
@account_option
def add_shopify(shop: str, token: str, secret: str, account: str) -> None:
    """A Shopify shop, by a custom app's token and secret."""
    with opened() as workshop:
        _added(workshop, attaching.attach_shopify(workshop, account, shop, token, secret))


@add.command("woocommerce")
@click.option("--url", required=True, metavar="URL", help="The store's address, by https.")
@secret_option("--key", "CONNECTOR_STORE_KEY", "REST API consumer key")
@secret_option("--secret", "CONNECTOR_STORE_SECRET", "REST API consumer secret")
@account_option
def add_woocommerce(url: str, key: str, secret: str, account: str) -> None:
    """A WooCommerce store, by a REST API key that may read and write."""
    with opened() as workshop:
        _added(workshop, attaching.attach_woocommerce(workshop, account, url, key, secret))


def _added(workshop: Workshop, kept: Store) -> None:
    ring(workshop)
    click.echo(f"{kept.name} is attached as store {kept.id}; its webhooks point here.")
    if kept.missing_access:
        click.echo(f"It did not grant: {', '.join(kept.missing_access)}.")
    click.echo(f"All switches are off. Turn one on: connector switch {kept.id} tags on")


@store.command("list")
def list_stores() -> None:
    """Every store, with its switches."""
    table = Table("ID", "account")
    for head in ("store", "switches on", "state"):
        table.add_column(head, overflow="fold")
    with opened() as workshop, workshop.ledger.reading() as unit:
        names = {one.id: one.name for one in accounts.every(unit)}
        for one in stores.every(unit):
            on = stores.switches(unit, one.account_id, one.id)
            shown = ", ".join(effect for effect in EFFECTS if effect in on) or "none"
            named = escape(f"{one.name} ({one.platform})\n{one.address}")
            cells = (str(one.id), escape(names[one.account_id]), named)
            table.add_row(*cells, shown, _state(one))
    console = Console()
    if table.row_count:
        console.print(table)
    else:
        console.print("No store yet. Attach one: connector store add shopify --shop NAME")


def _state(one: Store) -> str:
    if one.left_at is not None:
        return f"taken off {one.left_at:%Y-%m-%d}"
    return "attached" if one.looked_at else "reading its open orders"


@store.command()
@click.argument("store_id", metavar="ID")
def read(store_id: str) -> None:
    """Read everything again: goods, stock, open orders. Nothing is changed at the store."""
    with opened() as workshop:
        with workshop.ledger.writing() as unit:
            found = store_of(unit, store_id)
            reading.read_again(unit, found.account_id, found.id, "operator", workshop.clock())
        ring(workshop)
    click.echo(f"All of {found.name} is being read; its page shows how far it is.")


@store.command()
@click.argument("store_id", metavar="ID")
@click.option("--anyway", is_flag=True, help="Even while the shop shows or sells something by our hand.")
def remove(store_id: str, anyway: bool) -> None:
    """Take our webhooks and our keys away; what was recorded stays."""
    with opened() as workshop:
        with workshop.ledger.reading() as unit:
            found = store_of(unit, store_id)
            if not anyway and leaving.still_shows(unit, found):
                raise Amiss("store", "leave_ours_first")
        kept = attaching.detach(workshop, found.account_id, found.id)
    click.echo(f"{kept.name} is taken off: its webhooks and keys are gone, its records stay.")
