"""A criteria set whose rows compare units with each other, and a round of six, small enough to be scored by hand.

| unit | group | online | days | people | 1.1 (2) | 1.2 (4) | 2.1 (4) |
|---|---|---|---|---|---|---|---|
| so-a | main | 18/20 = 90% | 2 | 80 | 2 | 4 | 2.5 |
| so-b | main | 8/20 = 40% | 4 | 90 | 0 | 2 | 4 |
| so-c | main | 13/20 = 65% | 8 | 70 | 1 | 1 | 1 |
| so-d | main, online marked 1.5 | 20/20 | 5 | not known | 1.5 | 1.6 | open |
| so-e | main, no dossiers | 0/0 | 10, 1.2 excluded | 75 | empty: 0 | – | 1.75 |
| so-f | other | 10/20 = 50% | 16 | 60 | equal: 1 | 0.5 | 2.5 |

1.1 compares shares within the group by min_max (40% … 90%), 1.2 the days of all units by best, less being better (2),
2.1 the distance to the mean of the group (78.75; so-f 60), linear from -10 to 10 points of the scale.
"""

from pathlib import Path

SET_ID, EDITION, YEAR, STAGE = "thu.khoi", "2024", 2024, "final"

CRITERIA_SET = """\
format: parindex/criteria-set/1
id: thu.khoi
edition: "2024"
revision: 1
status: example
title: {vi: "Bộ thử so với khối", en: "Trial set against the field"}
applies_to: {unit_kinds: [department], years: {from: 2024, to: 2025}}
total: {max: "10"}
missing_at_close: zero
ranking: {by: index, ties: competition, compare: exact}
profiles:
  - {id: ordinary, title: {vi: "Sở thường", en: "Ordinary departments"}, group: main}
  - {id: other, title: {vi: "Sở khác", en: "Other departments"}, group: other, units: [so-f]}
"""

FIRST = """\
format: parindex/component/1
id: "1"
title: {vi: "Dịch vụ", en: "Services"}
max: "6"
children:
  - id: "1.1"
    title: {vi: "Hồ sơ trực tuyến", en: "Online dossiers"}
    max: "2"
    facts:
      dossiers.online: {type: count, title: {vi: "Trực tuyến", en: "Online"}, max: 1000}
      dossiers.all: {type: count, title: {vi: "Tất cả", en: "All"}, max: 1000}
    method: relative
    rule: {value: dossiers.online / dossiers.all, places: 4, by: min_max, when_equal: "50%", when_empty: zero}
  - id: "1.2"
    title: {vi: "Thời gian giải quyết", en: "Time to decide"}
    max: "4"
    facts:
      days.mean: {type: decimal, places: 1, max: 200, title: {vi: "Số ngày", en: "Days"}}
    method: relative
    rule: {value: days.mean, by: best, direction: less, field: all}
"""

SECOND = """\
format: parindex/component/1
id: "2"
title: {vi: "Hài lòng", en: "Satisfaction"}
max: "4"
children:
  - id: "2.1"
    title: {vi: "Đánh giá của người dân", en: "As citizens see it"}
    max: "4"
    facts:
      people.mean: {type: decimal, title: {vi: "Điểm trung bình", en: "Mean"}, places: 2, max: 100}
    method: relative
    rule: {value: people.mean, by: mean, from: "-15", to: "10"}
"""

CASES = """\
format: parindex/cases/1
cases:
  - name: Halfway between least and greatest
    facts: {dossiers.online: 65, dossiers.all: 100}
    field: {"1.1": {least: "40%", greatest: "90%"}}
    expect: {"1.1": {points: "1", rule: proportional, reason: {vi: "…khối từ 40 % đến 90 %…"}}}
  - name: The best of the field
    facts: {dossiers.online: 9, dossiers.all: 10}
    field: {"1.1": {least: "40%", greatest: "90%"}}
    expect: {"1.1": {points: "2", rule: full}}
  - name: All of the field is equal
    facts: {dossiers.online: 9, dossiers.all: 10}
    field: {"1.1": {least: "90%", greatest: "90%"}}
    expect: {"1.1": {points: "1", rule: equal}}
  - name: No dossiers at all
    facts: {dossiers.online: 0, dossiers.all: 0}
    field: {"1.1": {least: "40%", greatest: "90%"}}
    expect: {"1.1": {points: "0", rule: empty}}
  - name: While the field is open the row is pending
    facts: {dossiers.online: 9, dossiers.all: 10, days.mean: 2, people.mean: 80}
    expect: {"1.1": {status: pending}, "1.2": {status: pending}, "2.1": {status: pending}}
  - name: Twice as many days as the best
    facts: {days.mean: 4}
    field: {"1.2": {least: "2"}}
    expect: {"1.2": {points: "2", rule: proportional}}
  - name: As few days as the best
    facts: {days.mean: 2}
    field: {"1.2": {least: "2"}}
    expect: {"1.2": {points: "4", rule: full}}
  - name: At the mean
    facts: {people.mean: 75}
    field: {"2.1": {sum: "300", count: 4}}
    expect: {"2.1": {points: "2.4", rule: linear}}
  - name: Ten above the mean
    facts: {people.mean: 85}
    field: {"2.1": {sum: "300", count: 4}}
    expect: {"2.1": {points: "4", rule: full}}
  - name: One step above the foot of the line
    facts: {people.mean: "60.01"}
    field: {"2.1": {sum: "300", count: 4}}
    expect: {"2.1": {points: "0.0016", rule: linear}}
  - name: Sixteen below the mean
    facts: {people.mean: 59}
    field: {"2.1": {sum: "300", count: 4}}
    expect: {"2.1": {points: "0", rule: none}}
"""

_FACTS = {
    "so-a": "dossiers.online: 18, dossiers.all: 20, days.mean: 2, people.mean: 80",
    "so-b": "dossiers.online: 8, dossiers.all: 20, days.mean: 4, people.mean: 90",
    "so-c": "dossiers.online: 13, dossiers.all: 20, days.mean: 8, people.mean: 70",
    "so-d": "dossiers.online: 20, dossiers.all: 20, days.mean: 5",
    "so-e": "dossiers.online: 0, dossiers.all: 0, days.mean: 1, people.mean: 75",
    "so-f": "dossiers.online: 10, dossiers.all: 20, days.mean: 16, people.mean: 60",
}
_MORE = {
    "so-d": 'marks: [{node: "1.1", points: "1.5", by: "Hội đồng", reason: "Số liệu không kiểm chứng được"}]\n',
    "so-e": 'exclusions: [{node: "1.2", reason: {vi: "Không tiếp nhận hồ sơ", en: "Takes no dossiers"}}]\n',
}
UNITS = tuple(_FACTS)
POINTS = {
    "so-a": ("2", "4", "2.6"),
    "so-b": ("0", "2", "4"),
    "so-c": ("1", "1", "1"),
    "so-d": ("1.5", "1.6", None),
    "so-e": ("0", None, "1.8"),
    "so-f": ("1", "0.5", "2.4"),
}
"""What each unit has in 1.1, 1.2 and 2.1 once the field is complete; None: open, or not applicable."""


def write_set(folder: Path, *, cases: str = CASES) -> Path:
    """The set as a drop-in folder inside `folder`, which is what PARINDEX_SETS names."""
    home = folder / "bo_khoi"
    (home / "components").mkdir(parents=True)
    (home / "criteria_set.yaml").write_text(CRITERIA_SET, "utf-8")
    (home / "components" / "01_dich_vu.yaml").write_text(FIRST, "utf-8")
    (home / "components" / "02_hai_long.yaml").write_text(SECOND, "utf-8")
    if cases:
        (home / "cases").mkdir()
        (home / "cases" / "01.yaml").write_text(cases, "utf-8")
    return home


def submission(unit: str, *, stage: str = STAGE, closed: bool = False) -> str:
    """The submission of one unit as YAML."""
    return f"""\
format: parindex/submission/1
criteria_set: {{id: {SET_ID}, edition: "{EDITION}"}}
unit: {{id: {unit}, name: {{vi: "Sở {unit[-1].upper()}", en: "Department {unit[-1].upper()}"}}, kind: department}}
year: {YEAR}
stage: {stage}
closed: {str(closed).lower()}
facts: {{{_FACTS[unit]}}}
{_MORE.get(unit, "")}"""


def write_round(folder: Path, *, stage: str = STAGE) -> Path:
    """The six submissions, a file each, in a folder of their own."""
    home = folder / "phieu"
    home.mkdir()
    for unit in UNITS:
        (home / f"{unit}.yaml").write_text(submission(unit, stage=stage), "utf-8")
    return home
