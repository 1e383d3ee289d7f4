"""A draft goes to a second person once it loads, its cases pass, and what it would have moved down was seen."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit, clock, outbox
from hub.accounts import Permission, officers_who_may, require, require_any
from hub.actor import Actor
from hub.audit import Action
from hub.errors import OutOfOrder, Unprocessable
from hub.rulebook import backtests
from hub.rulebook.drafts import check_draft, files_of, get_draft, open_draft, read_draft, require_unchanged
from hub.rulebook.models import RuleBacktest, RuleDraft
from hub.rulebook.packs import pack_by_fingerprint, standing_pack, yet_to_come
from screening_rules.changes import Change, changes
from screening_rules.countdown import day_in_words
from screening_rules.weaker import Weaker, weaker

TO_SIGN = "rules_to_sign"
_NAMED = 5  # versions named in one refusal


def propose(
    session: Session,
    number: int,
    *,
    reason: str,
    start_on: date,
    moves_down_seen: int,
    weaker_seen: int,
    seen_version: int,
    by: Actor,
) -> RuleDraft:
    """The draft waits for a second person, who signs it or sends it back; nobody changes it meanwhile.

    `start_on` is the London day from which it shall rule, today or later, and not before the pack it stands upon.
    `moves_down_seen` is how many moves down the proposer was shown by the backtest and takes on; `weaker_seen` how many
    things that become weaker beside that.

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict: as for changing its files; or it stands upon an older pack, changes
            nothing or what people were screened by, or has no finished backtest of exactly these files.
        Unprocessable: its files are no pack, a case came out otherwise, or something is missing.
    """
    require(by, Permission.RULES_CHANGE)
    draft = open_draft(session, number, seen_version)
    require_upon_newest(session, draft)
    require_good(draft)
    require_past_kept(session, draft)
    tested = require_backtest(session, draft)
    _require_words(reason, start_on, too_early(session, draft, start_on))
    if moves_down_seen != moves_down(tested):
        raise Unprocessable({"moves_down_seen": ["Read who would move down, then tick that you have"]})
    if weaker_seen != len(what_weakens(session, draft)):
        raise Unprocessable({"weaker_seen": ["Read each thing that becomes weaker, and say that you have"]})
    put_forward(draft, reason=reason, start_on=start_on, by=by)
    draft.moves_down_seen, draft.weaker_seen = moves_down_seen, weaker_seen
    draft.sent_back_by, draft.sent_back_why = None, None
    record_proposal(session, draft, by=by)
    return draft


def send_back(session: Session, number: int, *, why: str, seen_version: int, by: Actor) -> RuleDraft:
    """The draft is open again: a second person did not sign it, or whoever proposed it took it back.

    Raises:
        NotAllowed, NotFound, Conflict: not theirs, there is none, or it was changed since they looked.
        OutOfOrder: it does not wait for a second person.
        Unprocessable: no words.
    """
    require_any(by, Permission.RULES_CHANGE, Permission.RULES_SIGN)
    draft = waiting_draft(session, number, seen_version)
    if not is_said(why):
        raise Unprocessable({"why": ["Enter at least a sentence on why"]})
    draft.state = "withdrawn" if draft.goes_back else "open"
    draft.sent_back_by, draft.sent_back_why = by.acting_officer_id, why.strip()
    draft.proposed_by, draft.proposed_at = None, None
    about = [("rule_draft", str(number))]
    audit.record(session, by=by, action=Action.RULES_SENT_BACK, objects=about, basis="rules")
    return draft


def waiting_draft(session: Session, number: int, seen_version: int) -> RuleDraft:
    """The draft, where it waits for a second person and is unchanged since it was seen.

    Raises:
        NotFound, OutOfOrder, Conflict: there is none; it does not wait; it was changed meanwhile.
    """
    draft = get_draft(session, number)
    if draft.state != "proposed":
        raise OutOfOrder("This draft does not wait for a second person.")
    require_unchanged(draft, seen_version)
    return draft


def require_upon_newest(session: Session, draft: RuleDraft) -> None:
    """Return only if nothing was activated since the draft began; else it would undo that unseen. Raises: OutOfOrder."""
    if standing_pack(session).fingerprint != draft.base_fingerprint:
        raise OutOfOrder("Other rules were activated since this draft began. Carry your changes over to them first.")
    if draft.fingerprint == draft.base_fingerprint:
        raise OutOfOrder("This draft changes nothing yet.")


def require_good(draft: RuleDraft) -> None:
    """Return only if the files are a pack and all its cases come out as they say. Raises: Unprocessable."""
    report = check_draft(draft)
    wrong = [f"{each.rule}: {each.name} on {each.on} gave {each.got}" for each in report.cases if not each.passed]
    if words := [*map(str, report.problems), *wrong]:
        raise Unprocessable({"files": words})


def require_past_kept(session: Session, draft: RuleDraft) -> None:
    """Return only if every version that has started is as it was. Raises: OutOfOrder, which names those that are not."""
    base = pack_by_fingerprint(session, draft.base_fingerprint)
    past = changes(base, read_draft(draft), files_of(draft)).rewriting_the_past(clock.today())
    if past:
        named = "; ".join(f"“{each.title}”, the version of {_first_day(each)}" for each in past[:_NAMED])
        more = f"; and {len(past) - _NAMED} more" if len(past) > _NAMED else ""
        raise OutOfOrder(
            f"What people were screened by is never changed: {named}{more}. "
            "Put it back as it was, and add a new version with a first day of its own."
        )


def too_early(session: Session, draft: RuleDraft, start_on: date) -> str:
    """Why the draft may not rule from that day: the pack it stands upon, and was held against, rules only later; or ""."""
    day = yet_to_come(session, draft.base_fingerprint)
    if day is None or start_on >= day:
        return ""
    named = f"{day.day} {day:%B %Y}"
    return f"Rules signed for {named} stand below this draft. Begin on that day or later, or go back first"


def _first_day(change: Change) -> str:
    return day_in_words(change.start) if change.start else ""


def what_weakens(session: Session, draft: RuleDraft) -> tuple[Weaker, ...]:
    """What becomes weaker beside what the backtest counts; a step of what shows or proposes it."""
    return weaker(pack_by_fingerprint(session, draft.base_fingerprint), read_draft(draft), clock.today())


def require_backtest(session: Session, draft: RuleDraft) -> RuleBacktest:
    """The finished backtest of exactly these files. Raises: OutOfOrder where there is none."""
    tested = backtests.finished(session, draft)
    if tested is None:
        raise OutOfOrder("These files have no finished backtest over all that is stored. Ask for one first.")
    return tested


def moves_down(tested: RuleBacktest) -> int:
    """How many people in how many concerns it would have moved down, together."""
    return int((tested.result or {}).get("down", 0))


def put_forward(draft: RuleDraft, *, reason: str, start_on: date, by: Actor) -> None:
    """The draft's row says who proposes it, why and from when; a step of proposing."""
    draft.state, draft.reason, draft.starts_on = "proposed", reason.strip(), start_on
    draft.proposed_by, draft.proposed_at, draft.changed_at = by.acting_officer_id, clock.now(), clock.now()


def record_proposal(session: Session, draft: RuleDraft, *, by: Actor) -> None:
    """Everybody who may sign it has a mail waiting; and its leaf, with how much of it goes down. A step of proposing."""
    for officer_id in signers(session, draft):
        outbox.enqueue(session, TO_SIGN, officer=str(officer_id), draft=str(draft.number))
    about = [("rule_draft", str(draft.number)), ("rule_pack", draft.fingerprint)]
    counts = {"moves_down": draft.moves_down_seen or 0, "weaker": draft.weaker_seen or 0}
    purpose = "back" if draft.goes_back else "change"
    audit.record(
        session, by=by, action=Action.RULES_PROPOSED, objects=about, purpose=purpose, basis="rules", counts=counts
    )


def signers(session: Session, draft: RuleDraft) -> tuple[UUID, ...]:
    """Officers who may sign the draft: neither its proposer nor one of those who edited it."""
    able = officers_who_may(session, Permission.RULES_SIGN)
    return tuple(each for each in able if each != draft.proposed_by and str(each) not in draft.edited_by)


def is_said(words: str) -> bool:
    """Whether there are at least three words."""
    return len(words.split()) >= 3


def _require_words(reason: str, start_on: date, early: str) -> None:
    wrong: dict[str, list[str]] = {}
    if not is_said(reason):
        wrong["reason"] = ["Enter at least a sentence on why the rules change"]
    if start_on < clock.today():
        wrong["start_on"] = ["Enter today or a later day: nothing is screened anew for the past"]
    elif early:
        wrong["start_on"] = [early]
    if wrong:
        raise Unprocessable(wrong)
