"""Agreement by area, counted from answer pairs alone: what a pair does not hold, no figure can tell. Never by officer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.quality.agreeing import Kappa, kappa, quadratic
from hub.quality.chances import LEAST_PAIRS, MONTHS
from hub.quality.comparing import AREAS, FAMILIES
from hub.quality.models import AnswerPair
from hub.triage.screening import BANDS


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area: how many pairs, and, once there are enough, how far they agree on the route and on the urgency."""

    area: str
    pairs: int
    route: Kappa | None
    urgency: Kappa | None


@dataclass(frozen=True, slots=True)
class AgreementView:
    """Every area, whether or not it has enough yet; `since` is the first day of the first month counted."""

    since: date
    least: int
    lines: tuple[AreaLine, ...]


def show_agreement(session: Session, *, by: Actor) -> Shown[AgreementView]:
    """Agreement over the last twelve months, with the leaf of this look.

    Raises:
        NotAllowed: the actor sees no figures.
    """
    require(by, Permission.FIGURES_SEE)
    since = clock.today().replace(day=1) - relativedelta(months=MONTHS - 1)
    pairs = _pairs(session, since.strftime("%Y-%m"))
    lines = tuple(_line(area, pairs.get(area, [])) for area in AREAS)
    look = Look(Action.AGREEMENT_SHOWN, (), ("agreement",), purpose="figures", basis="role")
    return Shown(AgreementView(since, LEAST_PAIRS, lines), look)


def _pairs(session: Session, since: str) -> Mapping[str, list[AnswerPair]]:
    found: dict[str, list[AnswerPair]] = defaultdict(list)
    for pair in session.scalars(select(AnswerPair).where(AnswerPair.given_in >= since)):
        found[pair.area].append(pair)
    return found


def _line(area: str, pairs: list[AnswerPair]) -> AreaLine:
    if len(pairs) < LEAST_PAIRS:
        return AreaLine(area, len(pairs), None, None)
    routes = [(each.first_family, each.second_family) for each in pairs]
    urgencies = [(each.first_urgency, each.second_urgency) for each in pairs]
    return AreaLine(area, len(pairs), kappa(routes, FAMILIES), kappa(urgencies, BANDS, quadratic))
