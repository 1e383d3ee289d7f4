import pytest

from screening_rules.loader import PackError, fingerprint, load_pack, shipped_files, shipped_pack
from screening_rules.strict_yaml import RuleFileError
from tests.screening_rules.small_pack import small_files

BRUISE = "packs/children/10_bruise.rule.yaml"
NEGLECT = "packs/adults/10_neglect.rule.yaml"
CASES = "packs/children/10_bruise.cases.yaml"


def problems(path: str, old: str, new: str) -> tuple[RuleFileError, ...]:
    files = small_files()
    assert old in files[path], "the test changes nothing"
    files[path] = files[path].replace(old, new)
    with pytest.raises(PackError) as refused:
        load_pack(files)
    return refused.value.problems


def line_of(path: str, text: str) -> int:
    return next(n for n, line in enumerate(small_files()[path].splitlines(), 1) if text in line)


@pytest.mark.parametrize("threshold", ["-1", "131", "5000"])
def test_a_threshold_that_the_number_can_never_be_is_refused_by_file_and_line(threshold: str) -> None:
    files = small_files()
    line = line_of(BRUISE, "{under: 18}")
    files["facts.yaml"] = files["facts.yaml"].replace("unit: years", "unit: years, least: 0, most: 130")
    assert load_pack(files)
    files[BRUISE] = files[BRUISE].replace("{under: 18}", f"{{under: {threshold}}}")
    with pytest.raises(PackError) as refused:
        load_pack(files)
    (found,) = refused.value.problems
    assert (found.path, found.line) == (BRUISE, line)
    assert found.problem == "age_years: the value must be a number of years from 0 to 130"


def test_a_good_pack_loads_whole() -> None:
    pack = load_pack(small_files())
    assert set(pack.rules) == {"screening.danger", "children.bruise", "adults.neglect"}
    assert len(pack.rules["children.bruise"].versions) == 2
    assert len(pack.cases) == 11
    assert pack.actions == {"see_alone": "See them alone"}


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        (BRUISE, "harms: {includes: physical}", "harm: {includes: physical}", "the fact harm is not in facts.yaml"),
        (BRUISE, "sources: [guidance]", "sources: [hearsay]", "hearsay is not known"),
        (BRUISE, "sources: [guidance]", "sources: []", "sources is missing or empty"),
        (BRUISE, "    sources: [guidance]\n", "", "sources is missing or empty"),
        (BRUISE, "    because: Every bruise is looked at.\n", "", "because is missing"),
        (BRUISE, "    change: First version.\n", "", "change is missing"),
        (BRUISE, "    confirmed: true\n", "", "confirmed is missing"),
        (BRUISE, "confirmed: true", "confirmed: 'true'", "confirmed is missing, or neither"),
        (BRUISE, "routes: [cp_ird]", "routes: [cp_idr]", "cp_idr is not known"),
        (BRUISE, "routes: [cp_ird]", "routes: []", "routes is missing or empty"),
        (BRUISE, "actions: [see_alone]", "actions: [dance]", "dance is not known"),
        (BRUISE, "urgency: same_day", "urgency: soon", "urgency soon is not known"),
        (BRUISE, "title: A bruise nobody explains\n", "", "title is missing"),
        (BRUISE, "id: children.bruise", "id: adults.bruise", "does not begin with its folder's area"),
        (BRUISE, "id: children.bruise", "id: bruise", "does not begin with its folder's area"),
        (BRUISE, "2026-01-01:", "January:", "the version January is not a date"),
        (BRUISE, "2026-01-01:", "2026-01-32:", "a value cannot be read"),
        (BRUISE, "{under: 18}", "{under: old}", "the value must be a number"),
        (BRUISE, "{under: 18}", "{under: true}", "the value must be a number"),
        (BRUISE, "{under: 18}", "{younger: 18}", "younger does not fit age_years"),
        (BRUISE, "{under: 18}", "{under: 18, over: 3}", "not held against exactly one thing"),
        (BRUISE, "{under: 18}", "18", "not held against exactly one thing"),
        (BRUISE, "{includes: physical}", "{is: physical}", "is does not fit harms"),
        (BRUISE, "{includes: physical}", "{includes: bite}", "must be one of: physical, neglect"),
        (BRUISE, "{includes: physical}", "{includes: not_known}", "use known: false"),
        (BRUISE, "{includes: physical}", "{matches: '^phys'}", "matches does not fit harms"),
        (BRUISE, "explained: {is: false}", "explained: {is: no}", "read differently"),
        (BRUISE, "explained: {is: false}", "explained: {is: 'false'}", "must be true or false"),
        (BRUISE, "explained: {is: false}", "explained: {known: 1}", "known is true or false"),
        (BRUISE, "{one_of: [care_home, street]}", "{one_of: street}", "one_of needs a list"),
        (BRUISE, "{one_of: [care_home, street]}", "{one_of: []}", "one_of needs a list"),
        (BRUISE, "- harms: {includes: physical}", "- [harms]", "a condition is not exactly one key"),
        (BRUISE, "- harms: {includes: physical}", "- all: []", "all is not a list of conditions"),
        (BRUISE, "title: A bruise nobody explains", "title: A bruise\nwithdrawn: true", "withdrawn is not a date"),
        (BRUISE, "routes: [cp_ird]", "routes: cp_ird", "routes is not a list of words"),
        (CASES, "- {name", "a: {name", "stands twice"),
        (BRUISE, "        - any:", "        - some:", "the fact some is not in facts.yaml"),
        (BRUISE, "id: children.bruise\n", "id: children.bruise\nid: children.other\n", "stands twice"),
        (BRUISE, "id: children.bruise\n", "id: children.bruise\nends: 2027-01-01\n", "the key ends is not known here"),
        (BRUISE, "{under: 18}", "&limit {under: 18}\n        - age_years: *limit", "alias"),
        (NEGLECT, "withdrawn: 2027-01-01", "withdrawn: soon", "withdrawn is not a date"),
        (NEGLECT, "id: adults.neglect", "id: screening.danger", "does not begin with its folder's area"),
        (NEGLECT, "rules_out: [cp_ird]", "rules_out: [cp]", "cp is not known"),
        (CASES, 'subject: {age_years: 40}, expect: "no"', 'subject: {age: 40}, expect: "no"', "not in facts.yaml"),
        (CASES, 'subject: {age_years: 40}, expect: "no"', 'concern: {age_years: 40}, expect: "no"', "under a subject"),
        (CASES, 'expect: "unknown"', 'expect: "perhaps"', "expect perhaps is not known"),
        (CASES, 'expect: "no"', "expect: no", "read differently"),
        (CASES, "name: only a bruise, ", "", "name is missing"),
        ("facts.yaml", "scope: household", "scope: house", "scope house is not known"),
        ("facts.yaml", "type: date", "type: day", "type day is not known"),
        ("facts.yaml", 'question: "How old are they?", ', "", "question is missing"),
        ("facts.yaml", "who: [housing]", "who: [neighbour]", "neighbour is not known"),
        ("facts.yaml", "unit: years", "units: years", "the key units is not known"),
        ("facts.yaml", "type: date", "type: date, unit: days", "has a unit but is not a number"),
        ("facts.yaml", "unit: years", "unit: years, least: none", "least is not a number"),
        ("facts.yaml", "unit: years", "unit: years, most: true", "most is not a number"),
        ("facts.yaml", "unit: years", "unit: years, least: 9, most: 3", "the least is more than the most"),
        ("facts.yaml", "type: date", "type: date, most: 3", "has a limit but is not a number"),
        ("facts.yaml", "type: date", "type: date, choices: {a: A}", "lists choices but is of type date"),
        ("facts.yaml", "unit: years", "told: '{ordinal} of {them}'", "age_years cannot be told so"),
        ("facts.yaml", "unit: years", "told: 'the year {number}'", "age_years cannot be told so"),
        ("facts.yaml", "type: date", "type: date, told: '{ordinal} day'", "last_seen_on cannot be told so"),
        ("facts.yaml", "neglect: Neglect", "neglect: Neglect, not_known: Not known", "lists not_known"),
        ("facts.yaml", "applies: {age_years", "applies: {age", "the fact age is not in facts.yaml"),
        ("facts.yaml", "age_years: {scope", "AgeYears: {scope", "AgeYears is not an id"),
        ("sources.yaml", "kind: guidance", "kind: rumour", "kind rumour is not known"),
        ("sources.yaml", "seen: 2025-11-01", "seen: '2025-11-01'", "seen is not a date"),
        ("routes.yaml", "area: adults", "area: pensioners", "area pensioners is not known"),
        ("routes.yaml", "conference: adult", "conference: any", "conference any is not known"),
    ],
)
def test_what_is_wrong_is_refused_in_words_with_a_remedy(path: str, old: str, new: str, words: str) -> None:
    found = problems(path, old, new)
    told = [problem for problem in found if words in problem.problem]
    assert told, [str(problem) for problem in found]
    assert told[0].path == path
    assert told[0].remedy


def test_a_mistake_is_named_with_its_line() -> None:
    (found,) = problems(BRUISE, "explained: {is: false}", "explained: {is: 3}")
    assert found.line == line_of(BRUISE, "explained: {is: false}")
    assert str(found).startswith(f"{BRUISE}:{found.line}: ")


def test_a_mistake_in_a_later_version_is_named_there_and_not_in_the_first() -> None:
    (found,) = problems(BRUISE, "urgency: two_working_days", "urgency: whenever")
    assert found.line == line_of(BRUISE, "two_working_days")


def test_every_mistake_in_every_file_is_told_at_once() -> None:
    files = small_files()
    files[BRUISE] = files[BRUISE].replace("under: 18", "under: old").replace("sources: [guidance]", "sources: []")
    files[NEGLECT] = files[NEGLECT].replace("urgency: five_working_days", "urgency: none")
    with pytest.raises(PackError) as refused:
        load_pack(files)
    assert {problem.path for problem in refused.value.problems} == {BRUISE, NEGLECT}
    assert len(refused.value.problems) == 4


def test_cases_that_are_not_a_list_and_a_rule_without_versions_are_refused() -> None:
    with pytest.raises(PackError, match="the cases are not a list"):
        load_pack(small_files() | {CASES: "name: a"})
    with pytest.raises(PackError, match="the rule has no version"):
        load_pack(small_files() | {NEGLECT: "id: adults.neglect\ntitle: Neglect\nversions: {}\n"})


def test_two_rules_may_not_share_an_id() -> None:
    files = small_files()
    files["packs/children/11_again.rule.yaml"] = files[BRUISE]
    with pytest.raises(PackError, match=r"the id children[.]bruise stands in"):
        load_pack(files)


@pytest.mark.parametrize("path", ["facts.yaml", "sources.yaml", "routes.yaml"])
def test_each_list_must_be_there(path: str) -> None:
    files = small_files()
    del files[path]
    with pytest.raises(PackError, match=f"{path}: the file is missing"):
        load_pack(files)


@pytest.mark.parametrize("path", ["packs/children/notes.yaml", "packs/children/bruise.rule.yaml", "../x.yaml"])
def test_a_file_without_a_place_is_refused(path: str) -> None:
    with pytest.raises(PackError, match="no place in a pack"):
        load_pack(small_files() | {path: "a: 1"})


def test_a_clock_or_calendar_that_is_wrong_makes_the_pack_wrong() -> None:
    for path in ("clocks/ird.clock.yaml", "calendars/dundee.calendar.yaml"):
        with pytest.raises(PackError, match=path):
            load_pack(small_files() | {path: "a: 1"})


def test_the_shipped_pack_carries_its_calendars_and_clocks() -> None:
    assert shipped_pack().calendars
    assert shipped_pack().clocks


def test_cases_without_a_rule_are_refused() -> None:
    with pytest.raises(PackError, match="no rule stands beside these cases"):
        load_pack(small_files() | {"packs/children/12_lost.cases.yaml": "- {name: a, expect: 'no'}"})


def test_a_rule_that_only_rules_out_needs_no_recommendation() -> None:
    files = small_files()
    old = "    recommend: {routes: [asp_inq], urgency: five_working_days}\n"
    files[NEGLECT] = files[NEGLECT].replace(old, "")
    version = load_pack(files).rules["adults.neglect"].versions[0]
    assert (version.routes, version.urgency, version.rules_out) == ((), None, ("cp_ird",))


def test_the_fingerprint_changes_with_a_letter_or_a_path_and_not_with_the_order() -> None:
    files = {"a": "1", "b": "2"}
    assert fingerprint(files) == fingerprint({"b": "2", "a": "1"})
    assert len({fingerprint(files), fingerprint({"a": "1", "b": "3"}), fingerprint({"a": "1", "c": "2"})}) == 3


def test_a_loaded_pack_does_not_change_when_its_files_do() -> None:
    files = small_files()
    pack = load_pack(files)
    files.clear()
    assert pack.files == small_files()


def test_the_shipped_files_are_a_pack() -> None:
    assert shipped_pack().fingerprint == fingerprint(shipped_files())
