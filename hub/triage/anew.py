"""A decision that should not stand: its person is undecided again and the concern waits for screening."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hub import rulebook
from hub.concerns import Concern
from hub.triage.following import SETTLED
from hub.triage.models import Decision
from hub.triage.onward import put_back_in_queue
from hub.triage.undoing import replace


def screen_anew(session: Session, concern: Concern, decision: Decision) -> None:
    """The decision stands no more; a concern that was decided waits for screening again, its clock running from now. A step
    inside actions. One that stood no more already stays as it is."""
    if decision.state not in SETTLED:
        return
    replace(session, decision)
    if concern.state == "decided":
        put_back_in_queue(session, concern, rulebook.replay(session, rulebook.latest_run(session, concern.id)))
