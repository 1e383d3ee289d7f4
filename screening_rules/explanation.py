"""What an explanation is made of: reasons, questions, near misses, counterfactuals, and whether anything is still open. Frozen."""

from __future__ import annotations

from dataclasses import dataclass

from screening_rules.examples import supposed
from screening_rules.model import Source
from screening_rules.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Behind:
    """A fact that decided: its label, what is held in words, how that is known, and both in one sentence."""

    fact: str
    label: str
    value: str
    basis: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that holds: its sentence, its sources, and the facts that decided it."""

    rule: str
    title: str
    because: str
    facts: tuple[Behind, ...]
    sources: tuple[Source, ...]
    confirmed: bool
    mandatory: bool
    routes: tuple[str, ...]
    urgency: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A fact still to ask and what each answer would do; each was tried.

    `could_change`: some answer to it alone changes routes or urgency. `together`: answers to it and to other questions so
    marked do, and to none of them alone. `confirmed`: every rule that an answer would turn is confirmed by Dundee.
    """

    fact: str
    question: str
    who: tuple[str, ...]
    could_change: bool
    together: bool
    confirmed: bool
    answers: tuple[Outcome, ...]

    @property
    def outcomes(self) -> str:
        """What each answer would do, in sentences."""
        return " ".join(each.sentence for each in self.answers)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that would hold if one known fact were otherwise, and what that would do; tried, not guessed."""

    rule: str
    title: str
    fact: str
    label: str
    value: str
    needed: str
    outcome: str
    confirmed: bool
    answers: tuple[Outcome, ...]

    @property
    def supposed(self) -> str:
        """What would have to be so for the rule to hold, as it stands after "if"."""
        tried = [example for each in self.answers for example in each.tried]
        return " or ".join(supposed(self.answers[0].fact, tried))


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A known fact behind the recommendation, and the other values that would change it; each was tried."""

    fact: str
    label: str
    value: str
    confirmed: bool
    answers: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Reasons: mandatory and urgent first. Questions: those that could change something first. Most urgent first.

    `settled`: True where nothing that may still be asked, exact or in part, alone or together, changes routes or
    urgency; False where something does; None where too much is open for that to be worked out.
    """

    reasons: tuple[Reason, ...]
    questions: tuple[Question, ...]
    near_misses: tuple[NearMiss, ...]
    counterfactuals: tuple[Counterfactual, ...]
    settled: bool | None
