"""Is an answer of the sandbox the recorded one? Equal but for ids, which must map one to one, and times."""

import re
from typing import Any

RECORDED_HOMES = ("https://127.0.0.1:8891", "http://127.0.0.1:8890")
RECORDED_RECEIVER = "http://127.0.0.1:8899"

IGNORED = {
    "related_ids": "five other products, drawn at random for every answer",
    "price_html": "HTML for the shop's pages, made by theme and tax settings",
    "order_key": "random",
    "payment_url": "holds the order key",
    "cart_hash": "a hash over WooCommerce's serialised cart",
    "customer_ip_address": "the recording buyer's browser; the sandbox' buyers have none",
    "customer_user_agent": "as above",
}
IGNORED_METAS = {
    "_debug_log_source_pending_deletion": "a debug row that WooCommerce deletes some seconds later"
}
MASKED_METAS = {
    "_shipping_hash": "a hash over the shipping rates",
    "_wp_trash_meta_time": "a time",
    "_date_fulfilled": "a time",
    "_receipt_file_name": "random",
}
POSTS = ("orders", "products", "variations", "refunds")
IDS_BELOW = {
    "line_items": "item",
    "shipping_lines": "item",
    "refunds": "post",
    "meta_data": "meta",
    "categories": "category",
}
POST_KEYS = ("product_id", "variation_id", "parent_id")
ITEM_METAS = ("_refunded_item_id",)


class Sameness:
    """Compares answer after answer and remembers which recorded id is which id here."""

    def __init__(self) -> None:
        self.home = self.receiver = ""
        self._ours: dict[tuple[str, int], int] = {}
        self._theirs: dict[tuple[str, int], int] = {}

    def ours(self, kind: str, recorded: int) -> int:
        """The id here of a recorded one; itself while it is unknown (an id that never existed, for one)."""
        return self._ours.get((kind, recorded), recorded)

    def pair(self, kind: str, recorded: int, ours: int) -> bool:
        """Remember a pair; False when either is known with another partner."""
        if kind == "meta":
            # Orders, lines and products count their metas apart; a row is known by its key.
            self._ours[kind, recorded] = ours
            return True
        known = self._ours.setdefault((kind, recorded), ours)
        back = self._theirs.setdefault((kind, ours), recorded)
        return known == ours and back == recorded

    def differences(self, kind: str, recorded: Any, ours: Any, at: str = "") -> list[str]:
        """What differs, as lines "path: recorded != ours"; `kind` names the ids of this level."""
        if isinstance(recorded, dict) and isinstance(ours, dict):
            return self._of_dicts(kind, recorded, ours, at)
        if isinstance(recorded, list) and isinstance(ours, list):
            if len(recorded) != len(ours):
                return [f"{at}: {len(recorded)} rows != {len(ours)}"]
            rows = enumerate(zip(recorded, ours, strict=True))
            return [d for n, (r, o) in rows for d in self.differences(kind, r, o, f"{at}[{n}]")]
        same = self.text(recorded) == self.text(ours, here=True) and type(recorded) is type(ours)
        return [] if same else [f"{at}: {recorded!r} != {ours!r}"]

    def _of_dicts(self, kind: str, recorded: dict[str, Any], ours: dict[str, Any], at: str) -> list[str]:
        if recorded.keys() != ours.keys():
            return [f"{at}: keys {sorted(recorded.keys() ^ ours.keys())}"]
        return [
            d for key in recorded for d in self._of_key(kind, key, recorded[key], ours[key], f"{at}.{key}")
        ]

    def _of_key(self, kind: str, key: str, recorded: Any, ours: Any, at: str) -> list[str]:
        if key in IGNORED:
            return []
        if key.startswith("date_"):
            return [] if (recorded is None) == (ours is None) else [f"{at}: {recorded!r} != {ours!r}"]
        if key == "meta_data":
            return self._of_metas(recorded, ours, at)
        if key in ("id", "item_id", *POST_KEYS) and isinstance(recorded, int) and isinstance(ours, int):
            below = "post" if key in POST_KEYS else "item" if key == "item_id" else kind
            same = recorded == ours == 0 or self.pair(below, recorded, ours)
            return [] if same else [f"{at}: id {recorded} is {self.ours(below, recorded)}, not {ours}"]
        if key in ("number", "entity_id"):
            recorded = str(self.ours("post", int(recorded)))
        if key == "variations":
            recorded = [self.ours("post", row) for row in recorded]
        return self.differences(
            IDS_BELOW.get(key, kind if key != "attributes" else "attribute"), recorded, ours, at
        )

    def _of_metas(self, recorded: list[dict[str, Any]], ours: list[dict[str, Any]], at: str) -> list[str]:
        """Sorted by key: MariaDB returned the rows by id here and by key there."""
        left, right = (sorted(_shown(rows), key=lambda row: str(row["key"])) for rows in (recorded, ours))
        if [row["key"] for row in left] != [row["key"] for row in right]:
            return [f"{at}: {[row['key'] for row in left]} != {[row['key'] for row in right]}"]
        pairs = zip(left, right, strict=True)
        return [d for r, o in pairs for d in self._of_meta(dict(r), dict(o), f"{at}.{r['key']}")]

    def _of_meta(self, recorded: dict[str, Any], ours: dict[str, Any], at: str) -> list[str]:
        key = recorded["key"]
        if key in ITEM_METAS:
            shown = {"value", "display_value"} & recorded.keys()
            recorded.update({name: str(self.ours("item", int(recorded[name]))) for name in shown})
        if key in MASKED_METAS:
            recorded["value"] = ours["value"]
        return self.differences("meta", recorded, ours, at)

    def request_body(self, kind: str, body: Any) -> Any:
        """A recorded request's body with the ids that its things have here."""
        if isinstance(body, list):
            return [self.request_body(kind, row) for row in body]
        if isinstance(body, dict):
            return {name: self._sent(kind, name, value) for name, value in body.items()}
        return self.ours(kind, body) if kind and isinstance(body, int) else body

    def _sent(self, kind: str, name: str, value: Any) -> Any:
        if isinstance(value, (list, dict)):
            below = {"update": kind, "delete": kind, "value": "item"}.get(name, IDS_BELOW.get(name, ""))
            return self.request_body(below, value)
        if isinstance(value, str):
            return value.replace(RECORDED_RECEIVER, self.receiver)
        known = {"id": kind, "item_id": "item"}.get(name, "post" if name in POST_KEYS else "")
        return self.ours(known, value) if known and isinstance(value, int) else value

    def text(self, value: Any, here: bool = False) -> Any:
        """A text with the parts that may differ made equal: homes, receivers, ids in URLs, times in names."""
        if not isinstance(value, str):
            return value
        for home in (self.home,) if here else RECORDED_HOMES:
            value = value.replace(home, "https://store")
        value = value.replace(self.receiver, RECORDED_RECEIVER)
        value = re.sub(r"Webhook created on .*", "Webhook created", value)
        return value if here else self.path(value)

    def path(self, text: str) -> str:
        """Ids in a path, a query or a charge's name, as they are here."""
        text = re.sub(r"(orders|products|variations|refunds|notes|webhooks)/(\d+)", self._part, text)
        text = re.sub(r"&p=(\d+)", lambda m: f"&p={self.ours('post', int(m[1]))}", text)
        text = re.sub(r"_lab_(\d+)", lambda m: f"_lab_{self.ours('post', int(m[1]))}", text)
        return re.sub(r"include=([\d%2C]+)", self._included, text)

    def _part(self, match: re.Match[str]) -> str:
        kind = "post" if match[1] in POSTS else match[1].removesuffix("s")
        return f"{match[1]}/{self.ours(kind, int(match[2]))}"

    def _included(self, match: re.Match[str]) -> str:
        return "include=" + "%2C".join(str(self.ours("post", int(part))) for part in match[1].split("%2C"))


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["key"] not in IGNORED_METAS]
