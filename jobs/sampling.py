"""A test letter: the letter as the store's settings make it, to the person who asked, never to a buyer."""

from email.utils import make_msgid
from urllib.parse import urlsplit

from adapters.mail import Mail
from connector.domain.trouble import BadInput, Trouble
from connector.ledger import accounts, tasks
from connector.ledger.tasks import Claimed
from jobs.desk.settings import sample
from jobs.kinds import PAUSE_SECONDS, PAUSED, Bench, Kind, NotYet


def send_test_letter(bench: Bench, claimed: list[Claimed]) -> None:
    """The task's subject is the person."""
    (task,) = claimed
    mail = _mail(bench, task)

    def going() -> None:
        with bench.workshop.ledger.writing() as unit:
            tasks.still_mine(unit, task)

    try:
        bench.workshop.mailer().send(mail, going)
    except Trouble as trouble:
        if not trouble.unknown:
            raise
        # It may have arrived. Whoever misses it asks again: nothing waits for it.
    with bench.workshop.ledger.writing() as unit:
        tasks.finish(unit, task, bench.now)


def _mail(bench: Bench, task: Claimed) -> Mail:
    with bench.workshop.ledger.reading() as unit:
        if accounts.get(unit, task.account_id).paused_at is not None:
            raise NotYet(PAUSED, seconds=PAUSE_SECONDS)
        try:
            to = sample.address_of(unit, task.account_id, int(task.subject))
        except BadInput as error:
            raise Trouble("whoever asked for the test letter is gone", permanent=True) from error
        found = sample.look(unit, bench.store, {}, bench.now, test=True)
    domain = urlsplit(bench.workshop.settings.public_url).hostname or "localhost"
    return Mail(
        to=to,
        subject=found.words.subject,
        text=found.words.text,
        html=found.words.html,
        from_address=bench.workshop.settings.mail_from,
        from_name=found.sender.name,
        reply_to=found.sender.reply_to,
        message_id=make_msgid(idstring=f"test-{task.subject}", domain=domain),
        language=found.words.language,
    )


KINDS = (Kind("test_letter", send_test_letter),)
