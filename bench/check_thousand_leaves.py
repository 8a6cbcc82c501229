"""The process time of checking a generated set of 1,000 leaves: YAML, schema, sense, compiling for two profiles."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from engine.domain.finding import has_errors
from engine.loading.criteria_folder import read_set

COMPONENTS, CRITERIA, LEAVES, ROUNDS, GOAL_SECONDS = 10, 10, 10, 5, 0.5

HEAD = """format: parindex/criteria-set/1
id: example.thousand
edition: "2026"
revision: 1
status: example
title: {{vi: "Bộ một nghìn tiêu chí", en: "A set of a thousand leaves"}}
legal_texts:
  - key: decision
    number: "1/QĐ-VD"
    issued: 2026-01-02
    in_force: {{from: 2026-01-02}}
    title: {{vi: "Quyết định ví dụ", en: "A decision (example)"}}
applies_to: {{unit_kinds: [department], years: {{from: 2026}}}}
parts:
  - {{id: appraisal, title: {{vi: "Thẩm định", en: "Appraisal"}}, points: "{total}"}}
total: {{max: "{total}"}}
missing_at_close: zero
profiles:
  - {{id: ordinary, title: {{vi: "Thông thường", en: "Ordinary"}}}}
  - id: special
    title: {{vi: "Đặc thù", en: "Special"}}
    excludes:
      - {{nodes: ["1.1"], reason: {{vi: "Không có nhiệm vụ này", en: "It has no such task"}}}}
"""
LEAF_HEAD = """      - id: "{id}"
        title: {{vi: "Tiêu chí thành phần {id}", en: "Sub-criterion {id}"}}
        max: "1"
        part: appraisal
        basis: ["decision"]
        documents: [{{vi: "Báo cáo của đơn vị", en: "A report of the body"}}]
"""
KINDS = (
    """        facts:
          {name}.level:
            type: choice
            title: {{vi: "Mức", en: "Level"}}
            options:
              good: {{vi: "Tốt", en: "Good"}}
              fair: {{vi: "Khá", en: "Fair"}}
              none: {{vi: "Không", en: "None"}}
        method: choice
        rule:
          fact: {name}.level
          levels: {{good: "1", fair: "0.5", none: "0"}}
""",
    """        facts:
          {name}.done: {{type: count, title: {{vi: "Việc đã làm", en: "Tasks done"}}, max: 5000}}
          {name}.all: {{type: count, title: {{vi: "Việc được giao", en: "Tasks given"}}, max: 5000}}
        method: bands
        rule:
          value: "{name}.done / {name}.all"
          when_empty: full
          bands:
            - {{from: "100%", points: "1"}}
            - {{from: "80%", below: "100%", points: proportional}}
            - {{below: "80%", points: "0"}}
""",
    """        facts: {{{name}.late: {{type: count, title: {{vi: "Lần muộn", en: "Times late"}}, max: 40}}}}
        method: deductions
        rule:
          deductions:
            - {{id: late, count: {name}.late, points: "0.25", title: {{vi: "Muộn", en: "Late"}}}}
""",
    """        facts: {{{name}.share: {{type: percent, title: {{vi: "Tỷ lệ", en: "Share"}}}}}}
        method: proportional
        rule: {{value: "{name}.share", target: "90%"}}
""",
    """        facts: {{{name}.sent: {{type: bool, title: {{vi: "Đã gửi", en: "Sent"}}}}}}
        method: choice
        rule: {{fact: {name}.sent, levels: {{"true": "1", "false": "0"}}}}
""",
)


def write_set(folder: Path) -> Path:
    """The set: ten components of ten criteria of ten leaves, of five kinds in turn."""
    (folder / "components").mkdir()
    total = COMPONENTS * CRITERIA * LEAVES
    (folder / "criteria_set.yaml").write_text(HEAD.format(total=total), "utf-8")
    for number in range(1, COMPONENTS + 1):
        text = "".join(_component(number))
        (folder / "components" / f"{number:02}_component.yaml").write_text(text, "utf-8")
    return folder


def _component(number: int) -> Iterator[str]:
    yield f'format: parindex/component/1\nid: "{number}"\n'
    yield f'title: {{vi: "Lĩnh vực {number}", en: "Component {number}"}}\nmax: "{CRITERIA * LEAVES}"\nchildren:\n'
    for criterion in range(1, CRITERIA + 1):
        name = f"{number}.{criterion}"
        yield f'  - id: "{name}"\n    title: {{vi: "Tiêu chí {name}", en: "Criterion {name}"}}\n'
        yield f'    max: "{LEAVES}"\n    children:\n'
        for leaf in range(1, LEAVES + 1):
            yield LEAF_HEAD.format(id=f"{name}.{leaf}")
            yield KINDS[leaf % len(KINDS)].format(name=f"f{number}x{criterion}x{leaf}")


def run() -> bool:
    """Print the times; True when the median is under the goal. What only the first reading costs is left out."""
    with tempfile.TemporaryDirectory() as folder:
        written = write_set(Path(folder))
        times = [_seconds(written) for _ in range(1 + ROUNDS)][1:]
    middle = statistics.median(times)
    spread = f"[{min(times):.2f} … {max(times):.2f}]"
    leaves = COMPONENTS * CRITERIA * LEAVES
    print(f"  checking {leaves} leaves: {middle:.2f} s of process time {spread}, goal {GOAL_SECONDS} s")
    return middle < GOAL_SECONDS


def _seconds(folder: Path) -> float:
    start = time.process_time()
    loaded = read_set(folder)
    seconds = time.process_time() - start
    if has_errors(loaded.findings) or loaded.criteria_set is None:
        raise SystemExit("\n".join(finding.told("en") for finding in loaded.findings[:5]))
    return seconds
