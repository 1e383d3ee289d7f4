"""Closed lists of conferences, each value with its label; pages and prints read them here."""

from __future__ import annotations

AGENCIES = {
    "family": "Family",
    "social_work": "Social work",
    "health": "Health",
    "police": "Police",
    "education": "Education",
    "advocacy": "Advocacy",
    "housing": "Housing",
    "third_sector": "Third sector",
    "care_provider": "Care provider",
    "reporter": "Children’s Reporter (observer)",
    "other": "Other",
}
EXPECTED_AGENCIES = {
    "child_protection": ("social_work", "health", "police", "education"),
    "adult_protection": ("social_work", "health", "police"),
}
ATTENDS = {
    "expected": "Asked to come",
    "own_choice": "Their own choice",
    "separately": "Comes separately",
    "no": "Not asked to come",
}
TOLD_HOW = {
    "hub": "They see it in the hub",
    "secure_mail": "Secure mail, known to be safe",
    "phone": "By phone, on a number known to be safe",
    "in_person": "In person",
    "not_safe": "No safe way is known yet: no letter, text or mail",
}
SEES_PAPERS = {"all": "All papers", "own_part": "Their own part", "none": "No papers"}
ANSWERS = {"waiting": "No answer yet", "coming": "Comes", "by_video": "By video", "apologies": "Apologies"}
ATTENDED = {"yes": "In the room", "by_video": "By video", "apologies": "Apologies", "absent": "Not here"}
QUORATE = {
    "yes": "Quorate: enough of the right people are here to decide safely",
    "proceeded": "Not quorate, but it goes ahead: delay would harm, or there is enough to decide",
    "no": "Not quorate: it ends now and is reconvened",
}
DECISIONS = {
    "register": "Child protection plan: put on the register",
    "not_register": "No child protection plan",
    "keep": "The plan goes on: stay on the register",
    "remove": "The plan ends: off the register",
    "adult_plan": "Protection plan",
    "no_plan": "No protection plan",
}
REPORTER = {"yes": "Refer", "no": "Considered, not referred"}
CHILD_AREAS = {
    "physical_abuse": "Physical abuse",
    "emotional_abuse": "Emotional abuse",
    "sexual_abuse": "Sexual abuse",
    "neglect": "Neglect",
    "child_sexual_exploitation": "Child sexual exploitation",
    "criminal_exploitation": "Criminal exploitation",
    "trafficking": "Trafficking",
    "online_sexual_offending": "Sexual offending through the internet",
    "fgm": "Female genital mutilation",
    "honour_based_abuse": "Honour-based abuse or forced marriage",
    "domestic_abuse": "Domestic abuse",
    "parental_alcohol": "Parental alcohol use",
    "parental_drugs": "Parental drug use",
    "parental_mental_health": "Parental mental ill health",
    "services_not_engaged": "Services find it hard to engage",
    "placing_self_at_risk": "Child placing themselves at risk, or missing",
    "child_mental_health": "Child’s own mental ill health or self-harm",
    "child_substance_use": "Child’s own substance use",
    "learning_disability": "Learning disability, child or parent",
    "harm_to_others": "Harm to others",
    "poverty": "Poverty or money difficulties",
    "other": "Other",
}
ADULT_AREAS = {
    "physical": "Physical harm",
    "psychological": "Psychological harm",
    "financial": "Financial or property harm",
    "sexual": "Sexual harm",
    "neglect": "Neglect",
    "self_neglect": "Self-neglect",
    "self_harm": "Self-harm",
    "domestic_abuse": "Domestic abuse",
    "exploitation": "Exploitation, cuckooing or trafficking",
    "other": "Other",
}
SAFEGUARDS = {
    "risk_assessment": "Risk assessment",
    "chronology": "Chronology",
    "views": "Their own views",
    "advocacy": "Advocacy offered",
}
SAFEGUARD_STATES = {"in_place": "In place", "asked": "Asked for", "missing": "Missing"}
STATES = {
    "requested": "Asked for, no chair yet",
    "allocated": "With the chair, nobody invited yet",
    "convened": "Convened",
    "inquorate": "Inquorate, to be reconvened",
    "held": "Held",
    "cancelled": "Cancelled",
}
KINDS_ASKED = {"": "As their route says", "transfer": "Transfer planning meeting"}
REASON_LABELS = {
    "notice_reason": "Why the notice is shorter",
    "late_reason": "Why it is held after its limit",
    "late_safety_plan": "What keeps everybody safe until then",
    "declined_reason": "Why the chair gave it back",
    "cancel_reason": "Why it was cancelled",
}
