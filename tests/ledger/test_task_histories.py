"""Any history of one task, by workers who may come too late, ends as a person would expect."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.orm import Session

from connector.ledger import tasks
from connector.ledger.engine import Ledger
from connector.ledger.stores import Store
from connector.ledger.tasks import LEASE, Claimed, Fenced
from connector.ledger.tenancy import ACROSS
from tests.ledger.conftest import NOON
from tests.ledger.test_tasks import SECOND, claim, one, owe


class Model:
    """One task as a person would describe it."""

    def __init__(self) -> None:
        self.state = "none"
        self.due = NOON
        self.again = False
        self.lease = NOON


class Machine(RuleBasedStateMachine):
    """Owe, claim, finish, postpone, give up, replay, in any order, by workers who may come too late."""

    ledger: Ledger
    store: Store

    @initialize()
    def begin(self) -> None:
        with self.ledger.writing() as unit:
            unit.execute(text("DELETE FROM tasks"), execution_options=ACROSS)
        self.now, self.model = NOON, Model()
        self.hands: list[tuple[Claimed, bool]] = []

    @rule(seconds=st.integers(0, 60))
    def wait(self, seconds: int) -> None:
        self.now += seconds * SECOND

    @rule(later=st.integers(0, 30))
    def owe(self, later: int) -> None:
        due = self.now + later * SECOND
        owe(self.ledger, self.store, "1", at=due)
        model = self.model
        if model.state == "claimed":
            model.again = True
        else:
            model.due = min(model.due, due) if model.state == "owed" else due
            model.state = "owed"

    @rule()
    def claim(self) -> None:
        got = claim(self.ledger, self.now)
        model = self.model
        free = (model.state == "owed" and model.due <= self.now) or (
            model.state == "claimed" and model.lease <= self.now
        )
        assert bool(got) == free
        if got:
            # A worker who takes over sees the task as it is owed now: once is enough.
            model.state, model.lease, model.again = "claimed", self.now + LEASE, False
            self.hands = [(task, False) for task, _ in self.hands] + [(got[0], True)]

    @rule(
        ending=st.sampled_from(["finish", "postpone", "give up", "unknown", "hand back"]),
        who=st.integers(0, 3),
    )
    def end(self, ending: str, who: int) -> None:
        if not self.hands:
            return
        task, mine = self.hands.pop(who % len(self.hands))
        mine = mine and self.model.state == "claimed"
        try:
            with self.ledger.writing() as unit:
                self._end(unit, ending, task)
        except Fenced:
            assert not mine
            return
        assert mine or ending == "hand back"
        if mine:
            self._ended(ending)

    def _end(self, unit: Session, ending: str, task: Claimed) -> None:
        match ending:
            case "finish":
                tasks.finish(unit, task, self.now)
            case "postpone":
                tasks.postpone(unit, task, self.now + 5 * SECOND, "later")
            case "hand back":
                tasks.hand_back(unit, [task])
            case _:
                tasks.give_up(unit, task, "no", self.now, unknown=ending == "unknown")

    def _ended(self, ending: str) -> None:
        model = self.model
        again, model.again = model.again, False
        match ending:
            case "finish":
                model.state = "owed" if again else "done"
            case "give up":
                model.state = "owed" if again else "given up"
            case "unknown":
                model.state = "unknown"
            case _:
                model.state = "owed"
        if ending == "postpone":
            model.due = self.now + 5 * SECOND
        elif again and ending != "hand back":
            model.due = self.now
        elif ending == "hand back":
            model.due = one(self.ledger).due_at  # as it was owed last, before or meanwhile

    @rule()
    def replay(self) -> None:
        if self.model.state == "none":
            return
        with self.ledger.writing() as unit:
            done = tasks.replay(unit, self.store.account_id, one(self.ledger).id, self.now)
        assert done == (self.model.state in ("given up", "unknown"))
        if done:
            self.model.state, self.model.due = "owed", self.now

    @invariant()
    def they_agree(self) -> None:
        if not hasattr(self, "model") or self.model.state == "none":
            return
        kept = one(self.ledger)
        assert kept.state == self.model.state
        assert (kept.claim is None) == (kept.state != "claimed")
        assert kept.attempts >= 0


def test_any_history_of_a_task_ends_as_a_person_would_expect(ledger: Ledger, a_store: Store) -> None:
    class Here(Machine):
        pass

    Here.ledger, Here.store = ledger, a_store
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=60,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
