"""A criteria set of three rows and a round of five units, small enough to be scored by hand.

| unit | 1.1 (2) | 1.2 (4) | 2.1 (4) | points | index |
|---|---|---|---|---|---|
| so-a | 2 | 4 | 3.6 | 9.6 | 96 |
| so-b, so-c | 1 | 1.333333 | 3 | 5.333333 | 53.33333 |
| so-d | 2 | 4 | open, 0 to 4 | 6 to 10 | 60 to 100 |
| so-e, not ranked | 2 | 2 | 2 | 6 | 60 |
"""

from pathlib import Path

SET_ID, EDITION, YEAR, STAGE = "thu.nho", "2024", 2024, "final"

CRITERIA_SET = """\
format: parindex/criteria-set/1
id: thu.nho
edition: "2024"
revision: 3
status: example
title: {vi: "Bộ thử nhỏ", en: "Small trial set"}
legal_texts:
  - key: qd-12
    number: "12/QĐ-VD"
    title: {vi: "Quyết định ví dụ", en: "Decision for the example"}
    issued: 2024-01-05
    in_force: {from: 2024-01-05}
    source: "hư cấu"
    clauses: [dieu-1, dieu-2]
applies_to: {unit_kinds: [department], years: {from: 2024, to: 2025}}
parts:
  - {id: appraisal, title: {vi: "Thẩm định", en: "Appraisal"}, points: "6"}
  - {id: survey, title: {vi: "Điều tra", en: "Survey"}, points: "4"}
total: {max: "10"}
missing_at_close: zero
ranking: {by: index, ties: competition, compare: exact}
grades:
  by: index
  levels:
    - {id: tot, title: {vi: "Tốt", en: "Good"}, from: "80"}
    - {id: kha, title: {vi: "Khá", en: "Fair"}, from: "50"}
    - {id: kem, title: {vi: "Kém", en: "Weak"}}
profiles:
  - {id: ordinary, title: {vi: "Sở thường", en: "Ordinary departments"}, group: main}
  - id: founded
    title: {vi: "Sở mới lập", en: "New departments"}
    group: founded
    ranked: false
    reason: {vi: "Mới lập trong năm", en: "Founded during the year"}
    units: [so-e]
"""

FIRST = """\
format: parindex/component/1
id: "1"
title: {vi: "Chỉ đạo", en: "Direction"}
max: "6"
provenance: {status: example}
basis: [qd-12#dieu-1]
children:
  - id: "1.1"
    title: {vi: "Ban hành kế hoạch", en: "Plan issued"}
    max: "2"
    part: appraisal
    facts:
      plan.issued:
        type: choice
        title: {vi: "Thời điểm ban hành", en: "When it was issued"}
        options:
          on_time: {vi: "Kịp thời", en: "In time"}
          late: {vi: "Muộn", en: "Late"}
          none: {vi: "Không", en: "Not"}
    method: choice
    rule: {fact: plan.issued, levels: {on_time: "2", late: "1", none: "0"}}
    documents: [{vi: "Kế hoạch", en: "The plan"}]
  - id: "1.2"
    title: {vi: "Hoàn thành nhiệm vụ", en: "Tasks done"}
    max: "4"
    part: appraisal
    facts:
      tasks.done: {type: count, title: {vi: "Đã làm", en: "Done"}}
      tasks.planned: {type: count, title: {vi: "Phải làm", en: "Planned"}}
    method: proportional
    rule: {value: tasks.done / tasks.planned, when_empty: full}
"""

SECOND = """\
format: parindex/component/1
id: "2"
title: {vi: "Hài lòng", en: "Satisfaction"}
max: "4"
provenance: {status: sourced, source: "hư cấu"}
children:
  - id: "2.1"
    title: {vi: "Đánh giá của người dân", en: "As citizens see it"}
    max: "4"
    part: survey
    facts:
      mean.q1: {type: decimal, title: {vi: "Điểm trung bình", en: "Mean"}, places: 2, min: "0", max: "100"}
    method: survey
    rule: {scale: "100", questions: [mean.q1]}
"""

_FACTS = {
    "so-a": "plan.issued: on_time, tasks.done: 3, tasks.planned: 3, mean.q1: 90",
    "so-b": "plan.issued: late, tasks.done: 1, tasks.planned: 3, mean.q1: 75",
    "so-c": "plan.issued: late, tasks.done: 2, tasks.planned: 6, mean.q1: 75",
    "so-d": "plan.issued: on_time, tasks.done: 5, tasks.planned: 5",
    "so-e": "plan.issued: on_time, tasks.done: 1, tasks.planned: 2, mean.q1: 50",
}
UNITS = tuple(_FACTS)


def write_set(folder: Path) -> Path:
    """The set as a drop-in folder inside `folder`, which is what PARINDEX_SETS names."""
    home = folder / "bo_thu"
    (home / "components").mkdir(parents=True)
    (home / "criteria_set.yaml").write_text(CRITERIA_SET, "utf-8")
    (home / "components" / "01_chi_dao.yaml").write_text(FIRST, "utf-8")
    (home / "components" / "02_hai_long.yaml").write_text(SECOND, "utf-8")
    return home


def submission(unit: str, facts: str | None = None) -> str:
    """The submission of one unit as YAML."""
    return f"""\
format: parindex/submission/1
criteria_set: {{id: {SET_ID}, edition: "{EDITION}"}}
unit: {{id: {unit}, name: {{vi: "Sở {unit[-1].upper()}", en: "Department {unit[-1].upper()}"}}, kind: department}}
year: {YEAR}
stage: {STAGE}
facts: {{{_FACTS[unit] if facts is None else facts}}}
documents:
  - {{id: d1, number: "7/KH-{unit[-1].upper()}", date: 2024-07-18, title: "Kế hoạch năm", section: "II", page: "4",
     supports: [tasks.done]}}
"""


def write_round(folder: Path) -> Path:
    """The five submissions, a file each, in a folder of their own."""
    home = folder / "phieu"
    home.mkdir()
    for unit in UNITS:
        (home / f"{unit}.yaml").write_text(submission(unit), "utf-8")
    return home


TABLE = """\
unit.id,unit.name,year,stage,plan.issued,tasks.done,tasks.planned,mean.q1
so-a,Sở A,2024,final,on_time,3,3,90
so-b,Sở B,2024,final,late,1,3,75
"""
