"""The value of a setting, and what a change of settings will do, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import get_day_names

from jobs.desk.settings.foreseen import Foreseen
from jobs.desk.settings.moves import Moves
from jobs.desk.settings.next_offers import NextOffers
from jobs.desk.settings.outside import Outside
from pages.speech import Speech


def value(said: Speech, name: str, set_to: Any) -> str:
    """One value, for people. Of a setting that this release does not know any more: as it was kept."""
    match name, set_to:
        case _, bool():
            return said.t("yes" if set_to else "no")
        case "working_days", [*days]:
            return ", ".join(weekday(said, day) for day in days)
        case "queue_policy", str():
            return said.t(f"policy.{set_to}")
        case "sell_up_to", str():
            return said.t(f"sell_up_to.{set_to}")
        case "language", str():
            return said.t(f"language.{set_to}") if set_to else said.t("language.none")
        case _, int():
            return said.number(set_to)
        case _, [*entries]:
            return ", ".join(_entry(said, name, one) for one in entries) or said.t("setting.empty")
        case _:
            return str(set_to) or said.t("setting.empty")


def weekday(said: Speech, day: int) -> str:
    """Monday is 0."""
    return str(get_day_names("abbreviated", locale=said.language)[day])


def _entry(said: Speech, name: str, one: Any) -> str:
    if name == "closures" and isinstance(one, Mapping):
        first, last = (said.day(date.fromisoformat(str(one[end]))) for end in ("first", "last"))
        span = said.t("closure.span", first=first, last=last)
        return f"{span} ({one['note']})" if one.get("note") else span
    if name == "serves" and isinstance(one, Mapping):
        return f"{one['location']}: {' '.join(one['countries'])}"
    return said.day(date.fromisoformat(one)) if name == "own_holidays" else str(one)


def effects(said: Speech, found: Foreseen) -> list[str]:
    """What will happen, a sentence each, the promises first."""
    forgotten = [said.count("foreseen.forgotten", found.forgotten)] if found.forgotten else []
    told = [
        *_moves(said, found.moves),
        *_outside(said, found.outside),
        *_buyers(said, found.buyers),
        *forgotten,
    ]
    return told or [said.t("foreseen.nothing_open")]


def _moves(said: Speech, moves: Moves) -> list[str]:
    if not moves.looked_at:
        return []
    told: list[str] = []
    if moves.later or moves.sooner:
        numbers = {"later": said.number(moves.later), "sooner": said.number(moves.sooner)}
        days = said.count("foreseen.days", moves.furthest)
        moving = moves.later + moves.sooner
        told.append(
            said.count("foreseen.moves", moving, all=said.number(moves.looked_at), days=days, **numbers)
        )
    else:
        told.append(said.count("foreseen.no_moves", moves.looked_at))
    for name in ("begin", "end", "units_only"):
        if number := getattr(moves, name):
            told.append(said.count(f"foreseen.{name}", number))
    if moves.stopped:
        told.append(said.t("foreseen.stopped"))
    return told


def _outside(said: Speech, outside: Outside) -> list[str]:
    names = ("kept_back", "let_go", "tagged", "noted", "letters")
    told = [said.count(f"foreseen.{name}", number) for name in names if (number := getattr(outside, name))]
    if outside.orders and not told:
        told.append(said.count("foreseen.no_orders", outside.orders))
    if outside.stopped:
        told.append(said.t("foreseen.stopped_orders", n=said.number(outside.orders)))
    return told + [said.t("foreseen.off", effect=said.t(f"effect.{effect}")) for effect in outside.off]


def _buyers(said: Speech, buyers: NextOffers) -> list[str]:
    if not buyers.looked:
        return []
    counted = [(name, getattr(buyers, name)) for name in ("ends", "begins", "other_day")]
    told = [said.count(f"foreseen.{name}_selling", many) for name, many in counted if many]
    told = told or [said.t("foreseen.same_for_buyers")]
    if buyers.stopped:
        looked, total = said.number(buyers.looked), said.number(buyers.total)
        told.append(said.t("switch.shop.stopped", looked=looked, total=total))
    return told


def warnings(said: Speech, found: Foreseen) -> list[str]:
    """What a person should know before a tag's text is ours."""
    foreign = [said.t("foreseen.foreign_tag", tag=tag) for tag in found.foreign]
    return [*foreign, *(said.t("foreseen.new_tag", tag=tag) for tag in found.new_tags)]
