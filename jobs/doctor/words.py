"""What each fault is and what to do about it, in English. Pages have both in every language, by rule."""

from collections.abc import Mapping
from typing import Final

FAULTS: Final[Mapping[str, str]] = {
    "hold_left": "Order {order} is kept back by us at the shop although nothing of it waits. "
    "Units kept back too many: {units}.",
    "hold_missing": "Order {order} waits for goods, but nothing at the shop keeps it from being shipped. "
    "Units not kept back: {units}.",
    "tag_missing": "Order {order} lacks the tag “{tag}” that it should have.",
    "tag_left": "Order {order} still has the tag “{tag}”, which is no longer true.",
    "record_missing": "Beside order {order} there is no record of ours, although something of it is owed.",
    "record_stale": "The record beside order {order} does not say what is owed now.",
    "record_left": "The record beside order {order} says that something is owed, although nothing is.",
    "shipped_held": "Order {order}: {title} was shipped although we believed it kept back. Units: {units}.",
    "below_zero": "{store} counts {title} at {location} below zero ({count}), although nobody waits for it.",
    "store_closed": "{store} does not let us in: {why}.",
    "store_silent": "{store} does not answer: {why}.",
    "webhook_missing": "{store} does not tell us of: {topics}. Those webhooks are not there.",
    "webhook_disabled": "{store} has disabled the webhooks for: {topics}.",
    "webhook_elsewhere": "The webhooks of {store} for these point at another address: {topics}.",
    "webhook_twice": "{store} tells us twice of: {topics}.",
    "webhook_unsigned": "The webhooks of {store} for these are signed with an old secret: {topics}.",
    "address_private": "Our own address {address} cannot be reached from the internet: no shop can tell us "
    "anything, and no buyer can open a link.",
    "address_silent": "Our own address {address} does not answer when it is asked from here: {why}.",
    "sender_local": "Letters come from {address}, whose domain does not exist on the internet.",
    "sender_unknown": "Letters come from {domain}, which has no entry in the DNS.",
    "spf_missing": "{domain} has no SPF record: letters from it look forged and may not arrive.",
    "spf_twice": "{domain} has more than one SPF record, so receivers believe none of them.",
    "spf_open": "The SPF record of {domain} lets everybody send in its name.",
    "dkim_missing": "{domain} has no DKIM key: letters from it cannot be checked and may not arrive.",
    "dmarc_missing": "{domain} has no DMARC record, which large mail services ask for.",
    "dmarc_twice": "{domain} has more than one DMARC record, so receivers believe none of them.",
    "task_given_up": "This was given up: {kind}. The reason: {why}.",
    "task_unknown": "Nobody knows whether this was done: {kind}. The reason: {why}.",
    "backlog": "Work for {store} has been due for {minutes} minutes, and nobody does it.",
    "reading_stuck": "A reading of {store} has stood still for {hours} hours. The last trouble: {why}.",
}

CURES: Final[Mapping[str, str]] = {
    "hold_left": "Mending releases our hold and holds again what still waits; holds of others stay.",
    "hold_missing": "Mending holds the units that wait.",
    "tag_missing": "Mending adds the tag.",
    "tag_left": "Mending takes this tag off; every other tag stays.",
    "record_missing": "Mending writes the record.",
    "record_stale": "Mending writes the record again.",
    "record_left": "Mending empties the record.",
    "shipped_held": "The order was read again, so the board is right now. Ask whoever ships how it came "
    "to be released. This entry goes with the next examination.",
    "below_zero": "Count the shelf and correct the stock in the shop: more units left than it knew of.",
    "store_closed": "Open the app once in the shop's admin. Where the keys were made by hand, remove the "
    "store and add it again with new ones. Until then nothing is read or done there; nothing is lost.",
    "store_silent": "See whether the shop is up, and whether a firewall keeps us out. What is owed there is "
    "tried again until it answers.",
    "webhook_missing": "Mending makes them. What was missed is found by the next reading.",
    "webhook_disabled": "Mending makes them anew. What was missed is found by the next reading.",
    "webhook_elsewhere": "Mending points them here.",
    "webhook_twice": "Mending leaves one of each.",
    "webhook_unsigned": "Mending makes them anew with the secret that we hold.",
    "address_private": "Set PUBLIC_URL to the https address at which this service is reached, and start it "
    "again.",
    "address_silent": "See whether the web process runs and whether PUBLIC_URL leads to it.",
    "sender_local": "Set MAIL_FROM to an address of a domain that is yours, and start the service again.",
    "sender_unknown": "Check MAIL_FROM for typing errors, or register the domain.",
    "spf_missing": "Add a TXT record named {name} to the DNS: {record} — or the one that your mail service "
    "names, if it is another.",
    "spf_twice": "Replace them by one TXT record named {name}: {record}",
    "spf_open": "Change the TXT record named {name} to: {record}",
    "dkim_missing": "Ask your mail service for its DKIM record and add it to the DNS as {name}. Its selector "
    "is the service's own choice and cannot be known from here.",
    "dmarc_missing": "Add a TXT record named {name} to the DNS: {record}",
    "dmarc_twice": "Keep one TXT record named {name}, for example: {record}",
    "task_given_up": "Remove the reason; mending tries it once more. What was done already is not done "
    "twice.",
    "task_unknown": "It waits for you under Waiting: a letter that is sent again may be read twice.",
    "backlog": "See whether a worker runs for each lane, and the clock.",
    "reading_stuck": "Mending goes on with it where it was.",
}
"""Gaps are those of the sentence, `name` and `record`."""


def in_words(rule: str, gaps: Mapping[str, object]) -> tuple[str, str]:
    """The fault and its cure, in English."""
    return FAULTS[rule].format(**gaps), CURES[rule].format(**gaps)
