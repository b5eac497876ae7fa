"""The processes of an installation: migrate, web, worker, clock, and the sandbox of `connector run`."""

from pathlib import Path

import click

from app.commands.common import opened
from connector.ledger.tasks import LANES


@click.command()
def migrate() -> None:
    """Bring the ledger's tables to the newest shape."""
    from connector.config import Settings
    from connector.ledger.engine import Ledger
    from connector.migrations import upgrade

    ledger = Ledger(Settings().database_url)
    try:
        upgrade(ledger.engine)
    finally:
        ledger.close()
    click.echo("The ledger is up to date.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option(
    "--threads", default=8, show_default=True, type=click.IntRange(1, 128), help="Requests at once."
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def web(host: str, port: int, threads: int, workers: int) -> None:
    """Serve the doors: webhooks, the board, /healthz and /readyz."""
    from granian import Granian
    from granian.constants import Interfaces, Loops
    from granian.log import LogLevels

    with opened():
        # Settings that cannot be used are told here, not by a worker that dies again and again.
        pass
    Granian(
        "app.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        loop=Loops.asyncio,
        websockets=False,
        workers=workers,
        blocking_threads=threads,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
    ).serve()


@click.command()
@click.argument("lane", type=click.Choice(LANES))
def worker(lane: str) -> None:
    """Work what is owed on one lane; any number of these may run."""
    from jobs.worker import serve

    serve(lane)


@click.command()
def clock() -> None:
    """Ring for what is due; one of these runs."""
    from jobs.worker import keep_time

    keep_time()


@click.command(hidden=True)
@click.option("--ports", required=True)
@click.option("--tls", required=True, type=click.Path(path_type=Path))
@click.option("--mail", required=True, type=click.Path(path_type=Path))
@click.option("--ready", required=True, type=click.Path(path_type=Path))
def play(ports: str, tls: Path, mail: Path, ready: Path) -> None:
    """The sandbox stores of `connector run`."""
    from app import play as sandbox_process
    from app.machine import Ports

    shopify, woocommerce, smtp = (int(port) for port in ports.split(","))
    sandbox_process.serve(Ports(0, shopify, woocommerce, smtp), tls, mail, ready)


COMMANDS = (migrate, web, worker, clock, play)
