"""Meta data: rows of id, key and value, updated the way the REST API updates them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Meta:
    id: int
    key: str
    value: Any


def as_php(value: Any) -> Any:
    """PHP has one array for objects and lists: an empty object comes back as an empty list."""
    if isinstance(value, dict):
        return {name: as_php(part) for name, part in value.items()} or []
    return [as_php(part) for part in value] if isinstance(value, list) else value


class MetaBag:
    """The meta rows of one order, line, product or refund."""

    def __init__(self, new_id: Callable[[], int]) -> None:
        self._new_id = new_id
        self._rows: list[Meta] = []

    def __iter__(self) -> Iterator[Meta]:
        return iter(self._rows)

    def get(self, key: str) -> Any:
        """The value of the first row with this key, None without one."""
        return next((row.value for row in self._rows if row.key == key), None)

    def put(self, key: str, value: Any) -> None:
        row = next((row for row in self._rows if row.key == key), None)
        if row is None:
            self._rows.append(Meta(self._new_id(), key, value))
        else:
            row.value = value

    def drop(self, key: str) -> None:
        self._rows = [row for row in self._rows if row.key != key]

    def apply(self, wanted: Iterable[dict[str, Any]]) -> None:
        """Rows with an id change that row; rows without change the key's row; a null value deletes."""
        for item in wanted:
            row, value = self._row_of(item), as_php(item.get("value"))
            if value is None:
                self._rows = [other for other in self._rows if other is not row]
            elif row is None:
                self._rows.append(Meta(self._new_id(), str(item.get("key", "")), value))
            else:
                row.key, row.value = str(item.get("key", row.key)), value

    def _row_of(self, item: dict[str, Any]) -> Meta | None:
        if item.get("id"):
            return next((row for row in self._rows if row.id == int(item["id"])), None)
        return next((row for row in self._rows if row.key == item.get("key")), None)

    def plain(self) -> list[dict[str, Any]]:
        """As orders, products and refunds show it."""
        return [{"id": row.id, "key": row.key, "value": row.value} for row in self._rows]

    def displayed(self, labels: dict[str, str]) -> list[dict[str, Any]]:
        """As order lines show it; `labels` names the keys that stand for a product's attributes."""
        return [
            {
                "id": row.id,
                "key": row.key,
                "value": row.value,
                "display_key": labels.get(row.key, row.key),
                "display_value": row.value,
            }
            for row in self._rows
        ]
