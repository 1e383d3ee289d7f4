"""Demo officers: every role is held, usernames are unique, and nobody's number is real."""

from hub.demo.staff import officers, with_role

ROLES = {
    "duty_worker", "screening_officer", "team_manager", "senior_manager", "chair", "minute_taker", "co_ordinator",
    "partner_reporter", "data_guardian", "auditor", "rules_owner", "key_custodian", "administrator", "committee_reader",
}  # fmt: skip


def test_every_role_is_held_by_somebody() -> None:
    assert {role for one in officers() for role in one.roles} == ROLES


def test_usernames_are_unique() -> None:
    names = [one.username for one in officers()]
    assert len(names) == len(set(names)) >= 44
    assert "sam.testwell" in names


def test_two_people_hold_each_role_that_needs_a_second_person() -> None:
    for role in ("team_manager", "rules_owner", "key_custodian", "chair"):
        assert len(with_role(role)) >= 2
