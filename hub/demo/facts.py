"""The one place where the city's words meet the fact catalogue of screening. Pure; a rename there is one edit here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# A sign in a situation -> (scope, fact id, the value added to a list, or None where the sign's own value counts)
SIGNS: Mapping[str, tuple[tuple[str, str, str | None], ...]] = {
    "crime_suspected": (("concern", "crime_suspected", None),),
    "injury": (("subject", "injury", None),),
    "injury_explained": (("subject", "injury_explained", None),),
    "child_disclosed": (("subject", "disclosed", None),),
    "found_alone": (("subject", "child_alone", None),),
    "harm_to_others": (("subject", "harmed_others", None),),
    "undue_pressure": (("subject", "pressure_signs", None), ("subject", "kept_from_others", None)),
    "refuses_help": (("subject", "declines_help", None),),
    "cuckooing": (("subject", "home_taken_over", None),),
    "self_neglect": (("subject", "cannot_manage_alone", None),),
    "fire_risk": (("subject", "harms", "fire_risk"),),
    "others_at_risk": (("concern", "others_harmed", None),),
    "strangulation": (("concern", "da_signs", "strangulation"),),
    "stalking": (("concern", "da_signs", "stalking"),),
    "threats_to_kill": (("concern", "da_signs", "threats_to_kill"),),
    "coercive_control": (("concern", "da_signs", "coercive_control"),),
    "separated": (("concern", "da_signs", "separation"),),
    "afraid": (("concern", "da_signs", "victims_fear"),),
    "weapon": (("concern", "da_signs", "violence"),),
    "escalation": (("concern", "da_signs", "violence"),),
    "domestic_abuse": (("household", "family_concerns", "domestic_abuse"),),
    "services_not_engaged": (("household", "family_concerns", "hard_to_engage"),),
    "parental_substance_use": (("household", "family_concerns", "parental_drugs"),),
    "poverty": (("household", "family_concerns", "poverty"),),
    "suicide_thoughts": (("subject", "suicide_signs", "thoughts"),),
    "suicide_none": (("subject", "suicide_signs", "none"),),
    "distress": (("subject", "in_distress", None),),
    "emergency": (("subject", "emergency_care_needed", None),),
    "lasting_illness": (("subject", "severe_mental_illness", None),),
    "overdose": (("subject", "near_fatal_overdose", None),),
    "overdose_before": (("subject", "earlier_overdose", None),),
    "opioids": (("subject", "opioid_use", None),),
    "in_treatment": (("subject", "in_drug_treatment", None),),
    "came_alone": (("subject", "separated_child", None),),
    "harmer_convicted": (("concern", "alleged_convicted_high_risk", None),),
    "partner_convicted": (("household", "dangerous_person_in_household", None),),
}
# Nobody is asked these at receipt: an officer who screens finds them out.
FOUND_OUT = frozenset(
    {
        *("emergency_care_needed", "severe_mental_illness", "earlier_overdose", "opioid_use", "in_drug_treatment"),
        *("da_incidents_12_months", "marac_months_since_last", "same_harmer_as_last_marac"),
    }
)
HARMS = {"exploitation": "criminal_exploitation", "emotional": "psychological", "online": "online_sexual_abuse"}
NOT_A_HARM = frozenset({"parental_substance_use"})
CONDITIONS = {
    "dementia": "dementia", "mental_health": "mental_health_problem", "learning_disability": "learning_disability",
    "physical_disability": "physical_disability", "frailty": "infirmity_of_age", "substance_use": "substance_misuse",
    "autism": "autism", "acquired_brain_injury": "acquired_brain_injury", "long_term_illness": "other",
}  # fmt: skip
CAUSED_BY = {
    "parent": "parent", "partner": "partner", "ex_partner": "ex_partner", "relative": "other_family",
    "paid": "paid_carer", "neighbour": "known_person", "stranger": "stranger", "nobody": "nobody_else",
}  # fmt: skip
WHERE = {
    "care_home": "care_home", "hospital": "hospital", "school": "school", "home": "own_home", "street": "public_place",
}  # fmt: skip


@dataclass
class Sheet:
    """The facts of one concern as stated, by scope; a fact nobody spoke of is absent."""

    concern: dict[str, Any] = field(default_factory=dict)
    household: dict[str, Any] = field(default_factory=dict)
    subject: dict[str, Any] = field(default_factory=dict)

    def add(self, signs: Mapping[str, Any]) -> None:
        """The signs of a situation are stated."""
        for sign, value in signs.items():
            for scope, fact, listed in SIGNS[sign]:
                facts = getattr(self, scope)
                if listed is None:
                    facts[fact] = value
                elif listed not in facts.setdefault(fact, []):
                    facts[fact].append(listed)

    def harmed(self, harms: Iterable[str]) -> None:
        """The kinds of harm told of are stated; none told of leaves the question open."""
        known = [HARMS.get(harm, harm) for harm in harms if harm not in NOT_A_HARM]
        if known:
            self.subject["harms"] = [*known, *self.subject.get("harms", [])]

    def caused_by(self, who: str) -> None:
        """Who is said to have caused it, where anybody said."""
        if who in CAUSED_BY:
            self.subject["who_caused"] = CAUSED_BY[who]

    def lives_with(self, condition: str) -> None:
        """What the subject lives with, where it is known."""
        if condition in CONDITIONS:
            self.subject["conditions"] = [CONDITIONS[condition]]

    def place(self, word: str) -> None:
        """Where it happened."""
        if word in WHERE:
            self.concern["where_harmed"] = WHERE[word]

    def domestic(self, *, yes_answers: int, incidents: int, months_since_marac: int | None) -> None:
        """What the police know of earlier incidents and the checklist."""
        self.subject["dash_yes_count"] = yes_answers
        self.subject["da_incidents_12_months"] = incidents
        if months_since_marac is not None:
            self.subject["marac_months_since_last"] = months_since_marac
            self.subject["same_harmer_as_last_marac"] = True

    def pregnancy(self, weeks: int) -> None:
        """How far on the mother of a subject not yet born is; completed weeks."""
        self.subject["gestation_weeks"] = weeks

    def children_live_there(self, answer: bool) -> None:
        """Whether a child lives in the home."""
        self.household["child_in_household"] = answer


def child_beside(signs: Mapping[str, Any]) -> dict[str, Any]:
    """The facts stated about a child who lives where an incident happened and is not its subject."""
    return {"injury": False} if "domestic_abuse" in signs else {}


def used() -> set[str]:
    """Every fact id the city may state."""
    stated = {fact for entries in SIGNS.values() for _scope, fact, _listed in entries}
    return stated | {
        "harms", "who_caused", "conditions", "where_harmed", "dash_yes_count", "da_incidents_12_months",
        "marac_months_since_last", "same_harmer_as_last_marac", "gestation_weeks", "child_in_household",
        "injury",
    }  # fmt: skip
