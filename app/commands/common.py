"""What commands share: the workshop, whose account, secrets that are not shown, lanes that are rung."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy.orm import Session

from connector.config import Settings
from connector.domain.trouble import BadInput
from connector.ledger import accounts, stores
from connector.ledger.stores import Store
from connector.ledger.tasks import LANES
from jobs.ring import Doorbell
from jobs.workshop import Workshop, open_workshop

WHO = "a person at the command line"

account_option = click.option(
    "--account", default="main", show_default=True, metavar="NAME", help="Whose stores."
)


@contextmanager
def opened() -> Iterator[Workshop]:
    """This process's workshop; its connections are closed at the end."""
    workshop = open_workshop(Settings())
    try:
        yield workshop
    finally:
        workshop.ledger.close()


def account_id(unit: Session, name: str) -> int:
    """Raises BadInput when there is no such account."""
    for one in accounts.every(unit):
        if one.name == name:
            return one.id
    raise BadInput("account", f"there is no account {name!r}: it is made when its first store is added")


def store_of(unit: Session, wanted: str) -> Store:
    """By its number or its address. Raises BadInput."""
    for one in stores.every(unit):
        if wanted in (str(one.id), one.address):
            return one
    raise BadInput("store", f"there is no store {wanted!r}: connector store list shows them")


def ring(workshop: Workshop) -> None:
    """Workers begin at once; with Redis away the clock finds what is owed."""
    bell = Doorbell(workshop.settings)
    for lane in LANES:
        bell.ring(lane)


def secret_option(name: str, variable: str, asked: str) -> Callable[[Any], Any]:
    """A secret from the command line, from its variable, or typed unseen when a person is there."""

    def take(context: click.Context, option: click.Parameter, value: str | None) -> str:
        if value:
            return value
        if context.resilient_parsing or sys.stdin.isatty():
            return str(click.prompt(asked, hide_input=True))
        raise click.BadParameter(f"give it, or set {variable}", param=option)

    return click.option(name, envvar=variable, callback=take, metavar="SECRET", help=f"{asked} ({variable}).")
