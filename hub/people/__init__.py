"""Who a concern is about: rows as told, matching, links and households. Nothing here joins two records by itself."""

from hub.people.addresses import is_postcode_or_district
from hub.people.ages import OLDEST, age_by_birth, age_on
from hub.people.comparing import FieldComparison, Verdict
from hub.people.dates_told import PartialDate, read_date
from hub.people.entering import NewPerson, described, described_as_told, enter, make_findable, write_down
from hub.people.finding_again import Findable, check_tokens
from hub.people.history import (
    can_be_found,
    families,
    home_tokens,
    household_rows,
    known_rows,
    linked_rows,
    rows_at,
    rows_of,
)
from hub.people.linking import cluster_of, end_link, link_people
from hub.people.matching import Candidate, candidates, find_matches
from hub.people.models import HouseholdToken, Person, PersonLink, PersonSearch, PersonToken, WardPostcode
from hub.people.naming import NAMED, age_told, age_words, called, called_with_age, household_called
from hub.people.normalising import Described
from hub.people.scoring import Judgement, likeness
from hub.people.searching import LIVES_FOR, asked_for, find_like, keep_search
from hub.people.wards import load_wards, ward_of, wards_of_postcodes

__all__ = [
    "LIVES_FOR",
    "NAMED",
    "OLDEST",
    "Candidate",
    "Described",
    "FieldComparison",
    "Findable",
    "HouseholdToken",
    "Judgement",
    "NewPerson",
    "PartialDate",
    "Person",
    "PersonLink",
    "PersonSearch",
    "PersonToken",
    "Verdict",
    "WardPostcode",
    "age_by_birth",
    "age_on",
    "age_told",
    "age_words",
    "asked_for",
    "called",
    "called_with_age",
    "can_be_found",
    "candidates",
    "check_tokens",
    "cluster_of",
    "described",
    "described_as_told",
    "end_link",
    "enter",
    "families",
    "find_like",
    "find_matches",
    "home_tokens",
    "household_called",
    "household_rows",
    "is_postcode_or_district",
    "keep_search",
    "known_rows",
    "likeness",
    "link_people",
    "linked_rows",
    "load_wards",
    "make_findable",
    "read_date",
    "rows_at",
    "rows_of",
    "ward_of",
    "wards_of_postcodes",
    "write_down",
]
