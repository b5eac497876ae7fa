"""`connector run`: the whole product on this machine, with sandbox stores that keep ordering.

The sandbox stores live in memory, so every run begins with empty stores and an empty ledger of its own
in `var/run`; only the secret key outlives it. A real ledger is never touched: its address is not read.
"""

import json
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType

from rich.console import Console

from app import redis_server
from app.machine import HOST, Machine, free_ports, only_one, write_environment
from app.play import OWNER, door_answers
from app.supervisor import Supervisor, VitalDied
from connector.domain.trouble import BadInput, Trouble

READY_SECONDS = 60.0
LOOK_SECONDS = 0.25


class Told(Exception):
    """Somebody asked us to end."""


def run(folder: Path, port: int, redis_url: str = "") -> None:
    """Until SIGTERM or SIGINT. Raises BadInput when the port or the folder is taken, Trouble otherwise."""
    console = Console()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _told)
    with only_one(folder), suppress(Told):
        machine = Machine(folder, free_ports(port), redis_url)
        # A log says why the run begins again, so it outlives its beginning.
        shutil.rmtree(machine.folder / "log", ignore_errors=True)
        while True:
            try:
                _session(machine, console)
            except VitalDied as died:
                console.print(f"{died}. Beginning again, with empty stores.", soft_wrap=True, highlight=False)
                time.sleep(1.0)
                machine = replace(machine, ports=free_ports(port))
    console.print("All ended.")


def _told(_number: int, _frame: FrameType | None) -> None:
    raise Told


def _session(machine: Machine, console: Console) -> None:
    supervisor = Supervisor(lambda line: console.print(line, soft_wrap=True, highlight=False))
    with ExitStack() as stack:
        stack.callback(_stop, supervisor, console)
        with console.status("Clearing the last run away") as status:
            if redis_server.clear_stale(machine.redis_folder):
                console.print("Ended a Redis that an earlier run had left behind.")
            shutil.rmtree(machine.state, ignore_errors=True)
            machine.state.mkdir(parents=True)
            status.update("Starting Redis")
            if own := machine.redis():
                supervisor.start(own)
            _wait_for_redis(machine)
            status.update("Making the ledger")
            machine.migrate()
            write_environment(machine.folder / "run.env", machine.settings())
            status.update("Starting web, workers and clock")
            for program in machine.programs():
                supervisor.start(program)
            _wait(supervisor, lambda: door_answers(machine.web_url), "the web process", machine.log("web"))
            status.update("Opening two sandbox stores and attaching them")
            names = _play(machine, supervisor)
        _say_where(machine, console, names)
        while True:
            supervisor.watch()
            time.sleep(LOOK_SECONDS)


def _wait_for_redis(machine: Machine) -> None:
    try:
        redis_server.wait_until_ready(machine.settings()["REDIS_URL"])
    except Trouble as trouble:
        if machine.redis_url:
            cure = "set another one, or none for a Redis of our own"
            raise BadInput("REDIS_URL", f"{trouble}: {cure}") from trouble
        raise


def _play(machine: Machine, supervisor: Supervisor) -> dict[str, str]:
    ready = machine.state / "ready.json"
    ports = ",".join(
        str(port) for port in (machine.ports.shopify, machine.ports.woocommerce, machine.ports.mail)
    )
    words = ["play", "--ports", ports, "--tls", str(machine.ca_file.parent)]
    words += ["--mail", str(machine.mail_folder), "--ready", str(ready)]
    supervisor.start(machine.program("sandbox", words, vital=True))
    _wait(supervisor, ready.exists, "the sandbox", machine.log("sandbox"))
    found: dict[str, str] = json.loads(ready.read_text())
    return found


def _wait(supervisor: Supervisor, true: Callable[[], bool], what: str, log: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while not true():
        supervisor.watch()
        if time.monotonic() > until:
            raise Trouble(f"{what} is not ready after {READY_SECONDS:g} seconds; see {log}", permanent=True)
        time.sleep(LOOK_SECONDS)


def _stop(supervisor: Supervisor, console: Console) -> None:
    # A second Ctrl-C must not leave half of the children behind.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    with console.status("Ending everything"):
        supervisor.stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _told)


def _say_where(machine: Machine, console: Console, names: dict[str, str]) -> None:
    rows = (
        f"The board     {machine.web_url}/",
        f"Sign in       {names['link']}",
        f"              works once, within minutes; another: connector signin {OWNER}",
        f"Shopify       {names['shopify']} (sandbox)",
        f"              its buyers' pages: http://{HOST}:{machine.ports.shopify}/",
        f"WooCommerce   {names['woocommerce']} (sandbox)",
        f"              its buyers' pages: {names['woocommerce']}/shop/ (own certificate)",
        f"Mail          {machine.mail_folder} (each letter is a file there; none leaves this machine)",
        f"Logs          {machine.folder / 'log'}",
        f"Commands      set -a; . {machine.folder / 'run.env'}; set +a; .venv/bin/connector store list",
        "Both shops sell, cancel and receive goods every few seconds. Ctrl-C ends everything.",
    )
    console.rule("Backorder Connector", align="left")
    for row in rows:
        console.print(row, soft_wrap=True, highlight=False)
