"""What the story is played on: both sandboxes here, the product's real processes beside, all temporary."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from app import play, redis_server
from app.demo.teller import Teller
from app.machine import Machine, free_ports
from app.play import Town
from app.supervisor import Supervisor
from connector.config import Settings
from connector.ledger.engine import Ledger
from connector.ledger.stores import Store
from connector.ledger.vault import Vault
from jobs.workshop import Workshop
from sandbox.mailbox import Mailbox

LETTER_DELAY_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Stage:
    teller: Teller
    town: Town
    workshop: Workshop
    shopify: Store
    woocommerce: Store

    @property
    def mailbox(self) -> Mailbox:
        return self.town.mailbox

    @property
    def account_id(self) -> int:
        return self.shopify.account_id


@contextmanager
def built(console: Console) -> Iterator[Stage]:
    """Everything running, both stores attached with every switch on; nothing of it is left at the end."""
    supervisor = Supervisor(lambda line: console.print(f"  {line}"))
    with ExitStack() as stack, console.status("Building the stage") as status:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="backorder-demo-")))
        machine = Machine(folder, free_ports())
        # Whatever happens, the processes end before their folder is removed.
        stack.callback(supervisor.stop)
        status.update("Starting the two sandbox platforms and a mail server")
        machine.state.mkdir(parents=True)
        town = play.open_town(stack, machine.ports, machine.ca_file.parent)
        status.update("Starting Redis, web, workers and clock")
        _start(machine, supervisor)
        play.go_live(town)
        workshop = _workshop(machine)
        stack.callback(workshop.ledger.close)
        status.update("Attaching the stores")
        attached = play.attach(workshop, town)
        for kept in attached:
            play.wait_for_first_look(workshop, kept)
            play.switch_all_on(workshop, kept, LETTER_DELAY_SECONDS)
        status.stop()
        yield Stage(Teller(console, supervisor.watch), town, workshop, *attached)
        status.update("Taking the stage down")
        status.start()


def _start(machine: Machine, supervisor: Supervisor) -> None:
    if own := machine.redis():
        supervisor.start(own)
    redis_server.wait_until_ready(machine.settings()["REDIS_URL"])
    machine.migrate()
    for program in machine.programs():
        supervisor.start(program)
    play.wait_for_door(machine.web_url)


def _workshop(machine: Machine) -> Workshop:
    """This process attaches stores and enters deliveries as a person would; the others do the work."""
    told = machine.settings().items()
    named = {name if name.startswith("CONNECTOR_") else name.lower(): value for name, value in told}
    settings = Settings.model_validate(named)
    return Workshop(settings, Ledger(settings.database_url), Vault(settings.secret_keys))
