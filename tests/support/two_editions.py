"""A small set in which everything that may change from one edition to the next stands once, and ways to change it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from engine.domain.criteria_set import CriteriaSet
from engine.loading.criteria_folder import read_set
from tests.support.small_sets import changed

HEAD = """\
format: parindex/criteria-set/1
id: thu.doi
edition: "2021"
revision: 1
status: example
title: {vi: "Bộ thử", en: "Trial set"}
legal_texts:
  - key: qd-1
    number: "1/QĐ"
    title: {vi: "Quyết định", en: "Decision"}
    issued: 2021-01-05
    in_force: {from: 2021-01-05}
    source: "hư cấu"
    clauses: [dieu-1, dieu-2]
applies_to: {unit_kinds: [department], years: {from: 2021, to: 2021}}
parts:
  - {id: appraisal, title: {vi: "Thẩm định", en: "Appraisal"}, points: "9"}
  - {id: survey, title: {vi: "Điều tra", en: "Survey"}, points: "3"}
numbers: {places: 6, rounding: [{at: printed, places: 2, mode: half_up}]}
total: {max: "12"}
missing_at_close: zero
ranking: {by: index, ties: competition, compare: exact}
grades:
  by: index
  levels:
    - {id: tot, title: {vi: "Tốt", en: "Good"}, from: "80"}
    - {id: kem, title: {vi: "Kém", en: "Weak"}}
profiles:
  - {id: ordinary, title: {vi: "Thường", en: "Ordinary"}, group: main}
  - id: special
    title: {vi: "Đặc thù", en: "Special"}
    group: main
    excludes:
      - {nodes: ["1.4"], reason: {vi: "Không có việc", en: "No such work"}, basis: [qd-1#dieu-2]}
"""

FIRST = """\
format: parindex/component/1
id: "1"
title: {vi: "Chỉ đạo", en: "Direction"}
max: "9"
basis: [qd-1#dieu-1]
children:
  - id: "1.1"
    title: {vi: "Kế hoạch", en: "Plan"}
    max: "2"
    part: appraisal
    facts:
      plan.issued:
        type: choice
        title: {vi: "Ban hành", en: "Issued"}
        options:
          on_time: {vi: "Kịp thời", en: "In time"}
          late: {vi: "Muộn", en: "Late"}
    method: choice
    rule: {fact: plan.issued, levels: {on_time: "2", late: "1"}}
    documents: [{vi: "Kế hoạch", en: "The plan"}]
  - id: "1.2"
    title: {vi: "Giải ngân", en: "Disbursement"}
    max: "3"
    part: appraisal
    facts:
      money.paid: {type: count, title: {vi: "Đã chi", en: "Paid"}, max: 1000}
      money.planned: {type: count, title: {vi: "Kế hoạch", en: "Planned"}, max: 1000}
    method: bands
    rule:
      value: money.paid / money.planned
      when_empty: zero
      bands:
        - {from: "90%", points: "3"}
        - {from: "70%", below: "90%", points: "50%"}
        - {below: "70%", points: "0"}
  - id: "1.3"
    title: {vi: "Báo cáo", en: "Reports"}
    max: "2"
    part: appraisal
    facts:
      reports.late: {type: count, title: {vi: "Gửi muộn", en: "Sent late"}, max: 100}
      reports.annual: {type: bool, title: {vi: "Có báo cáo năm", en: "Annual report"}}
    gates:
      - {id: annual, when: "not reports.annual", points: "0", reason: {vi: "Thiếu báo cáo năm", en: "No annual report"}}
    method: deductions
    rule:
      deductions:
        - {id: late, count: reports.late, points: "0.25", title: {vi: "Muộn", en: "Late"}}
  - id: "1.4"
    title: {vi: "Nhiệm vụ", en: "Tasks"}
    max: "2"
    part: appraisal
    facts:
      tasks.done: {type: count, title: {vi: "Đã làm", en: "Done"}, max: 100}
      tasks.given: {type: count, title: {vi: "Được giao", en: "Given"}, max: 100}
    not_arisen: {when: "tasks.given == 0", then: full, reason: {vi: "Không giao việc", en: "Nothing given"}}
    method: proportional
    rule: {value: tasks.done / tasks.given, floor: "80%", when_empty: not_assessed}
"""

SECOND = """\
format: parindex/component/1
id: "2"
title: {vi: "Hài lòng", en: "Satisfaction"}
max: "3"
part: survey
facts:
  people.rate: {type: percent, title: {vi: "Mức hài lòng", en: "Satisfaction"}}
method: external_index
rule: {value: people.rate}
"""


def edition(*changes: tuple[str, str]) -> CriteriaSet:
    """The set with pieces of its text replaced; whether it makes sense is not asked."""
    head, first, second = HEAD, FIRST, SECOND
    for old, new in changes:
        assert any(old in text for text in (head, first, second)), old
        head, first, second = (changed(text, (old, new)) if old in text else text for text in (head, first, second))
    with TemporaryDirectory() as folder:
        write_edition(Path(folder) / "bo", head, first, second)
        made = read_set(Path(folder) / "bo").criteria_set
    assert made is not None
    return made


def write_edition(home: Path, head: str = HEAD, first: str = FIRST, second: str = SECOND) -> Path:
    """Write the set, or a changed one, into a folder."""
    (home / "components").mkdir(parents=True)
    (home / "criteria_set.yaml").write_text(head, "utf-8")
    (home / "components" / "01_chi_dao.yaml").write_text(first, "utf-8")
    (home / "components" / "02_hai_long.yaml").write_text(second, "utf-8")
    return home
