"""A small pack for tests: every type of fact, three rules, two versions of one of them."""

from __future__ import annotations

from datetime import date

from screening_rules.loader import load_pack
from screening_rules.model import Pack

FIRST_DAY = date(2026, 1, 1)
SECOND_VERSION = date(2026, 7, 1)
A_DAY = date(2026, 6, 1)

FACTS = """
age_years: {scope: subject, type: number, unit: years, question: "How old are they?", short: their age, who: [referrer],
  asked: [quick], background: true}
harms: {scope: subject, type: choices, choices: {physical: Physical harm, neglect: Neglect}, short: kinds of harm,
  question: "What harm is feared?", who: [referrer], asked: [quick]}
explained: {scope: subject, type: yes_no, question: "Does the explanation fit?", short: whether it is explained,
  who: [health, school], asked: [full], applies: {age_years: {under: 18}}}
home: {scope: household, type: choice, choices: {house: A house, care_home: A care home, street: No home},
  question: "Where do they live?", short: where they live, who: [housing], asked: [full]}
danger: {scope: concern, type: yes_no, question: "Is anyone in danger now?", short: danger now, who: [referrer],
  asked: [quick]}
last_seen_on: {scope: subject, type: date, question: "When were they last seen?", short: when last seen,
  who: [referrer], asked: [full]}
"""

SOURCES = """
guidance: {title: Some guidance, kind: guidance, where: page 1, confidence: verified, seen: 2025-11-01}
"""

ROUTES = """
police: {label: Police, area: screening, conference: null, needs_decider: any}
cp_ird: {label: A discussion about a child, area: children, conference: child_protection, needs_decider: social_worker}
asp_inq: {label: An adult inquiry, area: adults, conference: adult, needs_decider: council_officer}
actions: {see_alone: See them alone}
"""

DANGER = """
id: screening.danger
title: Danger now
versions:
  2026-01-01:
    when: {danger: {is: true}}
    recommend: {routes: [police], urgency: act_now}
    mandatory: true
    sources: [guidance]
    because: Somebody may be hurt now.
    change: First version.
    confirmed: false
"""

BRUISE = """
id: children.bruise
title: A bruise nobody explains
versions:
  2026-01-01:
    when:
      all:
        - age_years: {under: 18}
        - harms: {includes: physical}
        - any:
            - explained: {is: false}
            - home: {one_of: [care_home, street]}
    recommend: {routes: [cp_ird], urgency: same_day, actions: [see_alone]}
    sources: [guidance]
    because: A bruise that is not explained may be an injury.
    change: First version.
    confirmed: true
  2026-07-01:
    when:
      all:
        - age_years: {under: 16}
        - harms: {includes: physical}
    recommend: {routes: [cp_ird], urgency: two_working_days}
    sources: [guidance]
    because: Every bruise is looked at.
    change: No explanation is enough any more.
    confirmed: true
"""

NOT_A_CHILD = """
id: adults.neglect
title: A neglected adult
versions:
  2026-01-01:
    when:
      all:
        - not: {age_years: {under: 16}}
        - harms: {includes_any: [neglect, physical]}
    recommend: {routes: [asp_inq], urgency: five_working_days}
    rules_out: [cp_ird]
    sources: [guidance]
    because: An adult may be at risk.
    change: First version.
    confirmed: false
withdrawn: 2027-01-01
"""

BRUISE_CASES = """
- {name: not explained, subject: {age_years: 4, harms: [physical], explained: false}, expect: "yes"}
- {name: a grown person, subject: {age_years: 40}, expect: "no"}
- {name: only a bruise, subject: {harms: [physical]}, expect: "unknown"}
- {name: the first day, on: 2026-01-01, subject: {age_years: 40}, expect: "no"}
- {name: the day before, on: 2025-12-31, subject: {age_years: 4}, expect: "not_in_force"}
- {name: before the change, on: 2026-06-30,
   subject: {age_years: 17, harms: [physical]}, household: {home: street}, expect: "yes"}
- {name: eighteen, subject: {age_years: 18, harms: [physical], explained: false}, expect: "no"}
- {name: after the change, on: 2026-07-01,
   subject: {age_years: 17, harms: [physical], explained: false}, expect: "no"}
- {name: fifteen after it, on: 2026-07-02, subject: {age_years: 15, harms: [physical]}, expect: "yes"}
- {name: sixteen after it, on: 2026-07-02, subject: {age_years: 16, harms: [physical]}, expect: "no"}
- {name: no age after it, on: 2026-07-02, subject: {harms: [physical]}, expect: "unknown"}
"""


def small_files() -> dict[str, str]:
    return {
        "facts.yaml": FACTS,
        "sources.yaml": SOURCES,
        "routes.yaml": ROUTES,
        "packs/screening/10_danger.rule.yaml": DANGER,
        "packs/children/10_bruise.rule.yaml": BRUISE,
        "packs/children/10_bruise.cases.yaml": BRUISE_CASES,
        "packs/adults/10_neglect.rule.yaml": NOT_A_CHILD,
    }


def small_pack() -> Pack:
    return load_pack(small_files())
