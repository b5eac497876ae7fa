"""The `connector` command. What cannot be done is said in one line, with exit 2 and no traceback."""

import os
import sys
from pathlib import Path

import click

from app import logs
from app.commands import (
    doctor,
    expect,
    export,
    person,
    plugin,
    secrets,
    serving,
    settings,
    store,
    surfaces,
    switch,
)
from app.saying import in_one_line

OLDEST_PYTHON = (3, 11)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="backorder-connector", prog_name="connector")
def connector() -> None:
    """Runs the backorders of Shopify and WooCommerce shops."""


@connector.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--folder", default=Path("var"), show_default=True, type=click.Path(path_type=Path, file_okay=False)
)
def run(port: int, folder: Path) -> None:
    """Everything on this machine, with two sandbox stores that keep ordering."""
    # Imported here: a production machine's commands need no sandbox.
    from app import running

    running.run(folder.resolve(), port, os.environ.get("REDIS_URL", ""))


@connector.command()
def demo() -> None:
    """The story of a backorder, told line by line on both platforms; ends by itself."""
    from app.demo import story

    sys.exit(story.tell())


NAMED = (
    store.store,
    expect.expect,
    switch.switch,
    settings.settings,
    doctor.doctor,
    secrets.secrets,
    export.export,
    plugin.plugin,
    surfaces.surfaces,
)
for command in (*NAMED, *person.COMMANDS, *serving.COMMANDS):
    connector.add_command(command)


def main() -> None:
    """The console script."""
    if sys.version_info < OLDEST_PYTHON:  # pragma: no cover
        sys.exit("connector: Python 3.11 or newer is needed")
    logs.configure(json=os.environ.get("LOG_JSON", "").lower() in ("1", "true", "yes"))
    sys.exit(run_command(sys.argv[1:]))


def run_command(words: list[str]) -> int:
    """The exit code; a fault of our own is raised as it is."""
    try:
        ended = connector.main(words, prog_name="connector", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as asked:
        asked.show()
        return asked.exit_code
    except click.ClickException as wrong:
        return _say(wrong.format_message())
    except (click.Abort, KeyboardInterrupt):
        return _say("stopped")
    except Exception as error:
        line = in_one_line(error)
        if line is None:
            raise
        return _say(line)
    return ended if isinstance(ended, int) else 0


def _say(line: str) -> int:
    click.echo(f"connector: {line}", err=True)
    return 2
