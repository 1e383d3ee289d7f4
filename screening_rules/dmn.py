"""The rules in force on a day as DMN 1.3 XML with FEEL, so that they can be read and run elsewhere. Pure.

FEEL's null is "not known", and its `and`, `or` and `not` are Kleene's, as here. A number is a range: {from, to}, either end
null where it is open. What does not fit DMN (urgency, actions) stands in the columns of one table of every rule.

Source: Object Management Group, Decision Model and Notation 1.3 (formal/21-02-01)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring  # nosec B405: writes, never reads

from screening_rules import model
from screening_rules.conditions import facts_in
from screening_rules.facts import NOT_KNOWN, Fact, Value
from screening_rules.model import All, Compare, Condition, Not, Pack, Rule, Source, Version

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
NAMESPACE = "urn:safeguarding-hub:rules:"
NOT_CONFIRMED = "Not yet confirmed by the council."
COLUMNS = ("routes", "urgency", "mandatory", "actions", "rules out", "area")
HELD = "rules that hold"


def to_dmn(pack: Pack, on: date) -> str:
    """The pack's rules in force on the day `on` as one DMN document that names both, valid against the standard's schema."""
    in_force = [(rule, version) for rule in pack.rules.values() if (version := rule.in_force(on)) is not None]
    root = Element(
        "definitions",
        {
            "xmlns": MODEL,
            "id": "screening_rules",
            "name": f"Screening rules of {on.isoformat()}, pack {pack.fingerprint}",
            "namespace": NAMESPACE + pack.fingerprint,
            "exporter": "safeguarding hub",
        },
    )
    looked_at = {fact for _, version in in_force for fact in facts_in(version.when)}
    facts = [fact for fact in pack.facts if fact.id in looked_at]
    cited = {source for _, version in in_force for source in version.sources}
    for fact in facts:
        _item(root, fact)
    for fact in facts:
        _input(root, fact)
    for source in (pack.sources[each] for each in pack.sources if each in cited):
        _knowledge(root, source)
    for rule, version in in_force:
        _decision(root, rule, version)
    _held(root, [rule for rule, _ in in_force])
    _table(root, pack, in_force)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _id(kind: str, name: str) -> str:
    """A name that XML takes as an id."""
    return f"{kind}_{name.replace('.', '_')}"


def _variable(name: str) -> str:
    """A name that FEEL takes: no dots, which reach into a context."""
    return name.replace(".", " ")


def _item(root: Element, fact: Fact) -> None:
    """The type of a fact."""
    item = SubElement(root, "itemDefinition", {"id": _id("type", fact.id), "name": f"t_{fact.id}"})
    SubElement(item, "description").text = fact.question
    if fact.type == "number":
        for end in ("from", "to"):
            part = SubElement(item, "itemComponent", {"name": end})
            SubElement(part, "typeRef").text = "number"
        return
    item.set("isCollection", "true" if fact.type == "choices" else "false")
    SubElement(item, "typeRef").text = {"yes_no": "boolean", "date": "date"}.get(fact.type, "string")
    if fact.choices:
        allowed = [*fact.choices, NOT_KNOWN] if fact.type == "choices" else list(fact.choices)
        _text(SubElement(item, "allowedValues"), ", ".join(map(_text_literal, allowed)))


def _input(root: Element, fact: Fact) -> None:
    data = SubElement(root, "inputData", {"id": _id("fact", fact.id), "name": fact.id, "label": fact.short})
    SubElement(data, "description").text = fact.question
    SubElement(data, "variable", {"name": fact.id, "typeRef": f"t_{fact.id}"})


def _knowledge(root: Element, source: Source) -> None:
    named = {"id": _id("source", source.id), "name": source.title}
    element = SubElement(root, "knowledgeSource", named | ({"locationURI": source.link} if source.link else {}))
    SubElement(element, "description").text = f"{source.where}. Confidence: {source.confidence}."
    SubElement(element, "type").text = source.kind


def _decision(root: Element, rule: Rule, version: Version) -> None:
    """One rule: true, false, or null where it is not known."""
    decision = SubElement(
        root, "decision", {"id": _id("rule", rule.id), "name": _variable(rule.id), "label": rule.title}
    )
    said = [version.because, f"In force from {version.start.isoformat()}. {version.change}"]
    SubElement(decision, "description").text = " ".join(said + ([] if version.confirmed else [NOT_CONFIRMED]))
    SubElement(decision, "question").text = rule.title
    SubElement(decision, "variable", {"name": _variable(rule.id), "typeRef": "boolean"})
    for fact in facts_in(version.when):
        _needs(decision, "informationRequirement", "requiredInput", _id("fact", fact))
    for source in version.sources:
        _needs(decision, "authorityRequirement", "requiredAuthority", _id("source", source))
    _text(SubElement(decision, "literalExpression", {"typeRef": "boolean"}), feel(version.when))


def _needs(decision: Element, kind: str, what: str, name: str) -> None:
    SubElement(SubElement(decision, kind), what, {"href": f"#{name}"})


def _held(root: Element, rules: Sequence[Rule]) -> None:
    """The ids of the rules that hold."""
    decision = SubElement(root, "decision", {"id": "rules_that_hold", "name": HELD})
    SubElement(decision, "variable", {"name": HELD})
    for rule in rules:
        _needs(decision, "informationRequirement", "requiredDecision", _id("rule", rule.id))
    pairs = ", ".join(f"{{rule: {_text_literal(rule.id)}, holds: {_variable(rule.id)}}}" for rule in rules)
    _text(SubElement(decision, "literalExpression"), f"[{pairs}][holds = true].rule")


def _table(root: Element, pack: Pack, in_force: Sequence[tuple[Rule, Version]]) -> None:
    """What each rule recommends where it holds; all that hold are collected, and an officer decides."""
    decision = SubElement(root, "decision", {"id": "recommendations", "name": "recommendations"})
    SubElement(decision, "description").text = "A recommendation only: a named officer decides."
    SubElement(decision, "variable", {"name": "recommendations"})
    _needs(decision, "informationRequirement", "requiredDecision", "rules_that_hold")
    table = SubElement(decision, "decisionTable", {"hitPolicy": "COLLECT"})
    _text(SubElement(SubElement(table, "input", {"label": HELD}), "inputExpression"), HELD)
    for column in COLUMNS:
        SubElement(table, "output", {"name": column, "typeRef": "boolean" if column == "mandatory" else "string"})
    SubElement(table, "annotation", {"name": "rule"})
    for rule, version in in_force:
        row = SubElement(table, "rule")
        _text(SubElement(row, "inputEntry"), f"list contains(?, {_text_literal(rule.id)})")
        for told in _recommended(pack, rule, version):
            _text(SubElement(row, "outputEntry"), told)
        _text(SubElement(row, "annotationEntry"), rule.title)


def _recommended(pack: Pack, rule: Rule, version: Version) -> list[str]:
    labels = [", ".join(pack.routes[each].label for each in routes) for routes in (version.routes, version.rules_out)]
    actions = "; ".join(pack.actions[each] for each in version.actions)
    return [
        _text_literal(labels[0]),
        "null" if version.urgency is None else _text_literal(version.urgency),
        _boolean(version.mandatory),
        _text_literal(actions),
        _text_literal(labels[1]),
        _text_literal(rule.area),
    ]


def _text(element: Element, told: str) -> None:
    SubElement(element, "text").text = told


def feel(condition: Condition) -> str:
    """The condition as a FEEL expression: true, false, or null where it is not known."""
    match condition:
        case All(parts):
            return "(" + " and ".join(map(feel, parts)) + ")"
        case model.Any(parts):
            return "(" + " or ".join(map(feel, parts)) + ")"
        case Not(part):
            return f"not({feel(part)})"
        case Compare(fact, kind, "is_not", value):
            return f"not({feel(Compare(fact, kind, 'is', value))})"
        case Compare(fact, _, "known", value):
            return f"({fact} {'!=' if value else '='} null)"
        case Compare(fact, "yes_no", _, value):
            return fact if value is True else f"not({fact})"
        case Compare(fact, "number", operator, value):
            return _ranged(fact, operator, _literal(value))
        case Compare():
            return f"(if {condition.fact} = null then null else {_exactly(condition)})"


def _exactly(comparison: Compare) -> str:
    """A comparison of a fact of which something is held."""
    fact, operator, value = comparison.fact, comparison.operator, comparison.value
    if comparison.type == "date":
        return f"{fact} {_SYMBOLS[operator]} {_literal(value)}"
    wanted = [_literal(each) for each in (value if isinstance(value, tuple) else (value,))]
    if comparison.type == "choice":
        return " or ".join(f"{fact} = {each}" for each in wanted)
    among = " or ".join(f"list contains({fact}, {each})" for each in wanted)
    return f"if {among} then true else if list contains({fact}, {_text_literal(NOT_KNOWN)}) then null else false"


_SYMBOLS = {"is": "=", "at_least": ">=", "over": ">", "at_most": "<=", "under": "<"}


def _ranged(fact: str, operator: str, limit: str) -> str:
    """A range held against a limit: null where it straddles it and that is not what is asked, or nothing is held."""
    low, high = f"{fact}.from", f"{fact}.to"
    if operator == "unclear_at":
        reaches = f"({low} = null or {low} < {limit}) and ({high} = null or {high} >= {limit})"
        return f"(if {fact} = null then null else {reaches})"
    certainly, never = {
        "at_least": (f"{low} >= {limit}", f"{high} < {limit}"),
        "over": (f"{low} > {limit}", f"{high} <= {limit}"),
        "at_most": (f"{high} <= {limit}", f"{low} > {limit}"),
        "under": (f"{high} < {limit}", f"{low} >= {limit}"),
        "is": (f"{low} = {limit} and {high} = {limit}", f"{low} > {limit} or {high} < {limit}"),
    }[operator]
    return f"(if {fact} = null then null else if {certainly} then true else if {never} then false else null)"


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return _boolean(value)
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    return _text_literal(value) if isinstance(value, str) else str(value)


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _text_literal(text: str) -> str:
    """A FEEL string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
