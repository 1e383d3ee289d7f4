"""Who a concern is about: rows as told, matching, links and households. Nothing here joins two records by itself."""

from hub.people.ages import age_on
from hub.people.comparing import FieldComparison, Verdict
from hub.people.dates_told import PartialDate, read_date
from hub.people.entering import NewPerson, described, enter, person_as_told
from hub.people.history import household_rows, known_rows
from hub.people.linking import cluster_of, link_people, say, take_back
from hub.people.matching import Candidate, candidates, find_matches
from hub.people.models import HouseholdToken, Person, PersonLink, PersonToken
from hub.people.naming import age_words, called, called_with_age, household_called
from hub.people.scoring import Judgement

__all__ = [
    "Candidate",
    "FieldComparison",
    "HouseholdToken",
    "Judgement",
    "NewPerson",
    "PartialDate",
    "Person",
    "PersonLink",
    "PersonToken",
    "Verdict",
    "age_on",
    "age_words",
    "called",
    "called_with_age",
    "candidates",
    "cluster_of",
    "described",
    "enter",
    "find_matches",
    "household_called",
    "household_rows",
    "known_rows",
    "link_people",
    "person_as_told",
    "read_date",
    "say",
    "take_back",
]
