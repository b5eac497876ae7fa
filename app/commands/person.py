"""`connector person` and `connector signin`: an operator lets people in when no page can."""

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.commands.common import WHO, account_id, account_option, opened
from connector.domain.roles import Role
from connector.domain.trouble import BadInput
from connector.ledger import accounts, people, visits
from connector.ledger.people import Person
from jobs import posting
from jobs.desk import peopling

role_choice = click.Choice([role.value for role in Role])


@click.group()
def person() -> None:
    """The people of an account, each with a role."""


@person.command()
@click.argument("email")
@click.option("--role", type=role_choice, default=Role.OWNER.value, show_default=True)
@click.option("--name", default="", help="How the history calls them.")
@click.option("--account", default="main", show_default=True, metavar="NAME", help="Made if there is none.")
def add(email: str, role: str, name: str, account: str) -> None:
    """Somebody may come in from now on. No letter is sent: connector signin prints a link."""
    with opened() as workshop, workshop.ledger.writing() as unit:
        made = peopling.admit(unit, account, email, Role(role), WHO, workshop.clock(), name=name)
    click.echo(f"{made.shown} is in the account {account} as {made.role}.")
    click.echo(f"A link to sign in: connector signin {made.email}")


@person.command("list")
def list_people() -> None:
    """Everybody, with role and account."""
    table = Table("account", "person", "role")
    with opened() as workshop, workshop.ledger.reading() as unit:
        for account in accounts.every(unit):
            for one in people.of_account(unit, account.id):
                table.add_row(escape(account.name), escape(one.shown), one.role)
    console = Console()
    if table.row_count:
        console.print(table)
    else:
        console.print("Nobody yet. Add somebody: connector person add EMAIL")


@person.command()
@click.argument("email")
@click.argument("wanted", metavar="ROLE", type=role_choice)
@account_option
def role(email: str, wanted: str, account: str) -> None:
    """Another role, from the person's next page on."""
    with opened() as workshop, workshop.ledger.writing() as unit:
        whose = account_id(unit, account)
        found = _called(people.of_account(unit, whose), email)
        peopling.change_role(unit, whose, found.id, Role(wanted), WHO, workshop.clock())
    click.echo(f"{found.shown} is {wanted} now.")


@person.command()
@click.argument("email")
@account_option
def remove(email: str, account: str) -> None:
    """Out at once, on every browser."""
    with opened() as workshop, workshop.ledger.writing() as unit:
        whose = account_id(unit, account)
        found = _called(people.of_account(unit, whose), email)
        peopling.take_off(unit, whose, found.id, WHO, workshop.clock())
    click.echo(f"{found.shown} is taken off.")


@click.command()
@click.argument("email")
def signin(email: str) -> None:
    """Print a link that signs in once, within minutes: one for each account of the address."""
    with opened() as workshop, workshop.ledger.writing() as unit:
        found = people.by_email(unit, email)
        if not found:
            raise BadInput("email", f"nobody is called {email!r} here: connector person list shows everybody")
        for one in found:
            token = visits.make_link(unit, one, workshop.clock())
            named = accounts.get(unit, one.account_id).shown
            click.echo(f"{named}: {posting.link(workshop, token)}")


def _called(everybody: list[Person], email: str) -> Person:
    for one in everybody:
        if one.email == email.strip().lower():
            return one
    raise BadInput("email", f"nobody of the account is called {email!r}: connector person list shows them")


COMMANDS = (person, signin)
