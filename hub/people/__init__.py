"""Who a concern is about: rows as told, matching, links and households. Nothing here joins two records by itself."""

from hub.people.ages import age_on
from hub.people.comparing import FieldComparison, Verdict
from hub.people.dates_told import PartialDate, read_date
from hub.people.entering import NewPerson, described, enter, person_as_told
from hub.people.history import household_rows, known_rows
from hub.people.linking import cluster_of, end_link, link_people
from hub.people.matching import Candidate, candidates, find_matches
from hub.people.models import HouseholdToken, Person, PersonLink, PersonSearch, PersonToken
from hub.people.naming import age_words, called, called_with_age, household_called
from hub.people.scoring import Judgement
from hub.people.searching import LIVES_FOR, asked_for, find_like, keep_search

__all__ = [
    "LIVES_FOR",
    "Candidate",
    "FieldComparison",
    "HouseholdToken",
    "Judgement",
    "NewPerson",
    "PartialDate",
    "Person",
    "PersonLink",
    "PersonSearch",
    "PersonToken",
    "Verdict",
    "age_on",
    "age_words",
    "asked_for",
    "called",
    "called_with_age",
    "candidates",
    "cluster_of",
    "described",
    "end_link",
    "enter",
    "find_like",
    "find_matches",
    "household_called",
    "household_rows",
    "keep_search",
    "known_rows",
    "link_people",
    "person_as_told",
    "read_date",
]
