"""What is urgent only because something is missing stands in a band of its own, after what is known to be as urgent."""

from __future__ import annotations

from datetime import date

from screening_rules import parse_case, screen, shipped_pack

DAY = date(2026, 11, 22)


def recommended(**facts: object):
    pack = shipped_pack()
    case = parse_case(
        pack.facts,
        {"concern": {"immediate_danger": False, "danger_soon": False}, "subjects": [{"id": "a", "facts": facts}]},
    )
    return screen(pack, case, on=DAY).subject("a").recommendation


def test_a_sparse_report_is_asked_about_the_same_day_after_known_harm() -> None:
    sparse = recommended(unborn=False)
    assert (sparse.urgency, sparse.because_unknown, sparse.rank) == ("same_day", True, 3)
    assert "harms" in sparse.unknown_facts


def test_known_harm_of_the_same_urgency_stands_first() -> None:
    known = recommended(
        unborn=False,
        age_years=4,
        harms=["physical"],
        injury=True,
        injury_explained=False,
        who_caused="parent",
        alleged_contact_today=False,
    )
    assert known.urgency == "same_day"
    assert known.rank % 2 == 0
    assert known.rank < recommended(unborn=False).rank


def test_an_adult_whose_three_points_nobody_answered_could_be_urgent_and_is_never_closed() -> None:
    adult = recommended(unborn=False, age_years=80, harms=["financial"])
    assert "needs_information" in adult.routes
    assert adult.because_unknown
    assert adult.rank == 3


def test_an_unborn_child_of_whom_nothing_more_is_said_is_asked_about() -> None:
    assert "needs_information" in recommended(unborn=True, age_years={"to": 0}).routes
