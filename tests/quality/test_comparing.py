"""In what a second answer sees more danger than the first; what it sees as less dangerous is no alarm."""

from __future__ import annotations

import pytest

from hub.quality.comparing import Answer, differences, family_of
from screening_rules import shipped_pack

ROUTES = shipped_pack().routes


@pytest.mark.parametrize(
    ("routes", "family"),
    [
        (["cp_ird", "police"], "children"),
        (["marac", "asp_inq"], "adults"),
        (["marac"], "domestic_abuse"),
        (["needs_information", "police"], "find_out"),
        (["police", "info_only"], "police"),
        (["asp_not_met_support"], "no_new_work"),
        (["a_route_of_long_ago"], "no_new_work"),
    ],
)
def test_routes_have_one_family(routes: list[str], family: str) -> None:
    assert family_of(routes, ROUTES) == family


@pytest.mark.parametrize(
    ("first", "second", "closed", "found"),
    [
        (("cp_ird", "same_day"), ("cp_ird", "same_day"), False, ()),
        (("cp_ird", "same_day"), ("cp_ird", "act_now"), False, ("more_urgent",)),
        (("cp_ird", "act_now"), ("info_only", "five_working_days"), False, ()),
        (("asp_inq", "same_day"), ("cp_ird", "same_day"), False, ("more_protective",)),
        (("info_only", "same_day"), ("police", "same_day"), True, ("more_protective",)),
        (("cp_ird", "same_day"), ("needs_information", "same_day"), False, ()),
        (("info_only", "same_day"), ("needs_information", "same_day"), True, ("more_protective", "would_not_close")),
        (
            ("info_only", "five_working_days"),
            ("asp_inq", "same_day"),
            True,
            ("more_urgent", "more_protective", "would_not_close"),
        ),
    ],
)
def test_more_danger_is_told_by_its_kind(
    first: tuple[str, str], second: tuple[str, str], closed: bool, found: tuple[str, ...]
) -> None:
    one, other = Answer((first[0],), first[1]), Answer((second[0],), second[1])
    assert differences(one, other, ROUTES, first_closed=closed) == found
