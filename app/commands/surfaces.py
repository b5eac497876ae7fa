"""`connector surfaces`: does everything that says a date say the ledger's? Nothing is changed anywhere."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from app.commands.common import opened, store_of
from connector.domain.surfaces import Differs
from connector.domain.trouble import BadInput
from connector.ledger.stores import Store
from jobs.surfaces.crawl import Crawled, crawl
from jobs.workshop import Workshop


@click.command()
@click.argument("store", metavar="STORE")
@click.option("--item", "items", multiple=True, metavar="SKU|ID", help="Only this one; may be repeated.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="Listings.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one object.")
def surfaces(store: str, items: Sequence[str], limit: int, as_json: bool) -> None:
    """Ask everything that shows a date of STORE (its number or address). Exit 1 when something disagrees."""
    with opened() as workshop:
        found = _store(workshop, store)
        with _progress(found) as told:
            crawled = crawl(workshop, found, items, limit, _board, told)
    if as_json:
        click.echo(json.dumps(_as_json(found, crawled), ensure_ascii=False))
    else:
        _tell(found, crawled, Console(soft_wrap=True))
    if crawled.differs:
        raise click.exceptions.Exit(1)


def _store(workshop: Workshop, wanted: str) -> Store:
    with workshop.ledger.reading() as unit:
        found = store_of(unit, wanted)
    if found.left_at is not None:
        raise BadInput("store", f"{found.name} is taken off: it shows no dates of ours")
    return found


def _board(language: str, said_on: date, day: date) -> str:
    # Imported here: the other commands need no pages.
    from pages.speech import Speech

    return Speech(language, said_on).day(day)


@contextmanager
def _progress(store: Store) -> Iterator[Callable[[int, int], None]]:
    """On the other stream, for whoever looks: what is printed may be read by a program."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        row = bars.add_task(f"asking about {escape(store.name)}", total=None)
        yield lambda done, total: bars.update(row, completed=done, total=total)


def _tell(store: Store, crawled: Crawled, console: Console) -> None:
    for heading, rows in (("disagrees", crawled.differs), ("on its way", crawled.on_its_way)):
        if rows:
            console.print(_table(f"{store.name}: {heading}", rows))
    for (surface, why), many in Counter((one.surface, one.why) for one in crawled.seen.unseen).items():
        times = f" ({many} times)" if many > 1 else ""
        console.print(escape(f"{surface}: could not be looked at: {why}{times}"))
    asked = f"{crawled.looked} of {crawled.total} items with a date, {crawled.seen.lines} lines of orders"
    ended = f"{len(crawled.differs)} disagree" if crawled.differs else "everything agrees"
    console.print(f"[bold]{escape(store.name)}[/bold] ({store.id}): {asked}: {ended}")


def _table(title: str, rows: Sequence[Differs]) -> Table:
    table = Table(title=escape(title), title_justify="left")
    for head in ("item or order", "where", "what it says", "what the ledger says", "since"):
        table.add_column(head, overflow="fold")
    for one in rows:
        since = f"{one.since:%Y-%m-%d %H:%M} UTC"
        table.add_row(*map(escape, (one.about, one.surface, one.says, one.ledger, since)))
    return table


def _as_json(store: Store, crawled: Crawled) -> dict[str, Any]:
    return {
        "store": store.id,
        "looked": crawled.looked,
        "total": crawled.total,
        "lines": crawled.seen.lines,
        "disagree": [_row(one) for one in crawled.differs],
        "on_its_way": [_row(one) for one in crawled.on_its_way],
        "not_looked_at": [one._asdict() for one in crawled.seen.unseen],
    }


def _row(one: Differs) -> dict[str, str]:
    told = one._asdict()
    del told["on_its_way"]
    return {**told, "since": one.since.isoformat()}
