"""Writes the submissions of this example from two small tables; the same tables always give the same files.

    python examples/quang_nam_2020/soan_phieu.py

`don_vi.csv` has a line for each unit: how well it works and how its survey came out in each year, of 100. `rieng.csv`
sets single facts of single units. All figures are made up.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
YEARS = (2019, 2020)
NOTICE = "đơn vị và số liệu là ví dụ, không phải của cơ quan nào có thật"

Row = Mapping[str, str]

# Fact of the whole, its value, fact of the part, and how much easier (+) or harder (−) than a unit's own level.
SHARES = (
    ("plan.tasks", 40, "plan.done", -4),
    ("review.due", 20, "review.done", 8),
    ("dossiers.resolved", 2000, "dossiers.on_time", 10),
    ("staff.present", 60, "staff.placed", 8),
    ("documents.sent", 2000, "documents.signed", 0),
    ("online_services.offered", 40, "online_services.used", -14),
)
CHOICES = (
    ("inspection.done", -6),
    ("enforcement.followed", 10),
    ("one_stop.applied", 10),
    ("structure.kept", 12),
    ("quota.kept", 12),
    ("spending_rules.state", 6),
    ("iso.state", -8),
)
SURVEYS = (
    ("survey.direction", -2),
    ("survey.documents", 0),
    ("survey.procedures", 6),
    ("survey.organisation", 4),
    ("survey.staff", 4),
    ("survey.finance", 4),
    ("survey.modernisation", -1),
)


def facts(unit: Row, year: int, at: int) -> dict[str, str]:
    """The facts of one unit and year as YAML writes them; `at` is its line in the table."""
    work, survey = int(unit[f"work_{year}"]), int(unit[f"survey_{year}"])
    found = {
        "reports.late": str(max(0, (94 - work) // 5)),
        "initiatives.recognised": "2" if work >= 90 else "1" if work >= 78 else "0",
        "publication.faults": str(max(0, (92 - work) // 5)),
        "discipline.cases": "1" if work < 78 else "0",
        "budget.disbursed": f"{min(99, work + 8)}.50",
    }
    for turn, (whole, total, part, ease) in enumerate(SHARES):
        found |= {whole: str(total), part: str(total * _level(work + ease, at, turn) // 100)}
    for turn, (fact, ease) in enumerate(CHOICES):
        reached = _level(work + ease, at, turn + 3)
        found[fact] = "full" if reached >= 84 else "partial" if reached >= 60 else "none"
    for turn, (fact, ease) in enumerate(SURVEYS):
        hundredths = (survey + ease) * 100 + (131 * at + 77 * turn) % 400 - 200
        found[fact] = f"{max(0, min(10_000, hundredths)) / 100:.2f}"
    return found


def _level(work: int, at: int, turn: int) -> int:
    """How far a unit got with one thing, of 100: its own level, and a difference of its own."""
    return max(0, min(100, work + (7 * at + 5 * turn) % 9 - 4))


def submission(unit: Row, year: int, at: int, own: Mapping[str, str]) -> str:
    """The submission of one unit and year as a YAML document."""
    lines = (f"  {name}: {value}\n" for name, value in sorted((facts(unit, year, at) | dict(own)).items()))
    return f"""# {unit["name"]}: {NOTICE}.
format: parindex/submission/1
criteria_set: {{id: vd.par.seven, edition: "2020"}}
unit:
  id: {unit["id"]}
  name: {{vi: "{unit["name"]}", en: "{unit["name_en"]}"}}
  kind: department
year: {year}
stage: final
closed: true
facts:
{"".join(lines)}"""


def documents() -> Iterator[tuple[str, str]]:
    """The path, from this folder, and the text of every submission."""
    own: dict[tuple[str, str], dict[str, str]] = {}
    for row in csv.DictReader((HERE / "rieng.csv").read_text("utf-8").splitlines()):
        own.setdefault((row["id"], row["year"]), {})[row["fact"]] = row["value"]
    for at, unit in enumerate(csv.DictReader((HERE / "don_vi.csv").read_text("utf-8").splitlines())):
        for year in YEARS:
            yield f"phieu/{year}/{unit['id']}.yaml", submission(unit, year, at, own.get((unit["id"], str(year)), {}))


def main() -> None:
    """Write all submissions."""
    for path, text in documents():
        (HERE / path).parent.mkdir(parents=True, exist_ok=True)
        (HERE / path).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
