"""The facts of a survey put into submissions that were there before: each as a JSON file, in a folder of its own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from engine.domain.finding import Finding, error, has_errors, warning
from engine.domain.source_place import Place
from engine.domain.submission import Submission
from engine.domain.survey_form import SurveyForm
from engine.domain.system_refusal import reason_of
from engine.errors import InvalidDocument
from engine.loading.submission_file import read_submissions
from engine.results.canonical import canonical_bytes
from engine.results.whole_file import FileNotWritten

Values = Mapping[str, str | int]
"""Fact → value as a submission writes it."""


@dataclass(frozen=True, slots=True)
class Merged:
    """File name → bytes of every submission, with the facts of its unit where it is of the survey; what was found."""

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]


def merged(form: SurveyForm, values: Mapping[str, Values], path: Path) -> Merged:
    """Put the facts of each unit into its submissions in a file or folder; the others stay as they are.

    A submission is of the survey where its year is, and set and stage where the form names them. Raises
    InvalidDocument where submissions cannot be read, or give one of the facts themselves.
    """
    batch = read_submissions(path)
    found = [*batch.findings]
    files: dict[str, bytes] = {}
    waiting = set(values)
    for at, submission in enumerate(batch.submissions, 1):
        document = dict(submission.document)
        if _is_of(form, submission) and submission.unit.id in values:
            waiting.discard(submission.unit.id)
            found += _given_already(form, submission)
            document["facts"] = {**submission.facts, **values[submission.unit.id]}
        name = re.sub(r"[^0-9A-Za-z._-]", "_", submission.unit.id)
        files[f"{at:05}_{name}.json"] = canonical_bytes(document) + b"\n"
    found += _without_submission(path, sorted(waiting))
    if has_errors(found):
        raise InvalidDocument(
            "Không thêm được số liệu vào các phiếu này; chưa ghi gì.",
            "The facts cannot be put into these submissions; nothing was written.",
            findings=found,
        )
    return Merged(files, tuple(found))


def see_that_it_is_free(target: Path) -> None:
    """Raise InvalidDocument where a folder that is to be written is there, and not empty."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        finding = error(
            "survey.folder-taken",
            Place(target.name),
            "Thư mục ghi ra đã có và không trống.",
            "The folder to be written is there, and not empty.",
            "Đặt tên một thư mục chưa có.",
            "Name a folder that is not there yet.",
        )
        raise InvalidDocument("Chưa ghi gì.", "Nothing was written.", findings=[finding])


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write all files into a new folder, or none of them; raises FileNotWritten."""
    try:
        made = Path(mkdtemp(prefix=".parindex-", dir=target.resolve().parent))
        try:
            for name, data in files.items():
                (made / name).write_bytes(data)
            made.chmod(0o755)
            made.replace(target)
        except BaseException:
            for left in (*made.glob("*"),):
                left.unlink()
            made.rmdir()
            raise
    except OSError as fault:
        reason = reason_of(fault)
        raise FileNotWritten(
            f"Không ghi được thư mục '{target}': {reason.vi}.", f"The folder '{target}' cannot be written: {reason.en}."
        ) from fault


def _is_of(form: SurveyForm, submission: Submission) -> bool:
    return (
        submission.year == form.year
        and form.stage in ("", submission.stage)
        and form.set_id in ("", submission.set_id)
        and form.edition in ("", submission.edition)
    )


def _given_already(form: SurveyForm, submission: Submission) -> Iterator[Finding]:
    """Facts of the survey that the submission gives, those too that the survey leaves unknown."""
    for fact in (fact for feed in form.feeds for fact in feed.facts):
        if fact in submission.facts:
            yield error(
                "survey.fact-given",
                submission.places.get(f"/facts/{fact}", submission.places.get("", Place(submission.unit.id))),
                f"Phiếu của '{submission.unit.id}' đã có số liệu '{fact}', là số liệu lấy từ khảo sát.",
                f"The submission of '{submission.unit.id}' gives '{fact}' itself, which comes from the survey.",
                "Bỏ số liệu ấy khỏi phiếu.",
                "Take the fact out of the submission.",
            )


def _without_submission(path: Path, units: Sequence[str]) -> Iterator[Finding]:
    if units:
        listed = ", ".join(f"'{unit}'" for unit in units[:10]) + (", …" if len(units) > 10 else "")
        yield warning(
            "survey.no-submission",
            Place(path.name),
            f"{len(units)} đơn vị được khảo sát không có phiếu ở đây: {listed}.",
            f"Units of the survey without a submission here ({len(units)}): {listed}.",
            "Thêm phiếu của các đơn vị ấy, hoặc xem lại mã đơn vị, năm, vòng.",
            "Add their submissions, or look at unit ids, year and stage.",
        )
