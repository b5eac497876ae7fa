"""Orders of a Shopify shop, labelled by hand. Supply at a location is available + committed."""

from tests.flows.labelled import Row

ALL = (
    # How much there is.
    Row("plenty", {"a": "9"}, {"a": 5}, [], {}, "nine are there for five"),
    Row("exactly", {"a": "5"}, {"a": 5}, [], {}, "the last unit goes too"),
    Row("short", {"a": "3"}, {"a": 5}, [], {"a": 2}, "three of five are there"),
    Row("none", {"a": "0"}, {"a": 1}, [], {"a": 1}, "none is there"),
    Row("below", {"a": "-2"}, {"a": 1}, [], {"a": 1}, "the count was below zero before"),
    Row("one-of-two", {"a": "9", "b": "0"}, {"a": 1, "b": 2}, [], {"b": 2}, "only the second line is short"),
    Row("both", {"a": "1", "b": "1"}, {"a": 2, "b": 3}, [], {"a": 1, "b": 2}, "each line by itself"),
    Row("three-lines", {"a": "0", "b": "5", "c": "2"}, {"a": 1, "b": 5, "c": 4}, [], {"a": 1, "c": 2}, "kit"),
    Row("denied", {"a": "1 deny"}, {"a": 2}, [], {"a": 1}, "a draft oversells in spite of DENY"),
    # What is never short.
    Row("untracked", {"a": "0 untracked"}, {"a": 7}, [], {}, "nobody counts it"),
    Row("gift-card", {"a": "0 gift"}, {"a": 2}, [], {}, "a gift card is mailed, not packed"),
    Row("service", {"a": "0 unshipped"}, {"a": 2}, [], {}, "needs no shipping"),
    Row("with-service", {"a": "0 unshipped", "b": "0"}, {"a": 1, "b": 1}, [], {"b": 1}, "the goods do"),
    Row("pre-ordered", {"a": "0"}, {"a": 3}, ["plan"], {}, "a plan's line stays out of this queue"),
    Row("till", {"a": "4"}, {"a": 2}, ["till"], {}, "carried out of the shop"),
    Row("till-oversold", {"a": "1"}, {"a": 2}, ["till"], {}, "handed over although none was counted"),
    # Shipping.
    Row("shipped", {"a": "5"}, {"a": 5}, ["ship a 5"], {}, "all of it left"),
    Row("shipped-part", {"a": "3"}, {"a": 5}, ["ship a 2"], {"a": 2}, "one of the open three is still here"),
    Row("shipped-all-there", {"a": "3"}, {"a": 5}, ["ship a 3"], {"a": 2}, "nothing is left for the rest"),
    Row("shipped-too-much", {"a": "3"}, {"a": 5}, ["ship a 5"], {}, "the buyer has them, counted or not"),
    Row("shipped-one-line", {"a": "1", "b": "0"}, {"a": 1, "b": 1}, ["ship a 1"], {"b": 1}, "b waits"),
    Row("came-in", {"a": "3"}, {"a": 5}, ["receive a 4"], {}, "goods came before we did"),
    Row("came-in-short", {"a": "0"}, {"a": 5}, ["receive a 4"], {"a": 1}, "one too few came"),
    Row("came-and-left", {"a": "0"}, {"a": 5}, ["receive a 3", "ship a 3"], {"a": 2}, "three came and left"),
    # Refunds.
    Row("refunded-part", {"a": "3"}, {"a": 5}, ["refund a 1"], {"a": 1}, "four are wanted, three are there"),
    Row("refunded-gone", {"a": "3"}, {"a": 5}, ["lose a 1"], {"a": 2}, "the unit is off the shelf too"),
    Row("refunded-short", {"a": "3"}, {"a": 5}, ["refund a 2"], {}, "what is left is there"),
    Row("refunded-all", {"a": "3"}, {"a": 5}, ["refund a 5"], {}, "nothing is wanted"),
    Row("refunded-line", {"a": "0", "b": "0"}, {"a": 2, "b": 3}, ["refund a 2"], {"b": 3}, "b is wanted"),
    Row("returned", {"a": "5"}, {"a": 5}, ["ship a 5", "refund a 2"], {}, "what came back is not owed again"),
    Row("sent-refunded", {"a": "2"}, {"a": 5}, ["ship a 2", "refund a 1"], {"a": 2}, "two of three open"),
    # Cancelled, deleted.
    Row("cancelled", {"a": "0"}, {"a": 5}, ["cancel"], {}, "cancelled"),
    Row("cancelled-gone", {"a": "3"}, {"a": 5}, ["cancel lost"], {}, "cancelled without restock"),
    Row("cancelled-rest", {"a": "2"}, {"a": 5}, ["ship a 2", "cancel"], {}, "what was not sent is cancelled"),
    Row("deleted", {"a": "0"}, {"a": 5}, ["delete"], {}, "no more"),
    # Edits.
    Row("more", {"a": "3"}, {"a": 5}, ["edit a 7"], {"a": 4}, "two more are wanted"),
    Row("fewer", {"a": "3"}, {"a": 5}, ["edit a 4"], {"a": 1}, "one fewer is wanted"),
    Row("few-enough", {"a": "3"}, {"a": 5}, ["edit a 3"], {}, "what is left is there"),
    Row("taken-off", {"a": "0", "b": "0"}, {"a": 1, "b": 1}, ["edit a 0"], {"b": 1}, "a was taken off"),
    Row("added", {"a": "9", "b": "1"}, {"a": 1}, ["add b 3"], {"b": 2}, "b was added and is short"),
    Row("swapped", {"a": "0", "b": "1"}, {"a": 4}, ["swap a b"], {"b": 3}, "b instead of a"),
    Row("swapped-well", {"a": "0", "b": "9"}, {"a": 4}, ["swap a b"], {}, "b is there"),
    Row("sent-more", {"a": "2"}, {"a": 2}, ["ship a 2", "edit a 4"], {"a": 2}, "added after the parcel left"),
    # Money.
    Row("unpaid", {"a": "1"}, {"a": 2}, ["PENDING"], {"a": 1}, "keeps its place while unpaid"),
    Row("authorised", {"a": "1"}, {"a": 2}, ["AUTHORIZED"], {"a": 1}, "authorised is accepted"),
    Row("expired", {"a": "1"}, {"a": 2}, ["AUTHORIZED", "expire"], {"a": 1}, "keeps its place"),
    Row("voided", {"a": "1"}, {"a": 2}, ["AUTHORIZED", "void"], {}, "lost its payment: asks for nothing"),
    Row("risky", {"a": "1"}, {"a": 2}, ["risk"], {"a": 1}, "under review, keeps its place"),
    # Places.
    Row("other-place", {"a": "1/5"}, {"a": 4}, [], {}, "Hamburg has them all and ships"),
    Row("most-place", {"a": "1/3"}, {"a": 4}, [], {"a": 1}, "Hamburg has most of them and ships"),
    Row("from-berlin", {"a": "0/9"}, {"a": 4}, ["from Berlin"], {"a": 4}, "Berlin must ship and has none"),
    Row("from-hamburg", {"a": "9/1"}, {"a": 4}, ["from Hamburg"], {"a": 3}, "Hamburg must ship and has one"),
    Row("no-place-yet", {"a": "0"}, {"a": 4}, ["later"], {}, "nobody said yet which place ships"),
    Row("moved", {"a": "0/9"}, {"a": 4}, ["from Berlin", "move Hamburg"], {}, "Hamburg ships it now"),
    # Holds and bundles.
    Row("held-by-others", {"a": "1"}, {"a": 2}, ["hold"], {"a": 1}, "another app's hold changes no demand"),
    Row("bundle", {"a": "9", "b": "3"}, {"ab": 2}, [], {"b": 1}, "two bundles of one a and two b"),
    Row("bundle-there", {"a": "9", "b": "9"}, {"ab": 2}, [], {}, "all parts are there"),
    Row("bundle-short", {"a": "1", "b": "0"}, {"ab": 2}, [], {"a": 1, "b": 4}, "both parts are short"),
    # One shelf for many: Q has five; oldest first.
    Row("queue-1", {"Q": "5"}, {"Q": 3}, [], {}, "first come"),
    Row("queue-2", {"Q": "5"}, {"Q": 3}, [], {"Q": 1}, "two are left for three"),
    Row("queue-3", {"Q": "5"}, {"Q": 1}, [], {"Q": 1}, "none is left"),
    Row("queue-4", {"Q": "5"}, {"Q": 4}, ["cancel"], {}, "cancelled: it stands in nobody's way"),
    Row("queue-5", {"Q": "5"}, {"Q": 2}, ["PENDING"], {"Q": 2}, "unpaid, at its place behind the others"),
)
