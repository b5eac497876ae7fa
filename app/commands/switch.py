"""`connector switch`: what a store's switch would touch, counted first; then on or off."""

import click

from app.commands.common import WHO, opened, ring, store_of
from connector.ledger.stores import EFFECTS
from jobs.desk import switching
from jobs.desk.switching import Preview


@click.command()
@click.argument("store", metavar="STORE")
@click.argument("effect", type=click.Choice(EFFECTS))
@click.argument("wanted", metavar="on|off", type=click.Choice(["on", "off"]))
@click.option("--yes", is_flag=True, help="Do not ask.")
def switch(store: str, effect: str, wanted: str, yes: bool) -> None:
    """Turn an effect of a store (its number or address) on or off."""
    with opened() as workshop:
        with workshop.ledger.reading() as unit:
            found = store_of(unit, store)
            seen = switching.preview(unit, found.account_id, found.id, effect)
        click.echo(_in_words(found.name, effect, wanted, seen))
        if not yes:
            click.confirm(f"Turn {effect} {wanted}?", abort=True)
        turn = switching.turn_on if wanted == "on" else switching.turn_off
        with workshop.ledger.writing() as unit:
            turn(unit, found.account_id, found.id, effect, WHO, workshop.clock())
        ring(workshop)
    click.echo(f"{effect} of {found.name} are {wanted}.")


def _in_words(name: str, effect: str, wanted: str, seen: Preview) -> str:
    open_now = f"{name} has {seen.orders} orders with {seen.lines} lines on backorder."
    if wanted == "off":
        return f"{open_now} {effect} of none of them are touched any more; what was done stays as it is."
    return (
        f"{open_now} {seen.older} orders are older than the switch and wait for a person; "
        f"{seen.admitted} were let in and are touched at once; every order from now on is."
    )
