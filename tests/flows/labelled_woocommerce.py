"""Orders of a WooCommerce store, labelled by hand. Supply is the count plus what open lines took from it."""

from tests.flows.labelled import Row

ALL = (
    # How much there is.
    Row("plenty", {"a": "9"}, {"a": 5}, [], {}, "nine are there for five"),
    Row("exactly", {"a": "5"}, {"a": 5}, [], {}, "the last unit goes too"),
    Row("short", {"a": "3"}, {"a": 5}, [], {"a": 2}, "three of five are there"),
    Row("none", {"a": "0"}, {"a": 1}, [], {"a": 1}, "none is there"),
    Row("below", {"a": "-2"}, {"a": 1}, [], {"a": 1}, "the count was below zero before"),
    Row("quietly", {"a": "3 yes"}, {"a": 5}, [], {"a": 2}, "backorders without notice: no hint on the line"),
    Row("refused", {"a": "1 no"}, {"a": 2}, ["rest"], {"a": 1}, "the REST API never checks the stock"),
    Row("one-of-two", {"a": "9", "b": "0"}, {"a": 1, "b": 2}, [], {"b": 2}, "only the second line is short"),
    Row("both", {"a": "1", "b": "1"}, {"a": 2, "b": 3}, [], {"a": 1, "b": 2}, "each line by itself"),
    Row("kit", {"a": "0", "b": "5", "c": "2"}, {"a": 1, "b": 5, "c": 4}, [], {"a": 1, "c": 2}, "three parts"),
    # What nobody counts.
    Row("uncounted", {"a": "instock"}, {"a": 7}, [], {}, "uncounted and there: without end"),
    Row("by-hand", {"a": "onbackorder"}, {"a": 2}, [], {"a": 2}, "the merchant says that there is none"),
    Row("virtual", {"a": "0 virtual"}, {"a": 2}, [], {}, "needs no shipping"),
    Row("with-virtual", {"a": "0 virtual", "b": "0"}, {"a": 1, "b": 1}, [], {"b": 1}, "the goods do"),
    # States.
    Row("pending", {"a": "0"}, {"a": 5}, ["to pending"], {}, "not paid yet, holds no stock"),
    Row("on-hold", {"a": "1"}, {"a": 5}, ["to on-hold"], {"a": 4}, "waits for the bank, keeps its place"),
    Row("failed", {"a": "0"}, {"a": 5}, ["to failed"], {}, "its stock went back"),
    Row("cancelled", {"a": "0"}, {"a": 5}, ["to cancelled"], {}, "cancelled"),
    Row("completed", {"a": "0"}, {"a": 5}, ["to completed"], {}, "completed means sent"),
    Row("refunded", {"a": "0"}, {"a": 5}, ["refund a 5", "to refunded"], {}, "refunded in full"),
    Row(
        "custom", {"a": "1"}, {"a": 5}, ["to awaiting-parts"], {"a": 4}, "a state of a plugin, holding stock"
    ),
    Row("custom-empty", {"a": "1"}, {"a": 5}, ["at awaiting-parts"], {}, "and one that never took any"),
    Row("draft", {"a": "0"}, {"a": 5}, ["at checkout-draft"], {}, "still a cart"),
    Row("trashed", {"a": "0"}, {"a": 5}, ["trash"], {}, "in the trash"),
    Row("deleted", {"a": "0"}, {"a": 5}, ["delete"], {}, "no more"),
    Row("restored", {"a": "1"}, {"a": 5}, ["trash", "to processing"], {"a": 4}, "out of the trash again"),
    Row("paid-late", {"a": "1"}, {"a": 5}, ["to pending", "to processing"], {"a": 4}, "paid after a while"),
    Row("unpaid-again", {"a": "1"}, {"a": 5}, ["to pending"], {}, "back to pending gives its stock back"),
    Row("pre-ordered", {"a": "1"}, {"a": 5}, ["to pre-ordered"], {"a": 4}, "Pre-Orders' state holds stock"),
    # Shipping, where the store writes fulfilments.
    Row("sent-part", {"a": "3"}, {"a": 5}, ["ship a 2"], {"a": 2}, "one of the open three is still here"),
    Row("sent-there", {"a": "3"}, {"a": 5}, ["ship a 3"], {"a": 2}, "nothing is left for the rest"),
    Row("sent-all", {"a": "3"}, {"a": 5}, ["ship a 5"], {}, "sent, though the order stays processing"),
    Row("sent-one-line", {"a": "1", "b": "0"}, {"a": 1, "b": 1}, ["ship a 1"], {"b": 1}, "b waits"),
    Row("came-in", {"a": "3"}, {"a": 5}, ["receive a 4"], {}, "goods came before we did"),
    Row("came-in-short", {"a": "0"}, {"a": 5}, ["receive a 4"], {"a": 1}, "one too few came"),
    Row("came-and-left", {"a": "0"}, {"a": 5}, ["receive a 3", "ship a 3"], {"a": 2}, "three came and left"),
    # Refunds.
    Row("refunded-part", {"a": "3"}, {"a": 5}, ["refund a 1"], {"a": 1}, "four are wanted, three are there"),
    Row("refunded-kept", {"a": "3"}, {"a": 5}, ["lose a 1"], {"a": 1}, "unreturned, its unit stays taken"),
    Row("refunded-short", {"a": "3"}, {"a": 5}, ["refund a 2"], {}, "what is left is there"),
    Row("refunded-line", {"a": "0", "b": "0"}, {"a": 2, "b": 3}, ["refund a 2"], {"b": 3}, "b is wanted"),
    Row("refunded-money", {"a": "3"}, {"a": 5}, ["money 1"], {"a": 2}, "an amount names no units"),
    Row("sent-refunded", {"a": "2"}, {"a": 5}, ["ship a 2", "refund a 1"], {"a": 2}, "two of three open"),
    # Edits.
    Row("more", {"a": "3"}, {"a": 5}, ["edit a 7"], {"a": 4}, "two more are wanted"),
    Row("fewer", {"a": "3"}, {"a": 5}, ["edit a 4"], {"a": 1}, "one fewer is wanted"),
    Row("few-enough", {"a": "3"}, {"a": 5}, ["edit a 3"], {}, "what is left is there"),
    Row("taken-off", {"a": "0", "b": "0"}, {"a": 1, "b": 1}, ["edit a 0"], {"b": 1}, "a was taken off"),
    Row("added", {"a": "9", "b": "1"}, {"a": 1}, ["add b 3"], {"b": 2}, "b was added and is short"),
    Row("swapped", {"a": "0", "b": "1"}, {"a": 4}, ["swap a b"], {"b": 3}, "b instead of a"),
    Row("swapped-well", {"a": "0", "b": "9"}, {"a": 4}, ["swap a b"], {}, "b is there"),
    Row(
        "edited-hint", {"a": "2"}, {"a": 5}, ["edit a 2"], {}, "the hint of three still stands and is not so"
    ),
    # Variations.
    Row("own-stock", {"a": "1 variation"}, {"a": 3}, [], {"a": 2}, "a variation with a count of its own"),
    Row("own-plenty", {"a": "5 variation"}, {"a": 3}, [], {}, "and enough of it"),
    Row("of-parent", {"a": "2 parent"}, {"a": 3}, [], {"a": 1}, "its parent counts for it"),
    Row("parent-plenty", {"a": "4 parent"}, {"a": 3}, [], {}, "and has enough"),
    # Money.
    Row("prepaid", {"a": "1"}, {"a": 2}, ["paid"], {"a": 1}, "paid before"),
    Row("card", {"a": "1"}, {"a": 2}, ["card"], {"a": 1}, "authorised: on hold with stock taken"),
    # One shelf for many: Q has five; oldest first.
    Row("queue-1", {"Q": "5"}, {"Q": 3}, [], {}, "first come"),
    Row("queue-2", {"Q": "5"}, {"Q": 3}, [], {"Q": 1}, "two are left for three"),
    Row("queue-3", {"Q": "5"}, {"Q": 1}, [], {"Q": 1}, "none is left"),
    Row("queue-4", {"Q": "5"}, {"Q": 4}, ["to cancelled"], {}, "cancelled: it stands in nobody's way"),
    Row("queue-5", {"Q": "5"}, {"Q": 2}, ["to on-hold"], {"Q": 2}, "unpaid, at its place behind the others"),
)
