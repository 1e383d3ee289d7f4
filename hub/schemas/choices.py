"""Closed lists a concern is told in, each value with its label; the form, the API and the prints read them here."""

from __future__ import annotations

CHANNELS = {
    "phone": "Phone",
    "email": "Email",
    "letter": "Letter",
    "in_person": "In person",
    "police_report": "Police concern report",
    "web": "Web form",
    "api": "From another system",
    "other": "Another way",
}
SOURCES = {
    "police": "Police Scotland",
    "school": "School or nursery",
    "health_visitor": "Health visitor",
    "gp": "GP practice",
    "hospital": "Hospital",
    "ambulance": "Ambulance service",
    "midwife": "Midwife",
    "mental_health": "Mental health service",
    "care_home": "Care home",
    "care_at_home": "Care at home provider",
    "housing": "Housing",
    "third_sector": "Third sector organisation",
    "fire": "Fire and rescue service",
    "council_other": "Another council service",
    "social_work": "Social work",
    "care_inspectorate": "Care Inspectorate",
    "public": "Member of the public",
    "family": "Family member",
    "friend_neighbour": "Friend or neighbour",
    "self": "The person themselves",
    "anonymous": "Someone who gave no name",
    "other": "Somebody else",
    "not_known": "Not known",
}
YES_NO_NOT_KNOWN = {"yes": "Yes", "no": "No", "not_known": "Not known"}
DANGER = {
    "yes": "Yes, now",
    "later": "Not now, but before a time",
    "no": "No",
    "not_known": "Not known",
}
ROLES = {
    "subject": "The concern is about them",
    "household": "They live in the same home",
    "alleged": "Alleged source of harm",
}
SEXES = {
    "female": "Female",
    "male": "Male",
    "trans_or_non_binary": "Trans or non-binary",
    "not_known": "Not known",
}
RELATIONSHIPS = {
    "son": "Son",
    "daughter": "Daughter",
    "mother": "Mother",
    "father": "Father",
    "partner": "Partner",
    "ex_partner": "Former partner",
    "grandparent": "Grandparent",
    "sibling": "Brother or sister",
    "carer": "Carer",
    "friend": "Friend",
    "neighbour": "Neighbour",
    "professional": "Professional",
    "other": "Other",
    "not_known": "Not known",
}
BASES = {"claimed": "Somebody said so", "observed": "Seen by whoever told us", "verified": "Checked"}
CONFIDENTIALITY = {
    "not_discussed": "Not discussed",
    "told_may_be_shared": "Told that their name may have to be shared",
    "asked_not_to_be_named": "Asked not to be named; told this cannot be promised",
}
SERVICE_KINDS = {
    "care_home": "Care home",
    "care_at_home": "Care at home",
    "day_service": "Day service",
    "hospital": "Hospital or ward",
    "school": "School",
    "other": "Another service",
}
COUNCILS = {"dundee": "Dundee", "other": "Another council", "not_known": "Not known"}
SHARING_BASES = {
    "public_task": "Public task",
    "vital_interests": "To protect somebody's life",
    "legal_obligation": "A legal duty",
    "not_known": "Not known",
}
CONTACT_WAYS = {
    "phone": "Phone",
    "text": "Text message",
    "voicemail": "Voicemail",
    "letter": "Letter",
    "email": "Email",
}
QUEUES = {
    "screening": "Screening",
    "second_person": "Waiting for a second person",
    "strand": "Open work",
    "coordination": "Conferences to co-ordinate",
    "chairing": "Conferences to chair",
    "second_look": "Second looks",
    "look_difference": "Second looks that saw more danger",
}
