"""Submissions for a command: every path read, all that is wrong with them told at once, before anything is scored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.failures import warn
from engine.cli.foreign_files import read_with_importer
from engine.cli.invocation import Invocation
from engine.cli.wrong_usage import WrongUsage
from engine.domain.finding import Finding, error, has_errors
from engine.domain.text import NOTHING, Text
from engine.errors import InvalidDocument, UnknownCriteriaSet, nearest

if TYPE_CHECKING:
    from engine.domain.submission import Submission

MOST_NAMED = 12
"""Units named in a message; a round may have hundreds."""


def read_all(
    paths: Sequence[Path],
    invocation: Invocation,
    set_id: str | None = None,
    edition: str | None = None,
    revision: int | None = None,
    importer: str | None = None,
) -> tuple[Submission, ...]:
    """The submissions of all paths; `set_id` and `edition` name the set of tables that do not name one.

    `revision` is the one by which they will be scored, None for the newest; `importer` the extension that reads them.

    Raises InvalidDocument with the findings of all files where one is an error, or where there is no submission at all.
    """
    from engine.loading.submission_builder import doubles_among
    from engine.loading.submission_file import read_submissions

    answers = None
    if set_id is not None:
        rules = invocation.engine.criteria.get(set_id, edition or "", revision)
        answers = (rules.id, rules.edition)
    if importer is None:
        batches = [read_submissions(path, answers) for path in paths]
    else:
        batches = [read_with_importer(path, importer, invocation) for path in paths]
    submissions = tuple(submission for batch in batches for submission in batch.submissions)
    # Doubles inside one path have been found already; those between paths only show here.
    between = [] if len(batches) == 1 else list(doubles_among(submissions))
    found = [*(finding for batch in batches for finding in batch.findings), *between]
    findings = tuple(dict.fromkeys([*found, *_unknown_sets(submissions, invocation, revision)]))
    if has_errors(findings):
        raise _with_errors(findings)
    warn(findings, invocation)
    if not submissions:
        raise _nothing_in(paths)
    return submissions


def closed(submission: Submission) -> Submission:
    """The same submission with its stage closed; another document, so another hash."""
    from engine.results.canonical import digest

    if submission.closed:
        return submission
    document = {**submission.document, "closed": True}
    return replace(submission, closed=True, document=document, content_hash=digest(document))


def of_unit(submissions: Sequence[Submission], unit: str | None) -> Submission:
    """The one submission that is asked for; raises WrongUsage where that is not said, or nobody has that id."""
    found = [submission for submission in submissions if unit in (None, submission.unit.id)]
    if len(found) == 1:
        return found[0]
    ids = list(dict.fromkeys(submission.unit.id for submission in submissions))
    named = ", ".join(ids[:MOST_NAMED]) + (f" … ({len(ids)})" if len(ids) > MOST_NAMED else "")
    known = Text(f"Hiện có: {named}", f"Known: {named}")
    if unit is None:
        count = len(submissions)
        told = Text(f"Ở đây có {count} phiếu; thêm --unit ID.", f"There are {count} submissions here; add --unit ID.")
        raise WrongUsage(told, known)
    if found:
        told = Text(
            f"'{unit}' có {len(found)} phiếu (nhiều năm, vòng hoặc bộ tiêu chí); nêu tệp của một phiếu.",
            f"'{unit}' has {len(found)} submissions (of several years, stages or sets); name the file of one.",
        )
        raise WrongUsage(told)
    near = nearest(unit, ids)
    hint = Text(f"Ý bạn là '{near}'?", f"Did you mean '{near}'?") if near else known
    raise WrongUsage(Text(f"Không có đơn vị '{unit}' ở đây.", f"There is no unit '{unit}' here."), hint)


def _unknown_sets(submissions: Sequence[Submission], invocation: Invocation, revision: int | None) -> Iterator[Finding]:
    """A finding for each submission that answers to a set that is not there."""
    problems: dict[tuple[str, str], UnknownCriteriaSet | None] = {}
    for submission in submissions:
        name = (submission.set_id, submission.edition)
        if name not in problems:
            try:
                invocation.engine.criteria.get(*name, revision)
                problems[name] = None
            except UnknownCriteriaSet as problem:
                problems[name] = problem
        if (unknown := problems[name]) is not None:
            place = submission.place_of("/criteria_set/id")
            yield error(unknown.code, place, unknown.vi, unknown.en, unknown.hint_vi, unknown.hint_en)


def _with_errors(findings: Sequence[Finding]) -> InvalidDocument:
    lacks_set = any(finding.code == "table.missing-column" for finding in findings)
    of_tables = Text("; nêu bộ tiêu chí của bảng bằng --set ID", "; --set ID names the set of a table")
    rest = of_tables if lacks_set else NOTHING
    return InvalidDocument(
        "Phiếu có lỗi; chưa chấm và chưa ghi gì.",
        "The submissions have errors; nothing was scored or kept.",
        hint_vi=f"Sửa các chỗ nêu trên rồi chạy lại{rest.vi}.",
        hint_en=f"Mend what is named above and run this again{rest.en}.",
        findings=findings,
    )


def _nothing_in(paths: Sequence[Path]) -> InvalidDocument:
    named = ", ".join(f"'{path}'" for path in paths)
    return InvalidDocument(
        f"Không có phiếu nào ở {named}.",
        f"There is no submission in {named}.",
        hint_vi="Phiếu là tệp .yaml, .yml, .json hoặc .csv.",
        hint_en="Submissions are files ending in .yaml, .yml, .json or .csv.",
    )
