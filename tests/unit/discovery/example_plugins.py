"""Small criteria sets and plugins, written to disk for the tests of discovery."""

from pathlib import Path

HOOK = """
from engine.authoring import folder_of, hookimpl

@hookimpl
def criteria_folders():
    return [folder_of(__name__)]
"""

SET = """
format: parindex/criteria-set/1
id: {set_id}
edition: "{edition}"
revision: {revision}
status: example
title: {{vi: "Bộ nhỏ", en: "A small set"}}
legal_texts: []
applies_to: {{unit_kinds: [department], years: {{{years}}}}}
parts:
  - {{id: appraisal, title: {{vi: "Thẩm định", en: "Appraisal"}}, points: "1"}}
total: {{max: "1"}}
missing_at_close: zero
ranking: {{by: index, ties: competition, compare: exact}}
grades:
  by: index
  levels:
    - {{id: good, title: {{vi: "Tốt", en: "Good"}}, from: "80"}}
    - {{id: weak, title: {{vi: "Kém", en: "Weak"}}}}
profiles:
  - {{id: ordinary, title: {{vi: "Thông thường", en: "Ordinary"}}}}
  - {{id: special, title: {{vi: "Đặc thù", en: "Special"}}}}
"""

COMPONENT = """
format: parindex/component/1
id: "1"
title: {vi: "Báo cáo", en: "Reports"}
max: "1"
children:
  - id: "1.1"
    title: {vi: "Có báo cáo", en: "A report is sent"}
    max: "1"
    part: appraisal
    facts: {report.sent: {type: bool, title: {vi: "Đã gửi", en: "Sent"}}}
    method: choice
    rule: {fact: report.sent, levels: {"true": "1", "false": "0"}}
"""

BROKEN_COMPONENT = COMPONENT.replace('"true": "1"', '"true": "một"')


def write(path: Path, text: str) -> Path:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def write_set(
    folder: Path,
    set_id: str = "vd.nho",
    edition: str = "2022",
    component: str = COMPONENT,
    *,
    revision: int = 1,
    years: str = "from: 2022",
) -> Path:
    """A criteria set of one row; returns its folder."""
    text = SET.format(set_id=set_id, edition=edition, revision=revision, years=years)
    write(folder / "criteria_set.yaml", text)
    write(folder / "components" / "01_bao_cao.yaml", component)
    return folder


def write_plugin(folder: Path, set_id: str = "vd.nho", edition: str = "2022", code: str = HOOK) -> Path:
    """A package with a set beside its hook; returns its folder."""
    write(folder / "__init__.py", code)
    return write_set(folder, set_id, edition)


def write_distribution(site: Path, distribution: str, points: dict[str, str], version: str = "1.0") -> Path:
    """What an installer leaves of a distribution whose entry points are `points`; returns its metadata folder."""
    folder = site / f"{distribution.replace('-', '_')}-{version}.dist-info"
    lines = "\n".join(f"{name} = {value}" for name, value in points.items())
    write(folder / "entry_points.txt", f"[parindex.criteria_sets]\n{lines}\n")
    write(folder / "METADATA", f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
    return folder
