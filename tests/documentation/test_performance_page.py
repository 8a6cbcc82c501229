"""The page of performance names the goals that are measured against, and what is measured."""

import re
from pathlib import Path

from bench import check_thousand_leaves, rank_provinces, serve_cold_start, single_unit, swap_under_load
from bench.workload import KINDS, Workload
from engine.loading.criteria_folder import read_set
from tests.documentation.markdown_blocks import page, sections

PAGE = page("explanation/performance.md")


def test_the_goals_are_those_of_the_measurements() -> None:
    goals = re.findall(r"^\| [^|]+ \| ([0-9.]+) \|", sections(PAGE)["What came out"], re.MULTILINE)
    assert [float(goal) for goal in goals] == [
        single_unit.VALUES_GOAL,
        single_unit.TRACE_GOAL,
        rank_provinces.GOAL_SECONDS,
        swap_under_load.FAILED_GOAL,
        swap_under_load.ADDED_GOAL_MS,
        check_thousand_leaves.GOAL_SECONDS,
        serve_cold_start.GOAL_SECONDS,
    ]


def test_the_set_of_a_thousand_leaves_is_the_one_that_is_told(tmp_path: Path) -> None:
    rules = read_set(check_thousand_leaves.write_set(tmp_path)).checked()
    told = " ".join(sections(PAGE)["What is measured"].split())
    assert len(list(rules.leaves())) == 1000
    assert f"{len(rules.components)} components, 100 criteria and 1,000 leaves" in told
    assert len(rules.profiles) == 2
    methods = {leaf.method for leaf in rules.leaves()}
    assert sorted(methods) == ["bands", "choice", "deductions", "proportional"]


def test_the_workload_is_the_one_that_is_told() -> None:
    rules = Workload().rules
    leaves = list(rules.leaves())
    criteria = [child for component in rules.components for child in component.children]
    told = " ".join(sections(PAGE)["What is measured"].split())
    assert f"{len(rules.components)} components, {len(criteria)} criteria and {len(leaves)} leaves" in told
    assert f"{single_unit.UNITS} random units" in told
    assert f"over {rank_provinces.PROVINCES} submissions" in told
    assert (single_unit.ROUNDS, len(KINDS)) == (7, 90)
    assert sum(leaf.not_arisen is not None for leaf in leaves) == 11


def test_the_swaps_are_those_that_are_told() -> None:
    told = " ".join(sections(PAGE)["What is measured"].split())
    figures = (swap_under_load.WORKERS, swap_under_load.THREADS, swap_under_load.SWAPS, swap_under_load.PAUSE_SECONDS)
    assert figures == (2, 4, 3, 0.1)
    assert "two processes" in told
    assert "four askers that each ask once in 0.1 s" in told
    assert "Three times" in told
    assert (swap_under_load.SWAP_SECONDS, swap_under_load.QUIET_SECONDS) == (3, 5)
    assert "three seconds after each swap" in told
    assert "five quiet seconds before" in told
