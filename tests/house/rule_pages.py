"""What the rule pack says, as pages of plain words: one for each area, made by `make docs` from the pack itself."""

from __future__ import annotations

from collections.abc import Iterator

from screening_rules import Pack, Rule, Source, Version, shipped_pack
from screening_rules.clock_model import Clock, ClockVersion
from screening_rules.model import AREAS
from screening_rules.words import URGENCY_WORDS, in_sentence, in_words, listed

UNCONFIRMED = "*Not yet confirmed for Dundee.*"


def area_page(area: str) -> str:
    """Every rule of the area with its condition, recommendation, sentence and sources, then its time limits."""
    pack = shipped_pack()
    rules = [rule for rule in pack.rules.values() if rule.area == area]
    clocks = [clock for clock in pack.clocks.values() if clock.area == area]
    parts = [_rule(pack, rule) for rule in rules]
    if clocks:
        parts.append("## Time limits\n\n" + "\n\n".join(_clock(pack, clock) for clock in clocks))
    return "\n\n".join(parts)


def _rule(pack: Pack, rule: Rule) -> str:
    ends = f"\n\nNo longer holds from {rule.withdrawn}." if rule.withdrawn else ""
    versions = "\n\n".join(_version(pack, version) for version in reversed(rule.versions))
    return f"## {rule.title}\n\n`{rule.id}`{ends}\n\n{versions}"


def _version(pack: Pack, version: Version) -> str:
    lines = [f"From {version.start}:", "", f"- **When** {in_words(version.when, pack.facts)}."]
    lines += [f"- **{name}** {words}." for name, words in _recommended(pack, version)]
    lines += [f"- **Because** {version.because}", f"- **Changed** {version.change}"]
    lines += [f"- **Source** {source_line(pack.sources[each])}" for each in version.sources]
    return "\n".join(lines) + ("" if version.confirmed else f"\n\n{UNCONFIRMED}")


def _recommended(pack: Pack, version: Version) -> Iterator[tuple[str, str]]:
    if version.routes:
        must = " A lower choice needs a second person" if version.mandatory else ""
        urgency = f", {in_sentence(URGENCY_WORDS[version.urgency])}" if version.urgency else ""
        routes = listed([pack.routes[route].label for route in version.routes], "and")
        yield "Recommends", f"{routes}{urgency}{'.' if must else ''}{must}"
    if version.actions:
        yield "Do", "; ".join(pack.actions[action] for action in version.actions)
    if version.rules_out:
        yield "Rules out", listed([pack.routes[route].label for route in version.rules_out], "and")


def source_line(source: Source) -> str:
    """A source as a reader sees it: title, place and how well it was seen."""
    title = f"[{source.title}]({source.link})" if source.link else source.title
    return f"{title}, {source.where} ({source.confidence.replace('_', ' ')})"


def _clock(pack: Pack, clock: Clock) -> str:
    return "\n\n".join([f"### {clock.label}\n\n`{clock.id}`", *(_limit(pack, each) for each in clock.versions)])


def _limit(pack: Pack, version: ClockVersion) -> str:
    limits = " or ".join(limit.in_words for limit in version.limits)
    least = "at least " if version.minimum else ""
    lines = [f"From {version.start}: {least}{limits}{', the earlier' if len(version.limits) > 1 else ''}.", ""]
    lines += [f"- **Note** {version.note}"] if version.note else []
    lines += [f"- **Source** {source_line(pack.sources[each])}" for each in version.sources]
    return "\n".join(lines) + ("" if version.confirmed else f"\n\n{UNCONFIRMED}")


PAGES = {f"rules-{area.replace('_', '-')}": area for area in AREAS}
