"""A draft on its way to ruling: proposed by its owner, read and signed by a second person, or sent back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import clock, rulebook
from hub.accounts import Permission, may, require, require_any
from hub.db import reading, transaction
from hub.errors import Conflict, NotAllowed, OutOfOrder, Unprocessable
from hub.rulebook.opening import OpenedDraft
from hub.schemas.days import read_day
from hub.schemas.rule_versions import AREA_WORDS
from hub.web.around import tell
from hub.web.confirming import confirm_again, confirming_fields
from hub.web.rules.blueprint import pages
from hub.web.rules.opened import opened_draft, seen, summary
from hub.web.rules.problems import in_its_way
from hub.web.signed_in import officer
from hub.web.typed import Typed, three_boxes
from hub.web.words import counted, london_day

LONGEST = 1_500
READ_DOWN = "Read who would move down, then tick that you have"


@pages.get("/drafts/<int:number>/propose")
def proposal(number: int) -> Response:
    """Asks why, from when, and that whoever would move down was read."""
    opened = _for_owner(number)
    first = opened.base_from or clock.today()
    boxes = {"day": str(first.day), "month": str(first.month), "year": str(first.year)}
    return _proposal(opened, Typed({"start_on": boxes}))


@pages.post("/drafts/<int:number>/propose")
def propose(number: int) -> AnyResponse:
    """The draft waits for a second person, or what is missing is said."""
    opened, boxes = _for_owner(number), three_boxes(request.form, "start_on")
    read, ticked = request.form.getlist("moves_down_seen"), request.form.getlist("weaker_seen")
    if not _down(_tested(number)):
        read = ["0"]  # nobody to read of, and nothing is asked
    typed: dict[str, Any] = {"reason": request.form.get("reason", ""), "start_on": boxes, "moves_down_seen": read}
    typed["weaker_seen"] = ticked
    try:
        start_on = _checked(typed, {each.key for each in opened.weaker(clock.today())})
        with transaction() as session:
            rulebook.proposing.propose(
                session,
                number,
                reason=" ".join(typed["reason"].split()),
                start_on=start_on,
                moves_down_seen=int(read[0])
                if read and read[0].isascii() and read[0].isdigit() and len(read[0]) < 9
                else -1,
                weaker_seen=len(set(ticked)),
                seen_version=seen(),
                by=officer(),
            )
    except Unprocessable as problem:
        return _proposal(opened, Typed(typed, _fields(problem)), problem.status)
    except (Conflict, OutOfOrder) as stopped:
        return _proposal(_for_owner(number), Typed(typed), stopped.status, stopped.message)
    tell("Proposed. It rules nothing until somebody else has signed it.")
    return redirect(url_for("rules.draft", number=number), 303)


@pages.get("/drafts/<int:number>/sign")
def signing(number: int) -> Response:
    """What changes, in words, for the second person; or a way back for whoever proposed it."""
    return _signing(number, Typed())


@pages.post("/drafts/<int:number>/sign")
def sign(number: int) -> AnyResponse:
    """The draft rules from its day on."""
    try:
        confirm_again()
        with transaction() as session:
            starts_on = rulebook.activating.activate(session, number, seen_version=seen(), by=officer()).starts_on
    except Unprocessable as problem:
        return _signing(number, Typed({}, _fields(problem, "password")), problem.status)
    except (Conflict, OutOfOrder) as stopped:
        return _signing(number, Typed(), stopped.status, stopped.message)
    day = london_day(starts_on or clock.today())
    tell(f"Signed. Concerns are screened by it from {day} on; what was screened before stays as it was.")
    return redirect(url_for("rules.past"), 303)


@pages.post("/drafts/<int:number>/send-back")
def send_back(number: int) -> AnyResponse:
    """The draft is open again, with the reason."""
    why = request.form.get("why", "")
    try:
        _require_said(why, "why", "Enter at least a sentence on why")
        with transaction() as session:
            rulebook.proposing.send_back(session, number, why=" ".join(why.split()), seen_version=seen(), by=officer())
    except Unprocessable as problem:
        return _signing(number, Typed({"why": why}, problem.fields), problem.status)
    except (Conflict, OutOfOrder) as stopped:
        return _signing(number, Typed({"why": why}), stopped.status, stopped.message)
    tell("It is open again, with your reason beside it.")
    return redirect(url_for("rules.draft", number=number), 303)


def _for_owner(number: int) -> OpenedDraft:
    require(officer(), Permission.RULES_CHANGE)
    return opened_draft(number)


def _checked(typed: Mapping[str, Any], weaker: set[str]) -> Any:
    wrong: dict[str, Any] = {}
    try:
        _require_said(typed["reason"], "reason", "Enter at least a sentence on why the rules change")
    except Unprocessable as problem:
        wrong |= problem.fields
    try:
        start_on = read_day(typed["start_on"], "start_on", "the day from which it shall rule")
        if start_on < clock.today():
            raise Unprocessable({"start_on": ["Enter today or a later day: nothing is screened anew for the past"]})
    except Unprocessable as problem:
        wrong |= problem.fields
    if not typed["moves_down_seen"]:
        wrong["moves_down_seen"] = [READ_DOWN]
    if set(typed["weaker_seen"]) != weaker:
        wrong["weaker_seen"] = ["Tick each thing that becomes weaker, once you have read it"]
    if wrong:
        raise Unprocessable(wrong)
    return start_on


def _require_said(words: str, name: str, missing: str) -> None:
    require_short(words, name)
    if not rulebook.proposing.is_said(words):
        raise Unprocessable({name: [missing]})


def require_short(words: str, name: str) -> None:
    """Return only if the words can stand on a page. Raises: Unprocessable."""
    if len(words) > LONGEST:
        raise Unprocessable({name: [f"Use at most {LONGEST:,} characters"]})
    if not " ".join(words.split()).isprintable():
        raise Unprocessable({name: ["Leave out signs that cannot be seen"]})


def _fields(problem: Unprocessable, other: str = "reason") -> dict[str, Any]:
    """What is wrong, by fields that the page has: of files it is said on the first."""
    return {other if name == "files" else name: words for name, words in problem.fields.items()}


def _tested(number: int) -> Any:
    with reading() as session:
        found = rulebook.backtests.finished(session, rulebook.drafts.get_draft(session, number))
        return found.result if found else None


def _down(result: Any) -> int:
    """How many people would move down; none where nothing was tried yet, which proposing refuses."""
    return int((result or {}).get("down", 0))


def _proposal(opened: OpenedDraft, typed: Typed, status: int = 200, stopped: str = "") -> Response:
    result = _tested(opened.number)
    down, today = _down(result), clock.today()
    weak = opened.weaker(today)
    fields = [
        typed.text(
            "reason", "Why the rules change", kind="textarea", rows=4, hint="Kept for ever beside the new rules"
        ),
        typed.day(
            "start_on", "From which day it shall rule", hint="From midnight in London, once somebody else has signed"
        ),
    ]
    if weak:
        label = f"{counted(len(weak), 'thing')} weaker than before: tick each when you have read it"
        fields.append(typed.checks("weaker_seen", label, {each.key: each.sentence for each in weak}))
    if down:
        words = {str(down): "I have read who would move down"}
        fields.append(typed.checks("moves_down_seen", f"{counted(down, 'move')} down", words))
    html = render_template(
        "rules/propose.html",
        opened=opened,
        changes=opened.changes,
        areas=AREA_WORDS,
        today=today,
        fields=fields,
        result=result,
        **in_its_way(opened),
        stopped=stopped,
        errors=summary(typed, "start_on"),
        hidden={"seen": opened.version},
    )
    return make_response(html, status)


def _signing(number: int, typed: Typed, status: int = 200, stopped: str = "") -> Response:
    by = officer()
    require_any(by, Permission.RULES_SIGN, Permission.RULES_CHANGE)
    opened = opened_draft(number)
    if opened.state != "proposed" and not stopped:
        raise OutOfOrder("This draft does not wait for a second person.")
    if not opened.may_sign and not may(by, Permission.RULES_CHANGE):
        raise NotAllowed("You wrote or proposed this draft. Somebody else signs it.")
    why = "Why it is not signed" if opened.may_sign else "Why you take it back"
    html = render_template(
        "rules/sign.html",
        opened=opened,
        changes=opened.changes,
        weak=opened.weaker(clock.today()),
        result=_tested(number),
        fields=confirming_fields(typed),
        back=[typed.text("why", why, kind="textarea", rows=3)],
        stopped=stopped,
        areas=AREA_WORDS,
        today=clock.today(),
        errors=typed.errors,
        hidden={"seen": opened.version},
    )
    return make_response(html, status)
