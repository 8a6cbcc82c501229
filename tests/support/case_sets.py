"""A small set with a rule of most shapes, and cases that leave nothing out."""

from pathlib import Path

from engine.loading.cases_file import read_cases
from engine.loading.criteria_folder import read_set
from engine.rule_tests.set_under_test import SetUnderTest
from tests.support.small_sets import changed

HEAD = """\
format: parindex/criteria-set/1
id: test.ruled
edition: "2022"
revision: 1
status: example
title: {vi: "Bộ có ca mẫu", en: "A set with cases"}
legal_texts:
  - key: qd-1
    number: "1/QĐ"
    title: {vi: "Quyết định", en: "Decision"}
    issued: 2021-01-01
    in_force: {from: 2021-01-01}
    clauses: [dieu-1, dieu-2]
applies_to: {unit_kinds: [department], years: {from: 2022, to: 2023}}
total: {max: "10"}
missing_at_close: zero
profiles:
  - {id: ordinary, title: {vi: "Thông thường", en: "Ordinary"}}
  - id: special
    title: {vi: "Đặc thù", en: "Special"}
    excludes:
      - {nodes: ["1.2"], reason: {vi: "Không có việc này", en: "No such work"}, basis: [qd-1#dieu-2]}
"""
COMPONENT = """\
format: parindex/component/1
id: "1"
title: {vi: "Chỉ đạo", en: "Direction"}
max: "10"
basis: [qd-1#dieu-1]
children:
  - id: "1.1"
    title: {vi: "Kế hoạch", en: "Plan"}
    max: "6"
    facts:
      plan.done: {type: count, title: {vi: "Việc đã làm", en: "Done"}, max: 1000}
      plan.tasks: {type: count, title: {vi: "Việc phải làm", en: "Planned"}, max: 1000}
    method: bands
    rule:
      value: plan.done / plan.tasks
      when_empty: not_assessed
      bands:
        - {from: "80%", points: "6"}
        - {below: "80%", points: "2"}
  - id: "1.2"
    title: {vi: "Báo cáo", en: "Reports"}
    max: "4"
    basis: [qd-1#dieu-2]
    facts:
      reports.late: {type: count, title: {vi: "Báo cáo muộn", en: "Late reports"}, max: 50}
      reports.none: {type: bool, title: {vi: "Không báo cáo", en: "No report"}}
    gates:
      - {id: none_sent, when: reports.none, points: "0", reason: {vi: "Không gửi báo cáo", en: "No report was sent"}}
    method: deductions
    rule:
      deductions:
        - {id: late, count: reports.late, points: "0.5", cap: "3", title: {vi: "Báo cáo muộn", en: "Late report"}}
"""
CASES = """\
format: parindex/cases/1
cases:
  - name: Eight of ten tasks reach the edge
    facts: {plan.done: 8, plan.tasks: 10}
    expect: {"1.1": {points: "6", status: scored, rule: "bands[0]"}}
  - name: Seventy-nine of a hundred do not
    facts: {plan.done: 79, plan.tasks: 100}
    expect: {"1.1": {points: "2", status: scored, rule: "bands[1]"}}
  - name: A plan without tasks is not assessed
    facts: {plan.done: 0, plan.tasks: 0}
    expect: {"1.1": {status: not_assessed, rule: empty}}
  - name: Nothing is known
    expect: {"1.1": {status: not_assessed}, "1.2": {status: not_assessed}}
  - name: No late report
    facts: {reports.late: 0, reports.none: false}
    expect: {"1.2": {points: "4", status: scored, rule: deducted}}
  - name: One late report
    facts: {reports.late: 1, reports.none: false}
    expect: {"1.2": {points: "3.5", reason: {en: "…1 cases deducted…"}}}
  - name: Seven late reports cost no more than six
    facts: {reports.late: 7, reports.none: false}
    expect: {"1.2": {points: "1"}}
  - name: No report at all
    facts: {reports.late: 0, reports.none: true}
    expect: {"1.2": {points: "0", rule: gate.none_sent, reason: {vi: "Không gửi báo cáo", en: "No report was sent"}}}
  - name: A special unit has no reports to send
    profile: special
    expect: {"1.2": {status: not_applicable}}
"""


def ruled_set(
    folder: Path, *, rules: tuple[tuple[str, str], ...] = (), cases: tuple[tuple[str, str], ...] = ()
) -> SetUnderTest:
    """The set written into `folder`, with pieces of its component or of its cases replaced."""
    write_ruled_set(folder, rules=rules, cases=cases)
    return SetUnderTest(read_set(folder), read_cases(folder))


def write_ruled_set(
    folder: Path, *, rules: tuple[tuple[str, str], ...] = (), cases: tuple[tuple[str, str], ...] = ()
) -> Path:
    """The same, only written."""
    for name in ("components", "cases"):
        (folder / name).mkdir(parents=True)
    (folder / "criteria_set.yaml").write_text(HEAD, "utf-8")
    (folder / "components" / "01.yaml").write_text(changed(COMPONENT, *rules), "utf-8")
    (folder / "cases" / "01.yaml").write_text(changed(CASES, *cases), "utf-8")
    return folder
