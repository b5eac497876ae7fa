"""How pages speak: the reader's language, dates in full, money with its currency."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, get_currency_precision
from flask import Response, g, request, url_for
from werkzeug.wrappers import Response as WsgiResponse

from connector.domain import promises
from connector.domain.roles import May
from connector.domain.trouble import BadInput
from connector.ledger import accounts, board_events, board_waiting, findings, tasks
from jobs.desk.amiss import Amiss
from pages.desk import Desk
from pages.texts import SENTENCES, TEXTS, UNITS
from pages.visitor import Stranger, Visitor

COOKIE: Final = "board_lang"
A_YEAR: Final = 365 * 86_400
PROOFS: Final = frozenset({"id_token", "hmac", "session"})
"""What Shopify puts into an address to prove who asks: it stands on no page."""
_DAYS: Final = frozenset(
    ("expected_on", "counts_from", "set_for", "not_before", "closed_from", "closed_until")
)
"""Facts of a promise that are days."""
_COUNTED: Final = re.compile(r"(\d+) units? (.+)")


@dataclass(frozen=True, slots=True)
class Speech:
    """One language, on one day (a date of another year says its year)."""

    language: str
    today: date

    def t(self, key: str, **values: object) -> str:
        """A text by its name. What fills a gap is never read for gaps again."""
        return TEXTS[self.language][key].format(**values)

    def count(self, key: str, units: int, **values: object) -> str:
        """A text with a number in it; English has a form for one."""
        name = f"{key}.one" if units == 1 and f"{key}.one" in TEXTS[self.language] else key
        return self.t(name, n=self.number(units), **values)

    def has(self, key: str) -> bool:
        """Whether there is a text of that name."""
        return key in TEXTS[self.language]

    def number(self, value: int) -> str:
        """A whole number in the language's own way."""
        return format_decimal(value, locale=self.language)

    def day(self, day: date) -> str:
        """A date in full; another year is said."""
        key = "format.day" if day.year == self.today.year else "format.day_year"
        return format_date(day, self.t(key), self.language)

    def instant(self, at: datetime, zone: str = "UTC", *, named: bool = False) -> str:
        """With the time of the zone it is told in; UTC says so, others where several stand together."""
        local = at.astimezone(ZoneInfo(zone))
        clock = format_datetime(local, "HH:mm", locale=self.language)
        return f"{self.day(local.date())} {clock}{f' {local:%Z}' if named or zone == 'UTC' else ''}"

    def money(self, minor: int, currency: str) -> str:
        """`minor` units of an ISO 4217 currency; an order without a sum has none."""
        if not currency:
            return self.t("money.unknown")
        amount = Decimal(minor).scaleb(-get_currency_precision(currency))
        return format_currency(amount, currency, locale=self.language)

    def country(self, code: str) -> str:
        """The name of an ISO 3166-1 country; the code itself where none is known."""
        return str(Locale(self.language).territories.get(code, code))

    def next_day(self, bodies: Sequence[Mapping[str, Any]]) -> str:
        """The day that the next buyer of one unit is told; shops that tell another one stand beside it."""
        firsts = [next(iter(body["regions"][""]["steps"]), None) for body in bodies]
        said = [first["day"][self.language] if first else self.t("next_buyer.none") for first in firsts]
        return " / ".join(dict.fromkeys(said)) or "–"

    def rests_on(self, basis: str, facts: Mapping[str, Any]) -> str:
        """One sentence: what a date rests on."""
        if self.language == "en":
            return promises.in_words(basis, dict(facts))
        values = {name: self._fact(name, value) for name, value in facts.items()}
        key = "not_before" if "not_before" in facts else basis
        told = self.t(f"basis.{key}", **{"handling_days": 0, **values})
        return told + (self.t("basis.closed", **values) if "closed_until" in facts else "")

    def _fact(self, name: str, value: object) -> object:
        if name in _DAYS:
            return self.day(date.fromisoformat(str(value)))
        if name != "source":
            return value
        store = str(value).removeprefix("a transfer in ")
        return self.t("source.person") if store == value else self.t("source.platform", store=store)

    def told(self, what: str, detail: Mapping[str, Any]) -> str:
        """A sentence of the history; those that pages know by name are said in the reader's language."""
        key = f"said.{detail.get('said')}"
        if not self.has(key):
            return self._said_again(what)
        values = dict(detail.get("values", {}))
        if "on" in values:
            values["on"] = self.day(date.fromisoformat(values["on"]))
        for name in ("effect", "kind", "role", "check"):
            if name in values and self.has(f"{name}.{values[name]}"):
                values[name] = self.t(f"{name}.{values[name]}")
        return self.t(key, **values)

    def names_of_sentences(self, text: str) -> tuple[str, ...]:
        """Of the history's sentences, those that have the text in them in this language."""
        known = TEXTS[self.language].items()
        found = (key for key, told in known if key.startswith("said.") and text.casefold() in told.casefold())
        return tuple(key.removeprefix("said.") for key in found)

    def phrases(self, text: str) -> tuple[str, ...]:
        """The English of sentences without a name that have the text in them in this language."""
        known = {**SENTENCES[self.language], **UNITS[self.language]}
        return tuple(english for english, told in known.items() if text.casefold() in told.casefold())

    def _said_again(self, what: str) -> str:
        counted = _COUNTED.fullmatch(what)
        if counted and counted[2] in UNITS[self.language]:
            return UNITS[self.language][counted[2]].format(n=self.number(int(counted[1])))
        return SENTENCES[self.language].get(what, what)

    def actor(self, who: str) -> str:
        """A person's own name, or what a part of ours is called."""
        return self.t(f"who.{who}") if self.has(f"who.{who}") else who

    def fault(self, rule: str, gaps: Mapping[str, Any]) -> str:
        """A fault that the doctor found, in one sentence; one of another release is told by its name."""
        return self._about("fault", rule, gaps)

    def fault_cure(self, rule: str, gaps: Mapping[str, Any]) -> str:
        """What mends it, or who."""
        return self._about("mends", rule, gaps)

    def _about(self, what: str, rule: str, gaps: Mapping[str, Any]) -> str:
        values, kind = dict(gaps), f"kind.{gaps.get('kind')}"
        if self.has(kind):
            values["kind"] = self.t(kind)
        return self.t(f"{what}.{rule}", **values) if self.has(f"{what}.{rule}") else rule

    def trouble(self, error: BadInput) -> str:
        """Which field, and the cure."""
        if isinstance(error, Amiss) and error.row is not None:
            return self.t("cure_row", row=error.row, field=self._field(error), cure=self._cure(error))
        return self.trouble_here(error)

    def trouble_here(self, error: BadInput) -> str:
        """As `trouble`, where the row can be seen."""
        return self.t("cure_field", field=self._field(error), cure=self._cure(error))

    def _field(self, error: BadInput) -> str:
        return self.t(f"field.{error.field}") if self.has(f"field.{error.field}") else error.field

    def _cure(self, error: BadInput) -> str:
        return self.t(f"cure.{error.key}", **error.values) if isinstance(error, Amiss) else error.message


def language(preferred: str = "") -> str:
    """?lang, else what this browser chose before, else the person's, else what the browser asks for."""
    for chosen in (request.args.get("lang", ""), request.cookies.get(COOKIE, ""), preferred):
        if chosen in TEXTS:
            return chosen
    return request.accept_languages.best_match(tuple(TEXTS)) or "en"


def remember(response: Response) -> Response:
    """Keep a language that was chosen in the address."""
    chosen = request.args.get("lang", "")
    if chosen in TEXTS:
        keep(response, chosen)
    return response


def keep(response: WsgiResponse, chosen: str) -> None:
    """This browser reads that language from now on."""
    response.set_cookie(COOKIE, chosen, max_age=A_YEAR, httponly=True, samesite="Lax")


def speech(desk: Desk) -> Speech:
    """The language of this request, on the clock's day."""
    if "speech" not in g:
        visitor = _at(desk)
        g.speech = Speech(language(visitor.language if visitor else ""), desk.now.date())
    found: Speech = g.speech
    return found


def _at(desk: Desk) -> Visitor | None:
    """Who is at the desk; None for a stranger."""
    try:
        return desk.visitor()
    except Stranger:
        return None


def words(desk: Desk) -> dict[str, Any]:
    """What every template can say, whoever reads it."""
    said = speech(desk)
    return {
        "say": said,
        "t": said.t,
        "here_with": here_with,
        "asked": asked,
        "languages": tuple(TEXTS),
        "client_id": desk.workshop.settings.shopify_client_id,
    }


def context(desk: Desk) -> dict[str, Any]:
    """What the board's templates can say and ask; to a stranger they only speak."""
    visitor = _at(desk)
    if visitor is None:
        return words(desk)
    account_id = visitor.account_id
    with desk.workshop.ledger.reading() as unit:
        account = accounts.get(unit, account_id)
        stuck = len(tasks.waiting_for_person(unit, account_id)) + board_waiting.unreadable(unit, account_id)
        stuck += sum(board_events.given_up(unit, account_id).values())
        amiss = findings.open_count(unit, account_id)
    return {
        **words(desk),
        "account": account,
        "visitor": visitor,
        "may": lambda what: visitor.may(May(what)),
        "stuck": stuck,
        "amiss": amiss,
        "flashed": partial(flashed, speech(desk)),
        "open_at": partial(shopify_admin, desk),
    }


def shopify_admin(desk: Desk, shop: str) -> str:
    """Where the admin of a shop ("lamps.myshopify.com") opens the app."""
    handle = shop.partition(".")[0]
    return f"https://admin.shopify.com/store/{handle}/apps/{desk.workshop.settings.shopify_client_id}"


def flashed(said: Speech, message: str) -> str:
    """What was done just before, as `Desk.done` wrote it."""
    told = json.loads(message)
    return said.t(told["key"], **told["values"])


def here_with(**changes: object) -> str:
    """This page's own address with some of its questions changed; empty ones leave it."""
    kept = {name: value for name, value in {**asked(), **changes}.items() if value not in ("", None)}
    if request.method != "GET":
        return url_for("board.home", **{name: kept[name] for name in changes if name in kept})
    return url_for(request.endpoint or "board.home", **(request.view_args or {}), **kept)


def asked() -> dict[str, Any]:
    """The page's own questions, without those by whose names no address can be asked."""
    no_question = {*PROOFS, *(request.view_args or {}), "endpoint"}
    values = request.args.to_dict()
    return {name: values[name] for name in values if name not in no_question and not name.startswith("_")}
