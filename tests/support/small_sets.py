"""A small criteria set on disk, whole unless a test breaks it."""

from pathlib import Path

SET = """\
format: parindex/criteria-set/1
id: test.small
edition: "2022"
revision: 1
status: example
title: {vi: "Bộ nhỏ", en: "A small set"}
applies_to: {unit_kinds: [department], years: {from: 2022, to: 2024}}
total: {max: "10"}
missing_at_close: zero
profiles:
  - {id: ordinary, title: {vi: "Thông thường", en: "Ordinary"}}
  - {id: special, title: {vi: "Đặc thù", en: "Special"}}
"""
COMPONENT = """\
format: parindex/component/1
id: "1"
title: {vi: "Chỉ đạo", en: "Direction"}
max: "10"
children:
  - id: "1.1"
    title: {vi: "Kế hoạch", en: "Plan"}
    max: "6"
    facts:
      plan.issued: {type: bool, title: {vi: "Đã ban hành", en: "Issued"}}
    method: choice
    rule: {fact: plan.issued, levels: {"true": "6", "false": "0"}}
  - id: "1.2"
    title: {vi: "Hài lòng", en: "Satisfaction"}
    max: "4"
    facts:
      people.rate: {type: percent, title: {vi: "Mức hài lòng", en: "Satisfaction"}}
    method: external_index
    rule: {value: people.rate}
"""
CASES = """\
format: parindex/cases/1
cases:
  - name: A plan in time
    facts: {plan.issued: true}
    expect: {"1.1": {points: "6", status: scored}}
"""


def changed(text: str, *changes: tuple[str, str]) -> str:
    """`text` with the first occurrence of each piece replaced; a piece that is not there is a fault of the test."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def write_set(folder: Path, head: str = SET, **components: str) -> Path:
    """Write a set into `folder`; components by the stem of their file, the small one when none is named."""
    (folder / "components").mkdir(parents=True)
    (folder / "criteria_set.yaml").write_text(head, "utf-8")
    for name, text in (components or {"01_direction": COMPONENT}).items():
        (folder / "components" / f"{name}.yaml").write_text(text, "utf-8")
    return folder
