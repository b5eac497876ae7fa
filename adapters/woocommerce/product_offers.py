"""What a product may be offered for, kept beside it in its meta: the shop's own pages show it from there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from adapters.woocommerce.answers import Missing
from adapters.woocommerce.bodies import Meta, meta_of, read_as
from adapters.woocommerce.refs import Ref, parse
from adapters.woocommerce.transport import PER_PAGE, Shop
from connector.domain.trouble import Trouble

META_KEY: Final = "_backorder_connector_offer"
Offers = Mapping[Ref, Mapping[str, Any] | None]


class _Carrier(msgspec.Struct):
    id: int
    meta_data: list[Meta] = []


class _Refused(msgspec.Struct):
    code: str | int = ""
    message: str = ""
    data: Any = None

    @property
    def may_pass(self) -> bool:
        """The shop broke over it; it did not say no."""
        status = self.data.get("status") if isinstance(self.data, dict) else self.data
        return isinstance(status, int) and status >= 500


class _Row(msgspec.Struct):
    """What a batch did to one product. `error`: why nothing; the answer as a whole is still a 200."""

    id: int = 0
    error: _Refused | None = None


def settle(shop: Shop, offers: Mapping[str, Mapping[str, Any] | None]) -> frozenset[str]:
    """By name of the listing: it carries this offer; None: nothing of ours. Returns those that changed.

    What is gone is passed over. Raises `Trouble` when the shop refuses one, after all others were written.
    """
    named = {ref: (name, offers[name]) for name in offers if (ref := parse(name))}
    changed: set[str] = set()
    refusals: list[_Refused] = []
    for path, family in _families(list(named)).items():
        found = dict(_carried(shop, path, family))
        due = {ref: named[ref][1] for ref in family if ref in found and _differ(found[ref], named[ref][1])}
        for ref, refused in _write(shop, path, due):
            changed |= set() if refused else {named[ref][0]}
            refusals += [refused] if refused else []
    if refusals:
        lasting = not all(one.may_pass for one in refusals)
        said = refusals[0].message or refusals[0].code
        raise Trouble(f"the shop kept no offer for {len(refusals)} products: {said}", permanent=lasting)
    return frozenset(changed)


def offers_at(shop: Shop, listing_refs: Sequence[str]) -> dict[str, list[object]]:
    """What each carries, None for none. An object that was empty comes back as a list: PHP's one array."""
    named = {ref: name for name in listing_refs if (ref := parse(name))}
    return {
        named[ref]: [value]
        for path, family in _families(list(named)).items()
        for ref, value in _carried(shop, path, family)
    }


def _families(refs: Sequence[Ref]) -> dict[str, list[Ref]]:
    """Variations are read and written below their product."""
    found: dict[str, list[Ref]] = defaultdict(list)
    for ref in sorted(refs):
        found[f"products/{ref.product}/variations" if ref.variation else "products"].append(ref)
    return found


def _carried(shop: Shop, path: str, family: Sequence[Ref]) -> Iterator[tuple[Ref, object]]:
    """The offer that each has now, None for none; what is gone is not told."""
    by_id = {_id(ref): ref for ref in family}
    asked: dict[str, object] = {"orderby": "id", "order": "asc", "_fields": "id,meta_data"}
    try:
        for start in range(0, len(family), PER_PAGE):
            for body in shop.pages(path, include=sorted(by_id)[start : start + PER_PAGE], **asked):
                found = read_as(_Carrier, body)
                if found.id in by_id:
                    yield by_id[found.id], meta_of(found.meta_data).get(META_KEY)
    except Missing:
        return  # the product of these variations is gone, and they with it


def _write(shop: Shop, path: str, due: Offers) -> Iterator[tuple[Ref, _Refused | None]]:
    """Each one written, or why it was refused; what went away meanwhile is not told."""
    refs = list(due)
    for start in range(0, len(refs), PER_PAGE):
        part = refs[start : start + PER_PAGE]
        rows = [{"id": _id(ref), "meta_data": [{"key": META_KEY, "value": due[ref]}]} for ref in part]
        answer = shop.post(f"{path}/batch", {"update": rows})
        told = read_as(list[_Row], answer.get("update", []) if isinstance(answer, dict) else answer)
        if len(told) != len(part):
            raise Trouble("the shop's answer to a batch leaves products out", unknown=True)
        for ref, row in zip(part, told, strict=True):
            # Recorded: a 200 whose rows say themselves what became of them.
            if row.error is None or not str(row.error.code).endswith("invalid_id"):
                yield ref, row.error


def _id(ref: Ref) -> int:
    return ref.variation or ref.product


def _differ(found: object, wanted: object) -> bool:
    return _as_php(found) != _as_php(wanted)


def _as_php(value: object) -> object:
    """An empty object is read and written as an empty list: PHP has one array for both."""
    if isinstance(value, Mapping):
        return {str(name): _as_php(part) for name, part in value.items()} or []
    return [_as_php(part) for part in value] if isinstance(value, list | tuple) else value
