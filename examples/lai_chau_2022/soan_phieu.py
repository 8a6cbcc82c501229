"""Writes the submissions of this example from two small tables; the same tables always give the same files.

    python examples/lai_chau_2022/soan_phieu.py

`don_vi.csv` has a line for each unit: how well it works and how its survey came out in each year, of 100, and what it
did about reports and initiatives. `rieng.csv` sets single facts of single units. All figures are made up.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
YEARS = (2021, 2022)
SETS = {2021: ("vn.par.department", "2021"), 2022: ("vn.par.department.special", "2022")}
NOTICE = "đơn vị và số liệu là ví dụ, không phải của cơ quan nào có thật"

Row = Mapping[str, str]

# Fact of the whole, its value, fact of the part, and how much easier (+) or harder (−) it was in 2021 and in 2022.
SHARES = (
    ("plan.tasks_planned", 40, "plan.tasks_done", 14, 9),
    ("inspection.issues_found", 20, "inspection.issues_fixed", -2, 12),
    ("review.docs_due", 30, "review.docs_reviewed", 18, 12),
    ("review.results_total", 20, "review.results_handled", 30, 24),
    ("enforcement.found", 25, "enforcement.handled", 20, 12),
    ("unlawful.recommended", 10, "unlawful.handled", 16, 30),
    ("procedures.review_planned", 30, "procedures.reviewed", 14, 12),
    ("publication.due", 12, "publication.late", -84, -82),
    ("dossiers.late", 20, "dossiers.apologies", 10, 8),
    ("feedback.received", 25, "feedback.answered_on_time", 15, 13),
    ("delegation.found", 20, "delegation.handled", 10, 8),
    ("positions.staff", 60, "positions.placed_right", 12, 10),
    ("training.planned", 40, "training.trained", 10, 8),
    ("capital.assigned", 20_000_000_000, "capital.disbursed", -1, -6),
    ("audit.due", 20, "audit.fixed", -14, -18),
    ("documents.sent", 2000, "documents.signed", 12, 10),
    ("system_reports.due", 40, "system_reports.sent", 2, -10),
    ("online_services.offered", 50, "online_services.used", -4, -4),
    ("dossiers.received", 4000, "dossiers.online", -20, 0),
    ("post.offered", 40, "post.used", -50, -46),
)
ONLY_2022 = (
    ("work_files.total", 500, "work_files.online", 0, 2),
    ("payments.total", 900, "payments.online", 0, -8),
    ("dossiers.digitised_of", 4000, "dossiers.digitised", 0, 6),
)
# Fact, its options from best to worst, and how much easier or harder each year was.
CHOICES = (
    ("plan.issued", ("on_time", "late", "none"), 12, -4),
    ("emulation.linked", ("true", "false"), 6, 0),
    ("delegation.followed", ("true", "false"), 6, 6),
    ("enforcement.plan", ("on_time", "late", "none"), 12, 8),
    ("enforcement.report", ("on_time", "late", "none"), 12, 6),
    ("statutes.issued", ("on_time", "late", "none"), 2, 0),
    ("evaluation.conduct", ("on_time_full", "late", "wrong_or_none"), 8, 6),
    ("spending_rules.state", ("current", "outdated", "none"), -10, -16),
    ("iso.state", ("full", "partial", "none"), 0, 0),
    ("website.state", ("full", "partial", "none"), 0, 0),
)
# Survey rows: the questions of each, and how much better or worse than the unit's own level each year.
SURVEYS = (
    ("survey.direction", 2, 2, -4),
    ("survey.institutions", 2, 12, 12),
    ("survey.procedures", 4, 4, 4),
    ("survey.organisation", 2, 2, 2),
    ("survey.civil_service", 3, 3, 2),
    ("survey.finance", 2, -14, -16),
)
NONE_OF_THESE = {
    "leadership.violations": "0",
    "appointments.made": "3",
    "appointments.violations": "0",
    "audit.new_breach": "false",
    "pilot.result": "none",
    "urgent_task.result": "none",
    "council.nominated": "false",
    "criticism.notices": "0",
    "self_assessment.overstated_rows": "0",
    "discipline.warning": "0",
    "discipline.heavier": "0",
    "discipline.head_disciplined": "false",
}


def facts(unit: Row, year: int, at: int) -> dict[str, str]:
    """The facts of one unit and year as YAML writes them; `at` is its line in the table."""
    work, survey = int(unit[f"work_{year}"]), int(unit[f"survey_{year}"])
    wanted = SHARES if year == YEARS[0] else SHARES + ONLY_2022
    found = dict(NONE_OF_THESE)
    for turn, (whole, total, part, *ease) in enumerate(wanted):
        reached = _level(work, ease[year - YEARS[0]], at, turn)
        found |= {whole: str(total), part: str(total * reached // 100)}
    for turn, (fact, options, *ease) in enumerate(CHOICES):
        reached = _level(work, ease[year - YEARS[0]], at, turn + 5)
        found[fact] = options[0] if reached >= 82 else options[1] if reached >= 55 else options[-1]
    for turn, (name, questions, *ease) in enumerate(SURVEYS):
        for question in range(questions):
            found[f"{name}.q{question + 1}"] = _mean(survey + ease[year - YEARS[0]], at, turn + question)
    found |= dict(_single(work, survey, year, at))
    found |= {"reports": _reports(unit, year), "initiatives": _initiatives(unit, year)}
    found.pop("dossiers.digitised_of", None)
    return found


def _level(work: int, ease: int, at: int, turn: int) -> int:
    """How far a unit got with one thing, of 100: its own level, the year's ease, and a difference of its own."""
    return max(0, min(100, work + ease + (7 * at + 5 * turn) % 9 - 4))


def _mean(level: int, at: int, turn: int) -> str:
    """A survey mean with two decimals."""
    hundredths = max(0, min(9900, level * 100 + (131 * at + 77 * turn) % 400 - 200))
    return f"{hundredths / 100:.2f}"


def _single(work: int, survey: int, year: int, at: int) -> Iterator[tuple[str, str]]:
    """Facts that are neither a share nor a choice."""
    checked = _level(work, 12 if year == YEARS[1] else 0, at, 3)
    yield "inspection.units_total", "10"
    yield "inspection.units_checked", "3" if checked >= 86 else "2"
    channels = _level(work, 10 if year == YEARS[0] else -4, at, 6)
    yield "communication.channels", "3" if channels >= 84 else "2" if channels >= 60 else "1"
    late = (100 - _level(work, 4 if year == YEARS[0] else 14, at, 7)) // 5
    yield "tasks.on_time", str(40 - late)
    yield "tasks.late", str(late)
    yield "tasks.undone", "0"
    yield "procedures.total", "100"
    yield "procedures.simplified", "12" if work >= 80 else "7"
    yield "procedures.at_centre", str(_level(work, 12, at, 2))
    yield "procedures.linked", "4" if work >= 80 else "3"
    yield "publication.faults", str(max(0, (96 - work) // 4))
    yield "dossiers.resolved", "4000"
    yield "dossiers.on_time", str(3800 + 2 * max(0, _level(work, 10, at, 4)))
    yield "staff.assigned", "60"
    yield "staff.used", "58"
    yield "staff.reduction", f"{3 + work / 50:.2f}"
    yield "discipline.reprimand", "0" if work >= 78 else "1"
    yield "extra_income.last_year", "1200000"
    yield "extra_income.this_year", "1250000" if work >= 92 else "1200000"
    yield "self_assessment.sent", f"{year + 1}-01-{20 + at % 10}"
    yield "sipas.rate", _mean(survey + 2, at, 9)
    for turn, group in enumerate(("deputies", "departments", "districts")):
        yield f"survey.impact.{group}_sum", str((survey + turn) * 20)
        yield f"survey.impact.{group}_valid", "20"
    if year == YEARS[0]:
        yield "centre.staff", "true" if work >= 70 else "false"
    for question in range(2 if year == YEARS[0] else 3):
        yield f"survey.digital.q{question + 1}", _mean(survey - 2, at, question + 3)


def _reports(unit: Row, year: int) -> str:
    """Four reports: the first ones late, the ones after them incomplete, as many as the table says."""
    late, poor = int(unit[f"late_{year}"]), int(unit[f"incomplete_{year}"])
    lines = []
    for turn, (period, day) in enumerate(
        (("quarter_1", "03-15"), ("six_months", "06-15"), ("nine_months", "09-15"), ("annual", "12-10"))
    ):
        sent = f"{day[:3]}{int(day[3:]) + (4 if turn < late else -1):02}"
        complete = "false" if late <= turn < late + poor else "true"
        lines.append(f"{{period: {period}, due: {year}-{day}, submitted: {year}-{sent}, complete: {complete}}}")
    return "".join(f"\n    - {line}" for line in lines)


def _initiatives(unit: Row, year: int) -> str:
    """The initiatives that were recognised, by level."""
    levels = ["base"] * int(unit[f"base_{year}"]) + ["province"] * int(unit[f"province_{year}"])
    lines = [f"{{level: {level}, recognised: {year}-{5 + turn:02}-20}}" for turn, level in enumerate(levels)]
    return "".join(f"\n    - {line}" for line in lines) or " []"


# What the special bodies have nothing to report on.
NOT_FOR_SPECIAL = (
    "procedures.", "publication.", "dossiers.", "feedback.", "centre.", "online_services.", "payments.", "post.",
    "iso.", "sipas.", "survey.procedures.",
)  # fmt: skip


def submission(unit: Row, year: int, own: Mapping[str, str]) -> str:
    """The submission of one unit and year as a YAML document."""
    set_id, edition = SETS[year]
    at = int(unit["line"])
    given = facts(unit, year, at) | dict(own)
    if unit["profile"] == "special":
        given = {name: value for name, value in given.items() if not name.startswith(NOT_FOR_SPECIAL)}
    lines = (
        f"  {name}:{value if value.startswith((' ', chr(10))) else ' ' + value}\n"
        for name, value in sorted(given.items())
    )
    return f"""# {unit["name"]}: {NOTICE}.
format: parindex/submission/1
criteria_set: {{id: {set_id}, edition: "{edition}"}}
unit:
  id: {unit["id"]}
  name: {{vi: "{unit["name"]}", en: "{unit["name_en"]}"}}
  kind: department
  profile: {unit["profile"]}
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
    for line, unit in enumerate(csv.DictReader((HERE / "don_vi.csv").read_text("utf-8").splitlines())):
        for year in YEARS:
            known = {**unit, "line": str(line)}
            yield f"phieu_{year}/{unit['id']}.yaml", submission(known, year, own.get((unit["id"], str(year)), {}))


def main() -> None:
    """Write all submissions."""
    for path, text in documents():
        (HERE / path).parent.mkdir(exist_ok=True)
        (HERE / path).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
