"""`connector person` and `connector signin`: the way in that needs no page and no mail."""

import re

from connector.ledger import people, visits
from tests.app.conftest import Command
from tests.world import World


def test_the_first_owner_is_added_and_signs_in_with_a_printed_link(here: World, connector: Command) -> None:
    added = connector("person", "add", "Ada@Example.com", "--name", "Ada")
    assert (added.code, added.out) == (
        0,
        "Ada is in the account main as owner.\nA link to sign in: connector signin ada@example.com\n",
    )
    first, second = (connector("signin", "ada@example.com").out for _ in range(2))
    assert first != second
    token = re.search(r"^main: http\S+/signin/(\S+)$", first, re.MULTILINE)
    assert token is not None
    with here.ledger.writing() as unit:
        found = visits.take_link(unit, token[1], here.clock())
        assert found is not None
        assert found.email == "ada@example.com"


def test_people_are_listed_given_another_role_and_taken_off(here: World, connector: Command) -> None:
    connector("person", "add", "ada@example.com")
    connector("person", "add", "max@example.com", "--role", "support")
    assert "max@example.com" in connector("person", "list").out
    assert (
        connector("person", "role", "max@example.com", "warehouse").out
        == "max@example.com is warehouse now.\n"
    )
    assert connector("person", "remove", "max@example.com").code == 0
    assert "max@example.com" not in connector("person", "list").out
    with here.ledger.reading() as unit:
        assert people.by_email(unit, "max@example.com") == []


def test_what_cannot_be_is_refused_in_one_line(here: World, connector: Command) -> None:
    assert "Nobody yet" in connector("person", "list").out
    connector("person", "add", "ada@example.com")
    for words, why in (
        (("person", "remove", "ada@example.com"), "the last owner stays one"),
        (("person", "role", "ada@example.com", "support"), "the last owner stays one"),
        (("person", "role", "max@example.com", "support"), "nobody of the account"),
        (("person", "add", "ada"), "must be one e-mail address"),
        (("person", "remove", "ada@example.com", "--account", "other"), "there is no account"),
        (("signin", "max@example.com"), "nobody is called"),
    ):
        said = connector(*words)
        assert said.code == 2, words
        assert why in said.err
