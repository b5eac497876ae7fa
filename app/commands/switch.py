"""`connector switch`: what a store's switch would touch, counted first; then on or off."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from app.commands.common import WHO, opened, ring, store_of
from connector.ledger import stores
from connector.ledger.stores import EFFECTS, SHOP_EFFECTS, Store
from jobs.desk import switching
from jobs.desk.shop_preview import ShopPreview
from jobs.desk.switching import Preview

if TYPE_CHECKING:
    from pages.speech import Speech


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
            told = _looked(unit, found, effect, wanted, workshop.clock())
        click.echo(told)
        if not yes:
            click.confirm(f"Turn {effect} {wanted}?", abort=True)
        turn = switching.turn_on if wanted == "on" else switching.turn_off
        with workshop.ledger.writing() as unit:
            turn(unit, found.account_id, found.id, effect, WHO, workshop.clock())
        ring(workshop)
    click.echo(f"{found.name}: {effect} {wanted}.")


def _looked(unit: Session, store: Store, effect: str, wanted: str, now: datetime) -> str:
    if effect not in SHOP_EFFECTS:
        seen = switching.preview(unit, store.account_id, store.id, effect)
        return _in_words(store.name, effect, wanted, seen)
    off = wanted == "off"
    counted = switching.shop_preview(unit, store.account_id, store.id, effect, now, off=off)
    # Imported here: the other commands need no pages.
    from pages.speech import Speech

    return "\n".join(_lines(Speech("en", now.date()), effect, counted))


def _lines(said: "Speech", effect: str, seen: ShopPreview) -> Iterator[str]:
    """As the page says it, in English."""
    for name, many in seen.counts.items():
        yield said.count(f"switch.{effect}.{name}", many)
    yield from (said.t(f"switch.{name}") for name in seen.besides)
    if seen.looked < seen.total:
        yield said.t("switch.shop.stopped", looked=said.number(seen.looked), total=said.number(seen.total))
    if seen.no_lead:
        yield said.count("switch.shop.no_lead", seen.no_lead)
    for row in seen.rows:
        then = row.day["en"] if row.day else said.t(f"in_shop.{row.then}")
        yield f"  {row.title}: {said.t(f'in_shop.{row.now}')} -> {then}"


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
