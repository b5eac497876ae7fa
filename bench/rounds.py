"""Interleaved rounds, medians, one line a figure."""

import statistics
import time
from collections.abc import Callable, Sequence


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes, by the wall."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def cpu_seconds(work: Callable[[], object]) -> float:
    """How much processor time of this process one call takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def ratio_of(
    ours: Callable[[], float], floor: Callable[[], float], rounds: int
) -> tuple[float, float, float]:
    """Median of ours, of the floor, and of the ratio round by round; the two take turns."""
    pairs: list[tuple[float, float]] = []
    for number in range(rounds):
        if number % 2:
            second, first = floor(), ours()
        else:
            first, second = ours(), floor()
        pairs.append((first, second))
    return (
        statistics.median(first for first, _ in pairs),
        statistics.median(second for _, second in pairs),
        statistics.median(first / second for first, second in pairs),
    )


def tell(name: str, ratio: float, goal: float, *, at_least: bool = False) -> None:
    """The one line that is compared between runs."""
    met = ratio >= goal if at_least else ratio <= goal
    print(f"bench {name} ratio={ratio:.2f} goal={goal:.2f} {'met' if met else 'short'}", flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
