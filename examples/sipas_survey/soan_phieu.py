"""Writes the raw answers of this example; the same rules always give the same file.

    python examples/sipas_survey/soan_phieu.py

Nobody was asked: the units do not exist, and every answer is made up. In `vd-tinh-mot` 547 of 600 answers are
satisfied or very satisfied, which is 91,17 %. In `vd-tinh-hai` two organisations leave the last question blank, so that
it has fewer valid answers than the form asks for.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEADINGS = ("Mã phiếu", "Đơn vị", "Nhóm đối tượng", "Câu hỏi", "Phương án", "Ghi chú")
QUESTIONS = 15
GROUPS = (("Người dân", 30), ("Tổ chức", 10))
"""Groups as the forms write them, and how many of each were given a form in each unit."""

SATISFIED = {"vd-tinh-mot": 547, "vd-tinh-hai": 480}
"""Unit → satisfied answers to all questions together, spread over them as evenly as can be."""

LAST_BLANK = {"vd-tinh-hai": (39, 40)}
"""Unit → the forms that leave the last question blank."""


def answer(satisfied: int, form: int, question: int) -> str:
    """What a form answers where so many of 40 are satisfied: 5 is best, 1 is worst."""
    turn = (7 * form + 3 * question) % 40  # each of 0 to 39 once, in another order for each question
    if turn < satisfied:
        return "5" if turn % 3 else "4"
    return ("3", "2", "1")[turn % 3]


def rows() -> Iterator[tuple[str, ...]]:
    """Every answer."""
    for unit, all_satisfied in SATISFIED.items():
        given_out = 0
        for group, forms in GROUPS:
            for form in range(given_out + 1, given_out + forms + 1):
                for question in range(1, QUESTIONS + 1):
                    satisfied = all_satisfied // QUESTIONS + (question <= all_satisfied % QUESTIONS)
                    blank = question == QUESTIONS and form in LAST_BLANK.get(unit, ())
                    given = "" if blank else answer(satisfied, form, question)
                    yield f"{unit}-{form:02}", unit, group, str(question), given, ""
            given_out += forms


def table() -> str:
    """The whole table, as a spreadsheet of this country writes it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows(rows())
    return written.getvalue()


if __name__ == "__main__":
    (HERE / "phieu_tho.csv").write_text(table(), "utf-8")
