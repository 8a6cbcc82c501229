"""Submissions that an importer made of a foreign file: checked as if somebody had written each of them as a file."""

from collections.abc import Sequence

from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.loading.json_reader import document_of
from engine.loading.submission_builder import doubles_among
from engine.loading.submission_file import MOST_SUBMISSIONS, SubmissionBatch, read_submission_document


def read_imported(documents: Sequence[object], file: str) -> SubmissionBatch:
    """The submissions of documents as a JSON parser gives them. `file` is the foreign file that they come from.

    Findings name the file, the number of the document in it from 1 where there are several, and a JSON pointer: the
    document was never written as text. A float is a finding, since it is not exact.
    """
    if len(documents) > MOST_SUBMISSIONS:
        return SubmissionBatch((), (_too_many(file, len(documents)),))
    names = [file] if len(documents) == 1 else [f"{file}[{number}]" for number in range(1, len(documents) + 1)]
    batches = [_read(document, name) for document, name in zip(documents, names, strict=True)]
    submissions = tuple(submission for batch in batches for submission in batch.submissions)
    found = [*(finding for batch in batches for finding in batch.findings), *doubles_among(submissions)]
    return SubmissionBatch(submissions, tuple(sorted(found, key=Finding.sort_key)))


def _read(document: object, name: str) -> SubmissionBatch:
    reading = document_of(document, name)
    if reading.document is None:
        return SubmissionBatch((), reading.findings)
    batch = read_submission_document(reading.document)
    return SubmissionBatch(() if reading.findings else batch.submissions, (*reading.findings, *batch.findings))


def _too_many(file: str, count: int) -> Finding:
    return error(
        "import.too-many",
        Place(file),
        f"Tệp này thành {count} phiếu, nhiều nhất được {MOST_SUBMISSIONS}.",
        f"This file gives {count} submissions; at most {MOST_SUBMISSIONS} are taken.",
        "Chia thành nhiều tệp nhỏ hơn.",
        "Split it into smaller files.",
    )
