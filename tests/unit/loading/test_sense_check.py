"""What only a look at the whole set shows: sums by profile and year, parts below means, periods, acknowledging."""

import pytest

from engine.loading.criteria_folder import read_set
from engine.loading.set_periods import Period, periods
from tests.support.small_sets import COMPONENT, SET, changed, write_set

PARTS = (
    "profiles:",
    'parts: [{id: a, title: {vi: a, en: a}, points: "6"}, {id: b, title: {vi: b, en: b}, points: "4"}]\nprofiles:',
)
IN_PARTS = (('    max: "6"\n', '    max: "6"\n    part: a\n'), ('    max: "4"\n', '    max: "4"\n    part: b\n'))


@pytest.fixture
def found(tmp_path):
    """Reads a small set with changes to its head and its component: the findings as code and English message."""

    def read(head=(), component=()):
        name = f"small_{len(list(tmp_path.iterdir()))}"
        folder = write_set(tmp_path / name, changed(SET, *head), one=changed(COMPONENT, *component))
        return [(finding.code, finding.message.en) for finding in read_set(folder).findings]

    return read


def test_a_set_without_parts_asks_for_none(found):
    assert found() == []


def test_leaves_of_every_part_add_up(found):
    assert found([PARTS], IN_PARTS) == []


def test_a_maximum_for_a_profile_must_add_up_too(found):
    assert found(component=[('max: "10"\n', 'max: "10"\nmax_by_profile: {special: "9"}\n')]) == [
        ("sum.children", "The children of '1' add up to 10, not 9 (profiles: special): 1.1 = 6; 1.2 = 4."),
        ("sum.components", "The components add up to 9, not 10 (profiles: special): 1 = 9."),
    ]


def test_a_parent_may_give_its_maximum_with_or_without_what_a_profile_excludes(found):
    excludes = ('en: "Special"}', 'en: "Special"}, excludes: [{nodes: ["1.2"], reason: {vi: a, en: a}}]')
    without = ('max: "10"\n', 'max: "10"\nmax_by_profile: {special: "6"}\n')
    total = ('{max: "10"}', '{max: "10", max_by_profile: {special: "6"}}')
    assert found([excludes]) == []
    assert found([excludes, total], [without]) == []


def test_years_in_which_children_do_not_add_up_are_named(found):
    late = ('    max: "4"\n', '    max: "4"\n    in_force: {from: 2023, to: 2023}\n')
    message = "The children of '1' add up to 6, not 10 (years: 2022, 2024): 1.1 = 6."
    assert found(component=[late]) == [("sum.children", message)]


def test_a_node_that_rescales_may_lose_children(found):
    late = ('    max: "4"\n', '    max: "4"\n    in_force: {from: 2023}\n')
    assert found(component=[("children:", "rescale: true\nchildren:"), late]) == []


def test_children_that_replace_each_other_add_up_in_every_year(found):
    before = ('    max: "4"\n', '    max: "4"\n    in_force: {to: 2022}\n')
    after = """\
  - id: "1.3"
    title: {vi: "Mới", en: "New"}
    max: "4"
    in_force: {from: 2023}
    method: external_index
    rule: {value: people.rate}
"""
    assert (
        found(component=[before, ("    rule: {value: people.rate}\n", f"    rule: {{value: people.rate}}\n{after}")])
        == []
    )


def test_maxima_below_a_mean_need_not_add_up(found):
    assert found(component=[("children:", "combine: mean\nchildren:"), ('max: "4"', 'max: "1"')]) == []


def test_parts_below_a_mean_count_when_they_are_all_one(found):
    head = [('points: "6"', 'points: "10"'), ('points: "4"', 'points: "0"')]
    mean = ("children:", "combine: mean\nchildren:")
    one_part = [(old, new.replace("part: b", "part: a")) for old, new in IN_PARTS]
    assert found([PARTS, *head], [mean, *one_part]) == []


def test_parts_mixed_below_a_mean_are_nobodys_guess(found):
    assert found([PARTS], [("children:", "combine: mean\nchildren:"), *IN_PARTS]) == []


def test_rules_are_compiled_for_every_profile(found):
    component = [
        ('    max: "6"\n', '    max: "6"\n    in_force: {profiles: [special]}\n'),
        ('    max: "4"\n', '    max: "10"\n    in_force: {profiles: [ordinary]}\n'),
        ('"false": "0"', '"flase": "0"'),
        ('max: "10"\n', 'max: "10"\nmax_by_profile: {special: "6"}\n'),
    ]
    codes = [code for code, _ in found([('{max: "10"}', '{max: "10", max_by_profile: {special: "6"}}')], component)]
    assert codes == ["choice.missing-level", "choice.unknown-level"]


def test_rules_are_compiled_for_every_stretch_of_years(found):
    component = [
        ('    max: "6"\n', '    max: "6"\n    in_force: {from: 2024}\n'),
        ('"false": "0"', '"flase": "0"'),
        ("children:", "rescale: true\nchildren:"),
    ]
    assert [code for code, _ in found(component=component)] == ["choice.missing-level", "choice.unknown-level"]


def test_facts_are_unused_only_when_no_profile_reads_them(found):
    component = [
        ('    max: "6"\n', '    max: "6"\n    in_force: {profiles: [special]}\n'),
        ("children:", "rescale: true\nchildren:"),
    ]
    assert found(component=component) == []


def test_a_finding_that_comes_for_several_profiles_is_told_once(found):
    assert [code for code, _ in found(component=[('"true": "6"', '"true": "5"')])] == ["points.best-below-maximum"]


def test_an_acknowledged_warning_keeps_its_reason(tmp_path):
    reason = 'acknowledge: [{code: points.best-below-maximum, reason: "Bảng gốc in 5"}]'
    component = changed(COMPONENT, ('"true": "6"', '"true": "5"'), ('    max: "6"\n', f'    max: "6"\n    {reason}\n'))
    loaded = read_set(write_set(tmp_path / "small", SET, one=component))
    assert [(f.code, f.acknowledged) for f in loaded.findings] == [("points.best-below-maximum", "Bảng gốc in 5")]


@pytest.mark.parametrize("above", [True, False], ids=["on the parent", "on another leaf"])
def test_a_warning_is_acknowledged_only_where_it_stands(tmp_path, above):
    reason = 'acknowledge: [{code: points.best-below-maximum, reason: "Bảng gốc in 5"}]'
    where = ("children:", f"{reason}\nchildren:") if above else ('    max: "4"\n', f'    max: "4"\n    {reason}\n')
    loaded = read_set(write_set(tmp_path / "small", SET, one=changed(COMPONENT, ('"true": "6"', '"true": "5"'), where)))
    found = {(f.code, f.acknowledged) for f in loaded.findings}
    assert found == {("points.best-below-maximum", ""), ("acknowledge.unused", "")}


def test_an_error_cannot_be_acknowledged(tmp_path):
    reason = (
        'acknowledge: [{code: choice.missing-level, reason: "Không cần"}, {code: choice.unknown-level, reason: "a"}]'
    )
    component = changed(
        COMPONENT, ('"false": "0"', '"flase": "0"'), ('    max: "6"\n', f'    max: "6"\n    {reason}\n')
    )
    loaded = read_set(write_set(tmp_path / "small", SET, one=component))
    assert [(f.code, f.severity, f.acknowledged) for f in loaded.findings] == [
        ("choice.missing-level", "error", ""),
        ("choice.unknown-level", "error", ""),
    ]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ("", ["2022–2024"]),
        ("{from: 2023}", ["2022", "2023–2024"]),
        ("{to: 2022}", ["2022", "2023–2024"]),
        ("{from: 2023, to: 2023}", ["2022", "2023", "2024"]),
        ("{from: 2010, to: 2030}", ["2022–2024"]),
    ],
)
def test_years_are_parted_where_something_changes(tmp_path, spans, expected):
    more = f'    max: "4"\n    in_force: {spans}\n' if spans else '    max: "4"\n'
    loaded = read_set(write_set(tmp_path / "small", SET, one=changed(COMPONENT, ('    max: "4"\n', more))))
    assert [str(period) for period in periods(loaded.criteria_set)] == expected


def test_the_last_period_of_an_open_set_has_no_end(tmp_path):
    weights = ('    max: "4"\n', '    max: "4"\n    weights: [{to: 2023, weight: 1}, {from: 2024, weight: 2}]\n')
    head = changed(SET, ("{from: 2022, to: 2024}", "{from: 2022}"))
    loaded = read_set(write_set(tmp_path / "small", head, one=changed(COMPONENT, weights)))
    assert periods(loaded.criteria_set) == (Period(2022, 2023), Period(2024, None))
    assert str(Period(2024, None)) == "2024–"
