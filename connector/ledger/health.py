"""What somebody who watches over the product asks."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connector.ledger.tasks import OWED, Task
from connector.ledger.tenancy import ACROSS


def oldest_due(unit: Session, now: datetime) -> datetime | None:
    """Since when the oldest task that could be worked has been due; None: nothing waits."""
    wanted = select(func.min(Task.due_at)).where(Task.state == OWED, Task.due_at <= now)
    return unit.scalar(wanted, execution_options=ACROSS)
