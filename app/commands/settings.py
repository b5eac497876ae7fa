"""`connector settings`: a store's settings as they are, or changed after their counted effect was shown."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from app.commands.common import WHO, opened, ring, store_of
from connector.domain.trouble import BadInput
from connector.ledger.stores import SETTINGS
from jobs.desk.settings import saving, schema
from jobs.desk.settings.foreseen import Foreseen


@click.command()
@click.argument("store", metavar="STORE")
@click.argument("changes", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--yes", is_flag=True, help="Do not ask.")
def settings(store: str, changes: Sequence[str], yes: bool) -> None:
    """Show the settings of STORE (its number or address), or change some. Values are JSON, or plain text."""
    given = dict(_change(one) for one in changes)
    with opened() as workshop:
        with workshop.ledger.reading() as unit:
            found = store_of(unit, store)
            whose = (found.account_id, found.id)
            if not given:
                click.echo("\n".join(_shown(name, value) for name, value in schema.current(found).items()))
                return
            seen = saving.preview(unit, *whose, given, WHO, workshop.clock())
        if not seen.after:
            click.echo(f"{found.name}: all of it is so already; nothing was changed.")
            return
        click.echo("\n".join(_in_words(seen, workshop.clock().date())))
        if not yes:
            click.confirm("Save it?", abort=True)
        with workshop.ledger.writing() as unit:
            saving.save(unit, *whose, given, seen.seal, WHO, workshop.clock())
        ring(workshop)
    click.echo(f"{found.name}: saved.")


def _change(text: str) -> tuple[str, Any]:
    name, is_one, value = text.partition("=")
    if not is_one or name not in SETTINGS:
        raise BadInput("settings", f"{text!r} is no NAME=VALUE with one of {', '.join(SETTINGS)}")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _shown(name: str, value: object) -> str:
    return f"{name}={json.dumps(value, ensure_ascii=False)}"


def _in_words(seen: Foreseen, today: date) -> list[str]:
    # Imported here: a worker needs no pages, and the page has these words.
    from pages import settings_words
    from pages.speech import Speech

    said = Speech("en", today)
    changes = [
        f"{_shown(name, seen.before[name])} -> {_shown(name, seen.after[name])}" for name in seen.after
    ]
    return [*changes, *settings_words.effects(said, seen), *settings_words.warnings(said, seen)]
