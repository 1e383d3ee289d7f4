"""Why a screening says what it says, what to ask next and what was nearly so: made only when asked for. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from screening_rules import model
from screening_rules.case import Case
from screening_rules.compiled import CompiledPack, compile_pack
from screening_rules.conditions import facts_in
from screening_rules.facts import UNKNOWN_FACT, Fact, Facts
from screening_rules.interpret import answer, compare
from screening_rules.model import All, Answer, Compare, Condition, Not, Pack, Rule, Source, Version, band
from screening_rules.outcomes import answers_in_words, difference, examples, outcomes
from screening_rules.results import Recommendation, Screening
from screening_rules.screening import screen_subject
from screening_rules.words import stated_in_words


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that holds: its sentence, sources, and the facts that decided it as (id, label, value in words, basis)."""

    rule: str
    title: str
    because: str
    facts: tuple[tuple[str, str, str, str | None], ...]
    sources: tuple[Source, ...]
    confirmed: bool
    mandatory: bool
    routes: tuple[str, ...]
    urgency: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A fact still to ask: `could_change` where some answer alone changes routes or urgency; each was tried."""

    fact: str
    question: str
    who: tuple[str, ...]
    could_change: bool
    outcomes: str


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that would hold if one known fact were otherwise; tried, not guessed."""

    rule: str
    title: str
    fact: str
    label: str
    value: str
    needed: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A known fact behind the recommendation, and what other values of it would do; each was tried."""

    fact: str
    label: str
    value: str
    outcomes: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Reasons: mandatory and urgent first. Questions: those that could change something first. Most urgent first."""

    reasons: tuple[Reason, ...]
    questions: tuple[Question, ...]
    near_misses: tuple[NearMiss, ...]
    counterfactuals: tuple[Counterfactual, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """One subject's facts and result, held together while they are explained."""

    pack: Pack
    compiled: CompiledPack
    facts: Facts
    now: Recommendation

    def rules(self, wanted: Answer) -> list[tuple[Rule, Version]]:
        return [(rule, version) for rule, version in self.compiled.rules if answer(version.when, self.facts) is wanted]

    def words(self, fact: str) -> str:
        return stated_in_words(self.pack.facts[fact], self.facts.get(fact, UNKNOWN_FACT))

    def known(self, fact: str) -> bool:
        return self.facts.get(fact, UNKNOWN_FACT).is_known


def explain(pack: Pack, case: Case, screening: Screening, subject_id: str) -> Explanation:
    """The explanation of one subject's part of `screening`, which this pack made from this case.

    Raises:
        ValueError: another pack made the screening.
        KeyError: there is no such subject.
    """
    if screening.fingerprint != pack.fingerprint:
        raise ValueError("Another pack made this screening. Explain it with the pack of its fingerprint.")
    now = screening.subject(subject_id).recommendation
    subject = next(subject for subject in case.subjects if subject.id == subject_id)
    run = _Run(pack, compile_pack(pack, screening.on), case.about(subject), now)
    reasons = _reasons(run)
    return Explanation(reasons, _questions(run), _near_misses(run), _counterfactuals(run, reasons))


def _reasons(run: _Run) -> tuple[Reason, ...]:
    held = run.rules(Answer.YES)
    held.sort(key=lambda pair: (not pair[1].mandatory, band(pair[1].urgency)))
    return tuple(_reason(run, rule, version) for rule, version in held)


def _reason(run: _Run, rule: Rule, version: Version) -> Reason:
    return Reason(
        rule=rule.id,
        title=rule.title,
        because=version.because,
        facts=tuple(_told(run, fact) for fact in deciding(version.when, run.facts)),
        sources=tuple(run.pack.sources[source] for source in version.sources),
        confirmed=version.confirmed,
        mandatory=version.mandatory,
        routes=version.routes,
        urgency=version.urgency,
    )


def _told(run: _Run, fact: str) -> tuple[str, str, str, str | None]:
    return fact, run.pack.facts[fact].short, run.words(fact), run.facts.get(fact, UNKNOWN_FACT).basis


def deciding(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """The facts by which the condition is settled as yes, or as no, each once, in order."""
    return tuple(dict.fromkeys(each.fact for each in _deciding(condition, facts, answer(condition, facts))))


def _deciding(condition: Condition, facts: Facts, wanted: Answer) -> Iterator[Compare]:
    match condition:
        case Compare():
            if compare(condition, facts.get(condition.fact, UNKNOWN_FACT)) is wanted:
                yield condition
        case Not(part):
            yield from _deciding(part, facts, Answer(Answer.YES - wanted))
        case All(parts) | model.Any(parts):
            for part in parts:
                if answer(part, facts) is wanted:
                    yield from _deciding(part, facts, wanted)


def _questions(run: _Run) -> tuple[Question, ...]:
    """The facts that open findings wait for, ranked; a question that certainly does not apply is left out."""
    open_ = run.rules(Answer.UNKNOWN)
    waiting = [fact for _, version in open_ for fact in deciding(version.when, run.facts)]
    asked = [fact for fact in run.pack.facts if fact.id in waiting and _applies(fact, run.facts)]
    ranked = [_ranked(run, fact, waiting.count(fact.id)) for fact in asked]
    return tuple(question for _, question in sorted(ranked, key=lambda pair: pair[0]))


def _applies(fact: Fact, facts: Facts) -> bool:
    return fact.applies is None or answer(fact.applies, facts) is not Answer.NO


def _ranked(run: _Run, fact: Fact, times: int) -> tuple[tuple[bool, int, int], Question]:
    found = outcomes(run.compiled, run.facts, fact, run.now)
    could_change = any(outcome.changes for outcome in found)
    highest = min((band(outcome.then.urgency) for outcome in found), default=band(None))
    told = " ".join(outcome.sentence(run.pack, run.now) for outcome in found)
    question = Question(fact.id, fact.question, fact.who, could_change, told)
    return (not could_change, highest, -times), question


def _near_misses(run: _Run) -> tuple[NearMiss, ...]:
    missed = sorted(run.rules(Answer.NO), key=lambda pair: band(pair[1].urgency))
    return tuple(found for rule, version in missed for found in _nearly(run, rule, version))


def _nearly(run: _Run, rule: Rule, version: Version) -> Iterator[NearMiss]:
    for fact in (run.pack.facts[fact] for fact in facts_in(version.when) if run.known(fact)):
        if fact.background:
            continue
        held = run.facts[fact.id] if fact.type == "choices" else UNKNOWN_FACT
        tried = examples(fact, [version.when], held)
        turned = [each for each in tried if answer(version.when, {**run.facts, fact.id: each.stated}) is Answer.YES]
        if turned:
            other = {**run.facts, fact.id: turned[0].stated}
            then = screen_subject(run.compiled, "", other).recommendation
            needed, outcome = answers_in_words(fact, turned), difference(run.pack, run.now, then)
            yield NearMiss(rule.id, rule.title, fact.id, fact.short, run.words(fact.id), needed, outcome)


def _counterfactuals(run: _Run, reasons: tuple[Reason, ...]) -> tuple[Counterfactual, ...]:
    """For each known fact behind a reason, the other values that would change routes or urgency."""
    behind = {fact for reason in reasons for fact, *_ in reason.facts if run.known(fact)}
    return tuple(found for fact in run.pack.facts if fact.id in behind for found in _otherwise(run, fact))


def _otherwise(run: _Run, fact: Fact) -> Iterator[Counterfactual]:
    without = {held: stated for held, stated in run.facts.items() if held != fact.id}
    changing = [found for found in outcomes(run.compiled, without, fact, run.now) if found.changes]
    if changing:
        told = " ".join(found.sentence(run.pack, run.now) for found in changing)
        yield Counterfactual(fact.id, fact.short, run.words(fact.id), told)
