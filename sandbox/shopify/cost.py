"""What a query costs, and the leaky bucket that it is paid from."""

import math
import time
from collections.abc import Callable, Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
)

MUTATION = 10
"""Points of a mutation."""


class Bucket:
    """Points of one shop: `maximum` at most, refilled by `restore_rate` a second (Standard: 100)."""

    def __init__(
        self,
        maximum: float = 2000,
        restore_rate: float = 100,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.maximum, self.restore_rate, self._monotonic = maximum, restore_rate, monotonic
        self._points, self._at = float(maximum), monotonic()

    @property
    def available(self) -> float:
        """Points that may be spent now."""
        now = self._monotonic()
        self._points = min(self.maximum, self._points + (now - self._at) * self.restore_rate)
        self._at = now
        return self._points

    def spend(self, points: float) -> bool:
        """Take the points; False, and nothing taken, where there are too few."""
        if points > self.available:
            return False
        self._points -= points
        return True

    def give_back(self, points: float) -> None:
        """Return what was asked for and not used."""
        self._points = min(self.maximum, self.available + points)

    def status(self) -> dict[str, float]:
        """throttleStatus as the answer shows it."""
        return {
            "maximumAvailable": float(self.maximum),
            "currentlyAvailable": math.floor(self.available),
            "restoreRate": float(self.restore_rate),
        }


def requested(
    document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, object]
) -> int:
    """Points asked for: one an object, and a connection by the root of its page size.

    Shopify does not publish its formula; this one grows alike and keeps ordinary documents below 1,000.
    """
    fragments = {
        one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
    }
    points = weigh(operation.selection_set, fragments, variables)
    return points + (MUTATION if operation.operation is OperationType.MUTATION else 0)


def weigh(
    selections: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, object],
) -> int:
    """Points of a selection set."""
    points = 0
    for one in selections.selections:
        if isinstance(one, FragmentSpreadNode):
            points += weigh(fragments[one.name.value].selection_set, fragments, variables)
        elif isinstance(one, FieldNode):
            if one.selection_set:
                inner = weigh(one.selection_set, fragments, variables)
                points += 1 + math.ceil(inner * math.sqrt(page_size(one, variables)))
        else:
            points += weigh(one.selection_set, fragments, variables)  # type: ignore[attr-defined]
    return points


def page_size(node: FieldNode, variables: Mapping[str, object]) -> int:
    """The value of `first`, or 1."""
    for argument in node.arguments or ():
        if argument.name.value == "first":
            if isinstance(argument.value, IntValueNode):
                return int(argument.value.value)
            if isinstance(argument.value, VariableNode):
                given = variables.get(argument.value.name.value)
                return given if isinstance(given, int) else 1
    return 1


def used(data: object) -> int:
    """Objects in an answer: what it really cost."""
    if isinstance(data, dict):
        return 1 + sum(used(value) for value in data.values())
    if isinstance(data, list):
        return sum(used(value) for value in data)
    return 0
