"""Every kind of task there is, by its name and in the order in which a store's batch is worked."""

from collections.abc import Mapping

from jobs import (
    alerting,
    carrying,
    intake,
    leaving,
    messaging,
    privacy,
    publishing,
    reading_whole,
    reconciling,
    reoffering,
    rereading,
    sampling,
    settling,
    tidying,
)
from jobs.doctor import kinds as doctor
from jobs.kinds import Kind
from jobs.waitlist import telling, writing

EVERY = (
    intake.KIND,
    *rereading.KINDS,
    *reconciling.KINDS,
    *reading_whole.KINDS,
    *settling.KINDS,
    *messaging.KINDS,
    *sampling.KINDS,
    *alerting.KINDS,
    privacy.KIND,
    *doctor.KINDS,
    *leaving.KINDS,
    tidying.KIND,
    reoffering.KIND,
    writing.KIND,
    # What claiming.LAST names comes last here too.
    *publishing.KINDS,
    telling.KIND,
    carrying.KIND,
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in EVERY}
