"""What can be done (NOUN_VERB), and which role may do it. Deny by default; stored values are never renamed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Permission(Enum):
    """One thing an action asks for."""

    CONCERN_RECEIVE = "concern_receive"  # log a concern, keep drafts
    CONCERN_SEE = "concern_see"  # open a concern one has sight of
    CONCERN_SAVE = "concern_save"  # carry its whole record out of the hub as a file
    CONCERN_CORRECT = "concern_correct"
    CONCERN_SCREEN = "concern_screen"  # queue, claim, own view, limbs, decide
    CONCERN_SIGN = "concern_sign"  # second person for lowering
    CONCERN_SEAL = "concern_seal"  # "one of us" and sealed records
    DANGER_ACKNOWLEDGE = "danger_acknowledge"
    ROTA_SET = "rota_set"  # who is called when danger is said
    PERSON_SEE = "person_see"
    PERSON_MATCH = "person_match"
    STRAND_SEE = "strand_see"
    ONWARD_RECORD = "onward_record"
    TEAM_ACKNOWLEDGE = "team_acknowledge"  # say for one's team that it knows
    CONFERENCE_COORDINATE = "conference_coordinate"
    CONFERENCE_CHAIR = "conference_chair"
    CONFERENCE_MINUTE = "conference_minute"
    CLOCK_VARY = "clock_vary"
    DRAFTS_OVERSEE = "drafts_oversee"  # the manager's page of forgotten drafts
    AUDIT_READ = "audit_read"
    BREAK_ACKNOWLEDGE = "break_acknowledge"  # let sealing go on behind a break in the trail
    RULES_READ = "rules_read"
    RULES_CHANGE = "rules_change"
    RULES_SIGN = "rules_sign"  # second person for a changed pack
    KEYS_MANAGE = "keys_manage"
    ACCOUNTS_MANAGE = "accounts_manage"
    FIGURES_SEE = "figures_see"
    SECOND_LOOK = "second_look"  # decide blind what a colleague has decided
    SAMPLE_SET = "sample_set"  # how large a share of decisions is looked at twice


@dataclass(frozen=True, slots=True)
class Role:
    """A role's name for people, what it is for, and what it may do."""

    label: str
    description: str
    permissions: frozenset[Permission]
    is_privileged: bool = False


_P = Permission
_DESK = {_P.CONCERN_RECEIVE, _P.CONCERN_SEE, _P.PERSON_MATCH}
_SCREENING = _DESK | {
    _P.CONCERN_CORRECT,
    _P.CONCERN_SAVE,
    _P.CONCERN_SCREEN,
    _P.DANGER_ACKNOWLEDGE,
    _P.PERSON_SEE,
    _P.STRAND_SEE,
    _P.ONWARD_RECORD,
    _P.TEAM_ACKNOWLEDGE,
    _P.RULES_READ,
    _P.SECOND_LOOK,
}
_MANAGING = _SCREENING | {_P.ROTA_SET, _P.CONCERN_SIGN, _P.DRAFTS_OVERSEE, _P.CLOCK_VARY, _P.FIGURES_SEE}

ROLES: dict[str, Role] = {
    "duty_worker": Role(
        "Duty worker", "Answers the phone and logs concerns.", frozenset(_DESK | {_P.DANGER_ACKNOWLEDGE})
    ),
    "screening_officer": Role(
        "Screening officer", "Screens concerns and decides what happens next.", frozenset(_SCREENING)
    ),
    "team_manager": Role(
        "Team manager", "Runs a team, signs as second person, sees what is late.", frozenset(_MANAGING)
    ),
    "senior_manager": Role(
        "Senior manager",
        "Holds sealed concerns, agrees variations and large-scale investigations, signs changed rules.",
        frozenset(_MANAGING | {_P.CONCERN_SEAL, _P.RULES_SIGN}),
    ),
    "chair": Role(
        "Chair",
        "Chairs conferences and signs their record.",
        frozenset({_P.CONFERENCE_CHAIR, _P.STRAND_SEE, _P.CONCERN_SEE, _P.CONCERN_SAVE, _P.PERSON_SEE}),
    ),
    "minute_taker": Role(
        "Minute-taker",
        "Writes the record of conferences they are put on.",
        frozenset({_P.CONFERENCE_MINUTE, _P.STRAND_SEE}),
    ),
    "co_ordinator": Role(
        "Co-ordinator",
        "Allocates chairs and keeps conferences inside their limits.",
        frozenset({_P.CONFERENCE_COORDINATE, _P.STRAND_SEE}),
    ),
    "partner_reporter": Role(
        "Partner reporter",
        "Reports concerns from a partner agency; sees no lists of people.",
        frozenset({_P.CONCERN_RECEIVE}),
    ),
    "data_guardian": Role(
        "Data guardian", "Watches who looks at what, and why.", frozenset({_P.AUDIT_READ}), is_privileged=True
    ),
    "auditor": Role(
        "Auditor",
        "Reads the trail; changes nothing.",
        frozenset({_P.AUDIT_READ, _P.BREAK_ACKNOWLEDGE, _P.RULES_READ}),
        is_privileged=True,
    ),
    "rules_owner": Role(
        "Rules owner",
        "Keeps the rules and their sources.",
        frozenset({_P.RULES_READ, _P.RULES_CHANGE, _P.RULES_SIGN, _P.SAMPLE_SET, _P.FIGURES_SEE}),
        is_privileged=True,
    ),
    "key_custodian": Role(
        "Key custodian",
        "Keeps the keys; opens no records.",
        frozenset({_P.KEYS_MANAGE, _P.BREAK_ACKNOWLEDGE}),
        is_privileged=True,
    ),
    "administrator": Role(
        "Administrator", "Keeps accounts; opens no records.", frozenset({_P.ACCOUNTS_MANAGE}), is_privileged=True
    ),
    "committee_reader": Role("Committee reader", "Sees figures, never people.", frozenset({_P.FIGURES_SEE})),
}

QUALIFICATIONS = {"council_officer": "Council officer (2007 Act)", "social_worker": "Social worker"}
TEAM_KINDS = ("screening", "children", "adults", "out_of_hours", "coordination", "management", "partner")


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """What holders of `roles` may do together, as stored values."""
    return frozenset(permission.value for role in roles for permission in ROLES[role].permissions)
