"""A concern's record as a paper, in the words its pages use; days are written out, since a paper is read on another day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from hub import papers
from hub.papers import Block, Item, Paper, RecordForPaper
from hub.pathways import ClockView
from hub.rulebook import URGENCY_WORDS
from hub.schemas import choices
from hub.triage import DecisionLine, ExplainedView, PartLine, RecordView, ToldLine
from hub.web import record_words as says
from hub.web.also_told import also_rows, fact_rows, happened_words, how_known, ways_words
from hub.web.concern_bar import channel_words, flags, labelled
from hub.web.explained import explained_person
from hub.web.words import capital_first, london_day, london_time

FACTS = (("What", 3), ("As told", 4), ("How it is known", 3))
LIMITS = (("Limit", 3), ("Ends", 3), ("State", 2), ("Where it comes from", 4))


def concern_paper(whole: RecordForPaper, *, purpose: str, marking: str, officer: str, at: datetime) -> Paper:
    """Everything of the record that whoever saves it may see, and no more."""
    view, ref = whole.record, whole.record.frame.ref
    parts = (
        _top(view, purpose),
        _told(view, whole.holds_back),
        _people(view),
        _decided(view),
        _work(view),
        _suggested(whole.explained),
    )
    return Paper(
        title=f"Record of concern {ref}",
        reference=ref,
        marking=marking,
        printed=f"Printed by {officer}, {moment(at)}",
        blocks=tuple(chain.from_iterable(parts)),
    )


def moment(instant: datetime) -> str:
    """The instant as it stays true: "22 November 2026, 3:15pm"."""
    return f"{london_day(instant)}, {london_time(instant)}"


def _top(view: RecordView, purpose: str) -> Iterator[Block]:
    frame = view.frame
    yield papers.heading(1, "Record of a concern")
    yield papers.rows(
        [
            ("Reference", frame.ref),
            ("About", labelled(frame.heading, frame.alleged)),
            ("It happened", happened_words(view.happened_at, view.also, moment)),
            ("Received", f"{moment(frame.received_at)}, {channel_words(frame.channel)}"),
            ("Written down here", moment(view.keyed_at)),
            ("Saved for", purpose),
        ]
    )
    yield papers.quiet("This holds what whoever saved it may see of the concern. What they may not see is not in it.")
    yield from (papers.warning(each["lead"], each["words"]) for each in flags(frame, moment, moment))


def _told(view: RecordView, holds_back: bool) -> Iterator[Block]:
    yield papers.heading(2, "What was said")
    for each in view.versions:
        kind = "As told" if each.number == 1 else "Corrected"
        by = f", taken down by {each.written_by}" if each.written_by else ""
        yield papers.heading(3, f"{kind}, {moment(each.written_at)}{by}")
        if each.reason:
            yield papers.words(each.reason, lead="Why it was corrected:")
        yield papers.said(each.narrative)
    yield papers.heading(3, "Also told")
    yield papers.rows([*also_rows(view.also), *fact_rows(view.facts)])
    yield papers.heading(3, "Who told us")
    yield papers.rows([says.LEFT_OUT] if holds_back else _who_told(view))
    if holds_back:
        yield papers.quiet(says.LEFT_OUT_MORE)


def _who_told(view: RecordView) -> list[tuple[str, str]]:
    source = ("Source", capital_first(choices.SOURCES.get(view.frame.source_kind, "")))
    return [source, *(also_rows(view.referrer) if view.referrer is not None else [says.REFERRER_HELD_BACK])]


def _people(view: RecordView) -> Iterator[Block]:
    yield papers.heading(2, "People")
    for each in view.parts:
        name = f"{each.name} (alleged source of harm)" if each.role == "alleged" else each.name
        yield papers.heading(3, ", ".join(part for part in (name, each.age) if part))
        yield papers.rows(_part(each))
        if each.told:
            yield papers.table(
                FACTS, [(capital_first(one.label), capital_first(one.value), how_known(one)) for one in each.told]
            )


def _part(each: PartLine) -> list[tuple[str, str]]:
    relationship = choices.RELATIONSHIPS.get(each.relationship, "")
    safe = [] if each.role == "alleged" else [("Is it safe to reach them?", ways_words(each.contact, "\n"))]
    return [
        ("On this concern", choices.ROLES[each.role]),
        ("Relationship", relationship),
        *also_rows((*each.also, *each.wishes)),
        *safe,
    ]


def _suggested(view: ExplainedView) -> Iterator[Block]:
    yield papers.heading(2, "What the rules suggested, and why")
    for person in view.people:
        each = explained_person(person, view.frame.alleged)
        yield papers.heading(3, labelled(each["name"], view.frame.alleged))
        yield from _explained(each) if each["told"] else [papers.words(says.NOT_SHOWN_YET)]


def _explained(each: dict[str, Any]) -> Iterator[Block]:
    urgency = URGENCY_WORDS.get(each["band"], each["band"])
    unless = f"Could be {urgency[:1].lower()}{urgency[1:]}" if each["because_unknown"] else urgency
    suggested = "; ".join(part for part in ("; ".join(each["routes"]) or "no route", unless) if part)
    yield papers.words(f"{suggested}.", lead="Suggested, not decided:")
    yield papers.quiet(each["run"])
    yield papers.heading(4, "Why")
    yield papers.numbers(map(_reason, each["reasons"])) if each["reasons"] else papers.words(says.NO_RULE)
    for title, lines in ((says.OTHERWISE, each["otherwise"]), (says.STILL_OPEN, each["questions"])):
        yield from _lines(title, lines)
    if each["settled"]:
        yield papers.words(each["settled"])
    yield from _lines(says.NEARLY, each["near"])


def _reason(each: dict[str, Any]) -> Item:
    words = f"{each['words']} A rule sets this." if each["mandatory"] else each["words"]
    return Item(words, tuple(part for part in (each["facts"], *each["sources"], *_local(each)) if part))


def _lines(title: str, lines: Sequence[dict[str, Any]]) -> list[Block]:
    listed = papers.bullets(Item(each["words"], _local(each)) for each in lines)
    return [papers.heading(4, title), listed] if lines else []


def _local(each: dict[str, Any]) -> tuple[str, ...]:
    return (says.LOCAL_POLICY,) if each["local"] else ()


def _decided(view: RecordView) -> Iterator[Block]:
    yield papers.heading(2, "What was decided")
    if not view.decisions:
        yield papers.words(says.UNDECIDED)
    for each in view.decisions:
        title = f"{each.person}: {'; '.join(each.routes) or 'No route'}"
        yield papers.heading(3, labelled(title, view.frame.alleged))
        yield papers.words(_how_decided(each))
        if each.standing:
            yield papers.warning(says.not_final(each.standing), "")
        yield papers.said(each.words)
        onward = [("Passed on to", f"{each.onward}. {says.ONWARD[each.onward_state]}")] if each.onward else []
        if each.more or onward:
            yield papers.rows([*each.more, *onward])
    if view.told:
        yield papers.heading(3, "What teams were told")
        yield papers.bullets(Item(_team_told(each)) for each in view.told)


def _how_decided(each: DecisionLine) -> str:
    words = f"{says.DECISIONS[each.state]}, by {each.decided_by}, {moment(each.decided_at)}. "
    words += f"{URGENCY_WORDS.get(each.urgency, each.urgency)}."
    if each.second_by and each.second_at:
        words += f" Second person: {each.second_by}, {moment(each.second_at)}."
    return words


def _team_told(each: ToldLine) -> str:
    to = f", to {each.strand_ref}" if each.strand_ref else ""
    answered = f" by {each.answered_by}, {moment(each.answered_at)}" if each.answered_at else ""
    said = f"{says.TOLD_KINDS[each.kind]}{to}: {each.ref}, {moment(each.told_at)}."
    return f"{said} {says.TOLD_STATES[each.state]}{answered}."


def _work(view: RecordView) -> Iterator[Block]:
    yield papers.heading(2, "Work it opened, and its limits")
    for each in view.strands:
        yield papers.heading(3, labelled(f"{each.route}: {each.person}", view.frame.alleged))
        yield papers.words(f"{each.ref}. {says.STRAND_STATES[each.state]}.")
        yield from _limits(each.clocks)
    if not view.strands:
        yield papers.words("No work was opened so far.")
    if view.clocks:
        yield papers.heading(3, "Limits on the concern itself")
        yield from _limits(view.clocks)


def _limits(clocks: Sequence[ClockView]) -> list[Block]:
    return [papers.table(LIMITS, map(_limit, clocks))] if clocks else []


def _limit(each: ClockView) -> tuple[str, str, str, str]:
    varied = f"\nFirst due {moment(each.first_due_at)}; varied" if each.due_at != each.first_due_at else ""
    local = "" if each.confirmed else f"\n{says.LOCAL_POLICY}"
    late = ", late" if each.is_late else ""
    source = f"{capital_first(each.how)}. {'; '.join(each.sources)}.{local}"
    return each.label, f"{moment(each.due_at)}{varied}", f"{capital_first(each.state)}{late}", source
