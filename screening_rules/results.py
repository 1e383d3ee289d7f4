"""What a screening gives back: findings, and for each subject one recommendation. Frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from screening_rules.model import Answer


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer about one subject; `version` is the start date of the version applied."""

    rule: str
    version: date
    area: str
    answer: Answer
    routes: tuple[str, ...]
    urgency: str | None
    mandatory: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the findings about one subject come to; an officer decides.

    `routes` are those of all YES findings less `ruled_out`; `possible_routes` those that findings still unknown
    could add. `urgency` is the highest among YES findings.

    `could_reach` is the highest urgency above it that an UNKNOWN finding could still give, counted only where that
    finding is close: at most two further unknown facts need turning for it to be yes, and at least one known fact
    already speaks for it. A fact marked as background, like age, and the bare knowing of a fact do not speak. So a
    sparse report does not drown real urgency; it is caught by the rules for what is missing. `unknown_facts` are the
    facts that stand between the closest such finding and yes.

    Where everything at the highest urgency only asks for what is missing, it is the unknown that puts it there too:
    `because_unknown`, with the missing facts in `unknown_facts`; known harm of the same urgency comes first.

    `rank` orders queues, least first: twice the place of the higher of both urgencies (none is 4), plus 1 where
    only unknowns put it there (`because_unknown`).
    """

    routes: tuple[str, ...]
    possible_routes: tuple[str, ...]
    ruled_out: tuple[str, ...]
    urgency: str | None
    could_reach: str | None
    because_unknown: bool
    rank: int
    actions: tuple[str, ...]
    mandatory_routes: tuple[str, ...]
    mandatory_urgency: str | None
    unknown_facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubjectResult:
    """The findings about one subject, in the pack's order, and what they come to."""

    id: str
    findings: tuple[Finding, ...]
    recommendation: Recommendation


@dataclass(frozen=True, slots=True)
class Screening:
    """One run of the rules in force on a day over one case."""

    on: date
    fingerprint: str
    evaluator: str
    subjects: tuple[SubjectResult, ...]

    @property
    def rank(self) -> int:
        """The smallest rank over the subjects: a concern stands where its most urgent subject does."""
        return min(subject.recommendation.rank for subject in self.subjects)

    def subject(self, subject_id: str) -> SubjectResult:
        """The result about one subject. Raises: KeyError where there is none of that id."""
        for result in self.subjects:
            if result.id == subject_id:
                return result
        raise KeyError(subject_id)
