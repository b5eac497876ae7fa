"""Whatever happened in a shop, and however it was told: the doctor finds nothing that is not so."""

import itertools

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.doctor.rounds import amiss, examined
from tests.flows.histories import EVENTS, History, Step
from tests.flows.merchants import MERCHANTS
from tests.world import World

numbers = itertools.count(1)
TRUE = {"below_zero", "shipped_held"}
"""Shops do sell below zero, and ship what we believed kept back when nobody told us that it was let go."""
STEPS = st.lists(
    st.builds(
        Step,
        event=st.sampled_from(["place", "place", "place", *EVENTS]),
        pick=st.integers(0, 11),
        units=st.integers(0, 4),
        seconds=st.sampled_from([0, 1, 3]),
    ),
    min_size=4,
    max_size=12,
)


@pytest.mark.slow
@pytest.mark.timeout(400)
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    print_blob=True,
)
@given(steps=STEPS, lost=st.sampled_from([0.0, 0.3, 1.0]))
def test_a_shop_that_was_left_to_itself_gives_no_false_alarm(
    crowd: World, platform: str, steps: list[Step], lost: float
) -> None:
    merchant = MERCHANTS[platform](crowd, f"shop{next(numbers)}").stock(LAMP=3, SHADE=1)
    history = History(merchant)
    for step in steps:
        history.tell(step)
        crowd.deliver(drop=lost, seed=step.pick)
        crowd.work()
    crowd.deliver(drop=lost)
    found = {one.rule: one.gaps for one in examined(crowd, merchant.store)}
    assert set(found) <= TRUE, found
    examined(crowd, merchant.store)
    assert {one.rule for one in amiss(crowd, merchant.store)} <= {"below_zero"}
