"""`connector export`: everything of one store as a file."""

from pathlib import Path

import click

from app.commands.common import opened, store_of
from connector.domain.trouble import BadInput
from jobs import exporting


@click.command()
@click.argument("store", metavar="STORE")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
def export(store: str, file: Path) -> None:
    """Write all that is kept of a store (its number or address) into FILE, a zip of CSV and JSON."""
    if file.exists():
        raise BadInput("file", f"{file} is there already: choose another name")
    with opened() as workshop:
        with workshop.ledger.reading() as unit:
            found = store_of(unit, store)
        count = exporting.write(workshop, found.account_id, found.id, file)
    click.echo(f"{found.name}: {count} rows written to {file}.")
