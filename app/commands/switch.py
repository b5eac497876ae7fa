"""`connector switch`: what a store's switch would touch, counted first; then on or off."""

import click

from app.commands.common import WHO, opened, ring, store_of
from connector.ledger import stores
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
            if (effect in stores.switches(unit, found.account_id, found.id)) == (wanted == "on"):
                click.echo(f"{found.name}: {effect} {wanted} already; nothing was changed.")
                return
            seen = switching.preview(unit, found.account_id, found.id, effect)
        click.echo(_in_words(found.name, effect, wanted, seen))
        if not yes:
            click.confirm(f"Turn {effect} {wanted}?", abort=True)
        turn = switching.turn_on if wanted == "on" else switching.turn_off
        with workshop.ledger.writing() as unit:
            turn(unit, found.account_id, found.id, effect, WHO, workshop.clock())
        ring(workshop)
    click.echo(f"{found.name}: {effect} {wanted}.")


def _in_words(name: str, effect: str, wanted: str, seen: Preview) -> str:
    open_now = f"{name} on backorder now: {_count(seen.orders, 'order')} with {_count(seen.lines, 'line')}."
    if wanted == "off":
        return f"{open_now} From now on nothing more is done there ({effect}); what was done stays as it is."
    return (
        f"{open_now} Placed before this switch, so waiting for you to admit them: {seen.older}. "
        f"Admitted before, touched at once: {seen.admitted}. Every new order is touched."
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
