"""`connector secrets`: which key seals what, and all of it sealed anew under the first key."""

import sys

import click
from rich.console import Console

from app.commands.common import opened
from jobs import rotating


@click.group()
def secrets() -> None:
    """The secrets that are kept sealed, and the keys that seal them."""


@secrets.command()
def check() -> None:
    """Open every sealed secret once; nothing is changed. Exit 1 when one does not open."""
    with opened() as workshop:
        by_key, closed = rotating.check(workshop)
        first = workshop.vault.first
    for key, count in sorted(by_key.items()):
        click.echo(f"{_count(count)} under key {key}{' (the first key)' if key == first else ''}.")
    if not by_key:
        click.echo("Nothing is sealed yet.")
    for place in closed:
        click.echo(f"does not open: {place}", err=True)
    if closed:
        sys.exit(1)
    if set(by_key) <= {first}:
        click.echo("Every key but the first may be taken out of CONNECTOR_SECRET_KEYS.")


@secrets.command()
def rotate() -> None:
    """Seal everything anew under the first key of CONNECTOR_SECRET_KEYS. May be stopped and begun again."""
    with opened() as workshop, Console(stderr=True).status("Sealing anew") as status:
        done = rotating.rotate(workshop, lambda kind, so_far: status.update(f"{kind}: {so_far} sealed anew"))
        first = workshop.vault.first
    for kind, count in sorted(done.items()):
        click.echo(f"{kind}: {_count(count)} sealed anew under key {first}.")
    if not done.total():
        click.echo(f"Everything has key {first} already.")
    click.echo("Older keys may go once `connector secrets check` finds none of theirs.")


def _count(number: int) -> str:
    return f"{number} secret" if number == 1 else f"{number} secrets"
