"""`connector doctor`: compare ledger and shops both ways, say what is amiss, and mend it when asked to."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn

from app.commands.common import WHO, opened, ring, store_of
from connector.domain.trouble import BadInput
from connector.ledger import examinations, findings, stores, tasks
from connector.ledger.findings import Finding
from connector.ledger.stores import Store
from jobs.doctor import examining, mending, words
from jobs.drain import drain
from jobs.table import KINDS
from jobs.workshop import Workshop

SLICE_SECONDS = 2.0
"""How long is worked between two looks at how far it is."""
REST_SECONDS = 0.3


@click.command()
@click.argument("store", required=False)
@click.option("--repair", is_flag=True, help="Mend what may be mended, then look again.")
def doctor(store: str | None, repair: bool) -> None:
    """Examine one STORE (its number or address), or all. Exit 1 when something is amiss."""
    console = Console(soft_wrap=True)
    with opened() as workshop:
        here = _stores(workshop, store)
        if not here:
            console.print("No store is attached: there is nothing to examine.")
            return
        # Looking again needs what the platforms say; only mending may need the work that goes out to them.
        lanes = ("intake", "effects") if repair else ("intake",)
        _examine(workshop, here, lanes, console)
        if repair and _mend(workshop, here, console):
            _work(workshop, here, lanes, (mending.KIND.name,), "mending", console)
            _examine(workshop, here, lanes, console)
        amiss = sum(_tell(workshop, one, console) for one in here)
    if amiss:
        raise click.exceptions.Exit(1)


def _stores(workshop: Workshop, wanted: str | None) -> list[Store]:
    with workshop.ledger.reading() as unit:
        if wanted is None:
            return [one for one in stores.every(unit) if one.left_at is None]
        found = store_of(unit, wanted)
    if found.left_at is not None:
        raise BadInput("store", f"{found.name} is taken off: there is nothing to examine")
    return [found]


def _examine(workshop: Workshop, here: Sequence[Store], lanes: Sequence[str], console: Console) -> None:
    with workshop.ledger.writing() as unit:
        for store in here:
            examining.owe(unit, store.account_id, store.id, workshop.clock())
    _work(workshop, here, lanes, (examining.EXAMINE,), "examining", console)


def _work(
    workshop: Workshop,
    here: Sequence[Store],
    lanes: Sequence[str],
    kinds: Sequence[str],
    doing: str,
    console: Console,
) -> None:
    """Until none of these tasks is owed any more; workers help where there are any."""
    ring(workshop)
    with _progress(workshop, here, doing, console) as show:
        while _open(workshop, here, kinds):
            begun = sum(drain(workshop, lane, KINDS, SLICE_SECONDS) for lane in lanes)
            next(show)
            if not begun:
                time.sleep(REST_SECONDS)


def _open(workshop: Workshop, here: Sequence[Store], kinds: Sequence[str]) -> bool:
    with workshop.ledger.reading() as unit:
        return any(tasks.open_for(unit, store.account_id, store.id, kinds) for store in here)


@contextmanager
def _progress(
    workshop: Workshop, here: Sequence[Store], doing: str, console: Console
) -> Iterator[Iterator[None]]:
    """Each `next` of what is given shows how many orders of each store were compared."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} orders"),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        rows = {store.id: bars.add_task(f"{doing} {escape(store.name)}", total=None) for store in here}

        def show() -> Iterator[None]:
            while True:
                with workshop.ledger.reading() as unit:
                    for store in here:
                        found = examinations.of_store(unit, store.account_id, store.id)
                        if found is not None:
                            bars.update(rows[store.id], completed=found.orders, total=found.orders_total)
                yield

        yield show()


def _mend(workshop: Workshop, here: Sequence[Store], console: Console) -> int:
    """Ask for everything to be mended that may be; returns how much that is."""
    asked = 0
    for store in here:
        with workshop.ledger.writing() as unit:
            answers = [
                (found, mending.mend(unit, store.account_id, found.id, WHO, workshop.clock()))
                for found in findings.open_of(unit, store.account_id, store.id)
            ]
        for found, refused in answers:
            said = _page_says(f"doctor.not.{refused}" if refused else "doctor.mending")
            console.print(f"{escape(words.in_words(found.rule, found.gaps)[0])} {escape(said)}")
            asked += not refused
    return asked


def _tell(workshop: Workshop, store: Store, console: Console) -> int:
    """What is amiss at a store, a sentence each with its cure; returns how much."""
    with workshop.ledger.reading() as unit:
        found = findings.open_of(unit, store.account_id, store.id)
        round_ = examinations.of_store(unit, store.account_id, store.id)
    console.print(f"[bold]{escape(store.name)}[/bold] ({store.id}): {_count(found)}")
    for one in found:
        fault, cure = words.in_words(one.rule, one.gaps)
        console.print(f"  - {escape(fault)}\n    {escape(cure)}")
        if one.trouble:
            console.print(f"    The last try to mend it failed: {escape(one.trouble)}")
    for name, why in (round_.not_seen if round_ else {}).items():
        console.print(f"  - {escape(_page_says(f'check.{name}'))} could not be looked at: {escape(why)}")
    return len(found)


def _page_says(key: str) -> str:
    # Imported here: a worker needs no pages, and the page has these words.
    from pages.texts import TEXTS

    return TEXTS["en"][key]


def _count(found: Sequence[Finding]) -> str:
    return f"{len(found)} amiss" if found else "everything agrees"
