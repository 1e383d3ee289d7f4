"""Changed rules come to rule by a second named person, who neither wrote nor proposed them; and can go back the same way."""

from __future__ import annotations

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub import audit, clock
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action
from hub.errors import Conflict, NotAllowed, OutOfOrder, Unprocessable
from hub.rulebook.drafts import add, files_of, next_number
from hub.rulebook.models import PackActivation, RuleDraft
from hub.rulebook.packs import activations, forget_ruling, keep_open, packed, store_pack, usable_pack
from hub.rulebook.proposing import (
    is_said,
    put_forward,
    record_proposal,
    require_backtest,
    require_good,
    require_past_kept,
    require_upon_newest,
    too_early,
    waiting_draft,
)
from screening_rules import Pack, PackError, load_pack


def may_sign(draft: RuleDraft, *, by: Actor) -> bool:
    """Whether the actor is a second person to the draft: neither its proposer nor one of those who edited it."""
    return draft.proposed_by != by.officer_id and by.mark not in draft.edited_by


def activate(session: Session, number: int, *, seen_version: int, by: Actor) -> PackActivation:
    """The draft's pack is loaded, kept for ever, and rules from its first day on, or from today if that has passed.

    Raises:
        NotAllowed, NotFound: not theirs to sign, or theirs by hand or proposal; or there is none.
        OutOfOrder, Conflict: it does not wait; other rules were activated meanwhile; it was changed since they looked;
            or it would begin before the pack it stands upon.
        Unprocessable: its files are no pack any more.
    """
    require(by, Permission.RULES_SIGN)
    draft = waiting_draft(session, number, seen_version)
    if not may_sign(draft, by=by):
        raise NotAllowed("You wrote or proposed this draft. Somebody else signs it.", permission="second_person")
    next_activation = (
        activations(session)[0].number + 1
    )  # read before what rules is compared: of two at once one meets the other
    pack = _loaded(session, draft)
    store_pack(session, pack)
    draft.state, draft.signed_by, draft.signed_at = "activated", by.acting_officer_id, clock.now()
    activation = _put(session, draft, pack, next_activation, by)
    keep_open(pack)
    about = [("rule_pack", pack.fingerprint), ("rule_draft", str(number)), ("officer", str(draft.proposed_by))]
    purpose = "back" if draft.goes_back else "change"
    audit.record(session, by=by, action=Action.PACK_ACTIVATED, objects=about, purpose=purpose, basis="second_person")
    return activation


def go_back(session: Session, *, reason: str, fingerprint: str = "", by: Actor) -> RuleDraft:
    """A pack whose day had come waits for a second person to sign that it rules again, from that day on.

    `fingerprint` names it; without one it is the pack that ruled before the newest. It is not tried on the past anew.

    Raises:
        NotAllowed: not theirs to change.
        OutOfOrder: there is no earlier pack that loads, or none of that name.
        Unprocessable: no reason.
    """
    require(by, Permission.RULES_CHANGE)
    if not is_said(reason):
        raise Unprocessable({"reason": ["Enter at least a sentence on why the rules go back"]})
    newest, pack = _earlier(session, fingerprint)
    now = clock.now()
    draft = RuleDraft(
        number=next_number(session),
        title="Back to an earlier pack",
        base_fingerprint=newest.fingerprint,
        fingerprint=pack.fingerprint,
        files=packed(pack.files),
        goes_back=True,
        made_by=by.acting_officer_id,
        made_at=now,
        edited_by=[],
        changed_at=now,
    )
    put_forward(draft, reason=reason, start_on=clock.today(), by=by)
    add(session, draft)
    record_proposal(session, draft, by=by)
    return draft


def _earlier(session: Session, fingerprint: str) -> tuple[PackActivation, Pack]:
    newest, *older = activations(session)
    for each in older:
        has_begun = each.starts_on is None or each.starts_on <= clock.today()
        if has_begun and each.fingerprint != newest.fingerprint and fingerprint in ("", each.fingerprint):
            pack = usable_pack(session, each.fingerprint)
            if pack is not None:
                return newest, pack
    raise OutOfOrder("There is no earlier pack to go back to.")


def _loaded(session: Session, draft: RuleDraft) -> Pack:
    """The draft's pack, read anew from what is kept; upon what it was proposed upon, and tried on the past.

    Raises:
        OutOfOrder, Unprocessable: it does not stand there any more; it is no pack.
    """
    if draft.goes_back:
        if activations(session)[0].fingerprint != draft.base_fingerprint:
            raise OutOfOrder("Other rules were activated since this was proposed. Look at what rules now.")
    else:
        require_upon_newest(session, draft)
        require_good(draft)
        require_past_kept(session, draft)
        require_backtest(session, draft)
        if early := too_early(session, draft, _first_day(draft)):
            raise OutOfOrder(f"{early}.")
    try:
        pack = load_pack(files_of(draft))
    except PackError as error:
        raise Unprocessable({"files": [str(each) for each in error.problems]}) from error
    if pack.fingerprint != draft.fingerprint:
        raise Conflict(
            "The draft's files are not those that were proposed. Nothing was activated; tell the data guardian."
        )
    return pack


def _put(session: Session, draft: RuleDraft, pack: Pack, number: int, by: Actor) -> PackActivation:
    activation = PackActivation(
        number=number,
        fingerprint=pack.fingerprint,
        at=clock.now(),
        activated_by=by.mark,
        reason=draft.reason or "",
        starts_on=_first_day(draft),
        proposed_by=str(draft.proposed_by),
        draft_number=draft.number,
    )
    session.add(activation)
    forget_ruling(session)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("Other rules were activated at the same moment. Nothing was activated; look again.") from error
    return activation


def _first_day(draft: RuleDraft) -> date:
    """The day from which it would rule, if it were signed now."""
    assert draft.starts_on is not None
    return max(draft.starts_on, clock.today())
