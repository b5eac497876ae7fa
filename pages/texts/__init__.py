"""What the pages say, a small table per language; the keys and their gaps are the same in all of them."""

from collections.abc import Mapping
from typing import Final

from connector.domain.standing import SHOPIFY, WOOCOMMERCE
from jobs.desk.amiss import CURES
from jobs.desk.notes import SAID
from jobs.doctor import words
from pages.texts import (
    en,
    en_addresses,
    en_admin,
    en_calendar,
    en_desk,
    en_doctor,
    en_events,
    en_history,
    en_joining,
    en_offered,
    en_onboarding,
    en_people,
    en_privacy,
    en_public,
    en_reading,
    en_selling,
    en_settings,
    en_shop_switches,
    en_shopify,
    en_waitlist,
    en_woocommerce,
    ja,
    ja_addresses,
    ja_admin,
    ja_calendar,
    ja_desk,
    ja_doctor,
    ja_events,
    ja_history,
    ja_joining,
    ja_offered,
    ja_onboarding,
    ja_people,
    ja_privacy,
    ja_public,
    ja_reading,
    ja_reasons,
    ja_selling,
    ja_settings,
    ja_shop_switches,
    ja_shopify,
    ja_waitlist,
    ja_woocommerce,
)

ENGLISH: Final[Mapping[str, str]] = {
    **{f"cure.{key}": text for key, text in CURES.items()},
    **{f"said.{key}": text for key, text in SAID.items()},
    **{f"fault.{rule}": text for rule, text in words.FAULTS.items()},
    **{f"mends.{rule}": text for rule, text in words.CURES.items()},
    **{f"standing.{key}": f"this order {one.why}" for key, one in {**SHOPIFY, **WOOCOMMERCE}.items()},
    **en.TEXTS,
    **en_desk.TEXTS,
    **en_onboarding.TEXTS,
    **en_addresses.TEXTS,
    **en_admin.TEXTS,
    **en_calendar.TEXTS,
    **en_joining.TEXTS,
    **en_people.TEXTS,
    **en_privacy.TEXTS,
    **en_public.TEXTS,
    **en_reading.TEXTS,
    **en_settings.TEXTS,
    **en_selling.TEXTS,
    **en_offered.TEXTS,
    **en_events.TEXTS,
    **en_shop_switches.TEXTS,
    **en_woocommerce.TEXTS,
    **en_doctor.TEXTS,
    **en_shopify.TEXTS,
    **en_waitlist.TEXTS,
}
"""Cures, sentences of the history and reasons of standing are said in English by whoever decides them."""

JAPANESE: Final[Mapping[str, str]] = {
    **ja.TEXTS,
    **ja_desk.TEXTS,
    **ja_onboarding.TEXTS,
    **ja_reasons.TEXTS,
    **ja_addresses.TEXTS,
    **ja_admin.TEXTS,
    **ja_calendar.TEXTS,
    **ja_joining.TEXTS,
    **ja_people.TEXTS,
    **ja_privacy.TEXTS,
    **ja_public.TEXTS,
    **ja_reading.TEXTS,
    **ja_settings.TEXTS,
    **ja_selling.TEXTS,
    **ja_offered.TEXTS,
    **ja_events.TEXTS,
    **ja_shop_switches.TEXTS,
    **ja_woocommerce.TEXTS,
    **ja_doctor.TEXTS,
    **ja_shopify.TEXTS,
    **ja_waitlist.TEXTS,
}

UNITS: Final[Mapping[str, Mapping[str, str]]] = {"en": en_history.UNITS, "ja": ja_history.UNITS}
SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {"en": {}, "ja": ja_history.SENTENCES}
"""The history is written in English: pages say its sentences again, in their own words."""

TEXTS: Final[Mapping[str, Mapping[str, str]]] = {"en": ENGLISH, "ja": JAPANESE}
