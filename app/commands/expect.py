"""`connector expect`: deliveries that are on their way, entered by hand or from a CSV file."""

from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from app.commands.common import WHO, account_id, account_option, opened, ring
from connector.domain.trouble import BadInput
from connector.ledger import items, locations, supply
from connector.ledger.items import Item
from connector.ledger.locations import Location
from jobs.desk import expecting, sheets
from jobs.desk.expecting import Coming

MOST_TOLD = 20


@click.group()
def expect() -> None:
    """Deliveries that are expected: what backorders are dated by."""


@expect.command()
@click.option("--sku", required=True)
@click.option("--location", default="", metavar="NAME", help="Needed where there are several.")
@click.option("--quantity", required=True, type=int, help="Units.")
@click.option("--on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The location's date.")
@click.option("--note", default="")
@account_option
def add(sku: str, location: str, quantity: int, on: datetime, note: str, account: str) -> None:
    """Units of an item that will come."""
    with opened() as workshop:
        with workshop.ledger.writing() as unit:
            mine = account_id(unit, account)
            item, place = _item(unit, mine, sku), _place(unit, mine, location)
            coming = Coming(item.id, place.id, quantity, on.date(), note)
            made = expecting.add(unit, mine, coming, WHO, workshop.clock())
        ring(workshop)
    click.echo(f"Delivery {made.id}: {quantity} × {item.title} expected at {place.name} on {on:%Y-%m-%d}.")


def _item(unit: Session, account: int, sku: str) -> Item:
    found = items.by_sku(unit, account, sku)
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput(
            "sku", f"{len(found)} items have the SKU {sku}: say on the board that they are the same"
        )
    raise BadInput("sku", f"no item has the SKU {sku}: check it for typing errors")


def _place(unit: Session, account: int, name: str) -> Location:
    known = locations.of_account(unit, account)
    found = [one for one in known if not name or one.name.casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    cure = f"use one of {', '.join(sorted({one.name for one in known}))}" if known else "no store is read yet"
    raise BadInput("location", f"{len(found)} locations fit {name!r}: {cure}")


@expect.command("list")
@account_option
def list_expected(account: str) -> None:
    """What is still to come, the earliest first."""
    table = Table()
    for head in ("ID", "date", "to come", "arrived"):
        table.add_column(head, no_wrap=True)
    for head in ("item", "location, told by", "note"):
        table.add_column(head, overflow="fold")
    with opened() as workshop, workshop.ledger.reading() as unit:
        mine = account_id(unit, account)
        places = {one.id: one.name for one in locations.of_account(unit, mine)}
        rows = [
            (row.expected_on, row, item)
            for item in items.of_account(unit, mine)
            for row in supply.expected(unit, mine, item.id)
        ]
        for on, row, item in sorted(rows, key=lambda one: (one[0], one[1].id)):
            counts = (str(row.id), on.isoformat(), str(row.quantity), str(row.arrived))
            told_by = "a person" if row.source == "person" else "the store"
            named, where = f"{item.title}\n{item.sku}".strip(), f"{places[row.location_id]}\n{told_by}"
            table.add_row(*counts, *(escape(cell) for cell in (named, where, row.note)))
    Console().print(table if table.row_count else "Nothing is expected.")


@expect.command()
@click.argument("delivery", type=int, metavar="ID")
@click.argument("quantity", type=int)
@account_option
def arrived(delivery: int, quantity: int, account: str) -> None:
    """QUANTITY units of delivery ID are here; the platform's own count says when they serve buyers."""
    with opened() as workshop:
        with workshop.ledger.writing() as unit:
            mine = account_id(unit, account)
            expecting.arrive(unit, mine, delivery, quantity, WHO, workshop.clock())
            left = supply.delivery(unit, mine, delivery).quantity
        ring(workshop)
    click.echo(f"Arrived: {quantity}. Still to come: {left}. They serve buyers once your shop counts them.")


@expect.command("csv")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@account_option
def from_csv(file: Path, account: str) -> None:
    """Every row of FILE (columns sku, location, quantity, date, perhaps note), or none of them."""
    with opened() as workshop:
        with workshop.ledger.writing() as unit:
            mine = account_id(unit, account)
            today = workshop.clock().date()
            sheet = sheets.read(unit, mine, sheets.decode(file.read_bytes()), today)
            for trouble in sheet.troubles[:MOST_TOLD]:
                click.echo(f"row {trouble.row}: {trouble}", err=True)
            if sheet.troubles:
                raise BadInput("file", f"{len(sheet.troubles)} faults in {file.name}: nothing was added")
            added = sheets.add_all(unit, mine, sheet, WHO, workshop.clock())
        ring(workshop)
    click.echo(f"Expected deliveries added: {added}.")
