"""The page of performance names the goals that are measured against, and what is measured."""

import re
from importlib.util import find_spec
from pathlib import Path

from bench import (
    against_openfisca,
    bulk,
    check_thousand_leaves,
    communes,
    printed_sets,
    rank_provinces,
    read_and_score,
    serve_cold_start,
    single_unit,
    survey_answers,
    swap_under_load,
    two_cores,
    what_if,
    wrong_results,
)
from bench.__main__ import GROWTH, MEASUREMENTS
from bench.workload import KINDS, Workload
from engine.loading.criteria_folder import read_set
from tests.documentation.markdown_blocks import DOCS, page, sections

PAGE = page("explanation/performance.md")


def test_the_goals_are_those_of_the_measurements() -> None:
    goals = re.findall(
        r"^\| [^|]+ \| ([0-9.]+) \| [^|]+ \| `([a-z-]+)` \|$", sections(PAGE)["What came out"], re.MULTILINE
    )
    assert [(name, float(goal)) for goal, name in goals] == [
        ("bulk", bulk.GOAL),
        *(("openfisca", goal) for goal in against_openfisca.GOALS.values()),
        ("cores", two_cores.GOAL),
        ("unit", single_unit.VALUES_GOAL),
        ("unit", single_unit.TRACE_GOAL),
        ("what-if", what_if.GOAL),
        ("parquet", read_and_score.GOAL),
        ("survey", survey_answers.GOAL_RATIO),
        ("survey", survey_answers.GOAL_MIB),
        ("communes", communes.GOAL_MILLISECONDS),
        ("wrong", 0),
        ("rank", rank_provinces.GOAL_SECONDS),
        ("swap", swap_under_load.FAILED_GOAL),
        ("swap", swap_under_load.ADDED_GOAL_MS),
        ("check", check_thousand_leaves.GOAL_SECONDS),
        ("start", serve_cold_start.GOAL_SECONDS),
    ]


def test_every_measurement_stands_in_a_table_and_is_there() -> None:
    told = re.findall(r"^\|.* \| `([a-z-]+)` \|$", sections(PAGE)["What came out"], re.MULTILINE)
    assert set(told) == set(MEASUREMENTS)
    assert [each.module for each in MEASUREMENTS.values() if find_spec(each.module) is None] == []


def test_every_measurement_that_a_page_names_is_there() -> None:
    pages = [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]
    named = {name for file in pages for name in re.findall(r"python -m bench ([a-z-]+)", file.read_text("utf-8"))}
    assert {"what-if", "survey", GROWTH} <= named
    assert named - set(MEASUREMENTS) - {GROWTH} == set()


def test_the_set_of_a_thousand_leaves_is_the_one_that_is_told(tmp_path: Path) -> None:
    rules = read_set(check_thousand_leaves.write_set(tmp_path)).checked()
    told = " ".join(sections(PAGE)["How each is measured"].split())
    assert len(list(rules.leaves())) == 1000
    assert f"{len(rules.components)} components, 100 criteria and 1,000 leaves" in told
    assert len(rules.profiles) == 2
    methods = {leaf.method for leaf in rules.leaves()}
    assert sorted(methods) == ["bands", "choice", "deductions", "proportional"]


def test_the_workload_is_the_one_that_is_told() -> None:
    rules = Workload().rules
    leaves = list(rules.leaves())
    criteria = [child for component in rules.components for child in component.children]
    told = " ".join(sections(PAGE)["How each is measured"].split())
    assert f"{len(rules.components)} components, {len(criteria)} criteria and {len(leaves)} leaves" in told
    assert f"{single_unit.UNITS} random units" in told
    assert f"over {rank_provinces.PROVINCES} submissions" in told
    assert (single_unit.ROUNDS, len(KINDS)) == (7, 90)
    assert f"{communes.COMMUNES:,} units under a generated set of {communes.CRITERIA} leaves" in told
    assert f"{printed_sets.UNITS:,} units in an Arrow table" in told
    assert f"{wrong_results.PAIRS:,} generated pairs" in told
    assert f"columns of {against_openfisca.SIZES[0]:,} to {against_openfisca.SIZES[-1]:,} units" in told
    assert sum(leaf.not_arisen is not None for leaf in leaves) == 11


def test_the_swaps_are_those_that_are_told() -> None:
    told = " ".join(sections(PAGE)["How each is measured"].split())
    figures = (swap_under_load.WORKERS, swap_under_load.THREADS, swap_under_load.SWAPS, swap_under_load.PAUSE_SECONDS)
    assert figures == (2, 4, 3, 0.1)
    assert "two processes" in told
    assert "four askers that each ask once in 0.1 s" in told
    assert "Three times" in told
    assert (swap_under_load.SWAP_SECONDS, swap_under_load.QUIET_SECONDS) == (3, 5)
    assert "three seconds after each swap" in told
    assert "five quiet seconds before" in told
