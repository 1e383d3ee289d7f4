"""Rounds, spreads and ratios; nothing here is timed."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from hub import clock
from screening_rules import Answer, screen
from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks.asked import read_arguments
from tests.benchmarks.beside import Absent
from tests.benchmarks.made_rules import as_python, case_of, made_facts, made_rules, pack_of
from tests.benchmarks.measuring import figure, paired, peak_of, percentile, ratio
from tests.benchmarks.rows import ROWS, matching
from tests.benchmarks.rows.rules import _refuse_others


def test_contenders_take_turns_to_be_first_and_the_warming_round_is_not_kept() -> None:
    worked: list[str] = []

    def contender(name: str) -> float:
        worked.append(name)
        return float(len(worked))

    kept = paired({"a": lambda: contender("a"), "b": lambda: contender("b")}, repeats=3, budget_seconds=60)
    assert "".join(worked) == "ab" + "ab" + "ba" + "ab"
    assert kept == {"a": [3.0, 6.0, 7.0], "b": [4.0, 5.0, 8.0]}


def test_no_new_round_begins_once_the_budget_is_spent_but_one_is_measured() -> None:
    kept = paired({"a": lambda: 1.0}, repeats=50, budget_seconds=-1)
    assert kept == {"a": [1.0]}


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of another process is read from /proc")
def test_the_peak_of_another_process_is_its_own_and_stays_when_it_has_let_go() -> None:
    grown = "held = bytearray(300 << 20); del held; print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", grown], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        assert 300 < peak_of(process.pid) < 330
        process.communicate(b"\n")
    assert peak_of(process.pid) == 0


def test_a_ratio_is_taken_round_by_round() -> None:
    found = ratio("a / b", [10.0, 40.0, 90.0], [10.0, 20.0, 30.0])
    assert (found.median, found.unit, found.repeats) == (2.0, "×", 3)
    assert (found.low, found.high) == pytest.approx((1.2, 2.8))


def test_a_figure_is_the_median_with_the_tenth_and_ninetieth_percentile() -> None:
    found = figure("a", "ms", [float(number) for number in range(11)])
    assert (found.median, found.low, found.high) == (5.0, 1.0, 9.0)
    assert percentile([7.0], 99) == 7.0


def test_the_hub_and_plain_python_answer_the_made_rules_alike() -> None:
    for is_mixed in (False, True):
        made, dice, names = made_rules(1, mixed=is_mixed), random.Random(1), {}
        exec(compile(as_python(made), "<made rules>", "exec"), names)
        pack = pack_of(made)
        for _ in range(20):
            facts = made_facts(made, dice)
            (subject,) = screen(pack, case_of(pack, facts), on=clock.today()).subjects
            held = {each.rule.removeprefix("children.") for each in subject.findings if each.answer is Answer.YES}
            assert held == set(names["evaluate"](facts))


def test_a_peer_that_answers_otherwise_is_not_measured() -> None:
    _refuse_others([["r1"], ["r2"]], [["r1"]])
    with pytest.raises(Absent, match="not those of the hub"):
        _refuse_others([["r1"], ["r2"]], [["r1"], ["r3"]])


def test_the_best_f1_takes_pairs_of_one_score_together() -> None:
    truth = {("a", "b"), ("c", "d")}
    ranked = [(9.0, ("a", "b")), (5.0, ("c", "d")), (5.0, ("c", "e"))]
    assert matching.best_f1(ranked, truth) == pytest.approx(0.8)
    assert matching.best_f1(ranked[:2], truth) == 1.0


def test_the_command_shown_on_the_page_hides_where_a_database_is() -> None:
    told = benchmarks._plain('make bench ARGS="queue --database socket-of-somebody --keys a-folder --repeats 3"')
    assert told == 'make bench ARGS="queue --database … --keys … --repeats 3"'


def test_rows_can_be_chosen_and_an_unknown_one_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    asked = read_arguments(["rules", "queue", "--sizes", "10,20"], ROWS)
    assert (asked.rows, asked.sizes) == (("rules", "queue"), (10, 20))
    assert read_arguments([], ROWS).rows == ROWS
    with pytest.raises(SystemExit):
        read_arguments(["nonsense"], ROWS)
    assert "there is no row nonsense" in capsys.readouterr().err
