"""Submissions from YAML, JSON or CSV: one file, a folder of them, or text that came over the wire."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.domain.submission import Submission
from engine.loading.document import Document
from engine.loading.folder_files import FolderFiles, TextFile, read_file
from engine.loading.json_reader import read_json
from engine.loading.schema_check import check_document
from engine.loading.submission_builder import build_submission, doubles_among, doubles_within
from engine.loading.submission_table import Table
from engine.loading.yaml_reader import read_yaml

SUFFIXES = (".yaml", ".yml", ".json", ".csv")
MOST_SUBMISSIONS = 20_000
_BESIDE = (".md", ".txt")

SetName = tuple[str, str]
"""Id and edition of a criteria set."""


@dataclass(frozen=True, slots=True)
class SubmissionBatch:
    """The submissions that could be read, and everything that is wrong with the rest."""

    submissions: tuple[Submission, ...]
    findings: tuple[Finding, ...] = ()


def read_submissions(path: Path, answers: SetName | None = None) -> SubmissionBatch:
    """Submissions from a file, or from all files of a folder in the order of their names.

    `answers` names the criteria set for tables that do not. Notes (`.md`, `.txt`) and hidden files are passed over;
    anything else in a folder is a finding.
    """
    if path.is_dir():
        files = FolderFiles(path, MOST_SUBMISSIONS)
        texts = list(files.read_all(suffixes=SUFFIXES, passed_over=_BESIDE))
        batches = [_read(text, answers) for text in texts]
        return _together(batches, files.findings)
    found = read_file(path, path.name)
    if isinstance(found, Finding):
        return SubmissionBatch((), (found,))
    return _together([_read(found, answers)])


def read_submission_text(data: bytes, name: str, answers: SetName | None = None) -> SubmissionBatch:
    """Submissions from the bytes of a file; the end of `name` says whether it is YAML, JSON or CSV."""
    return _together([_read(TextFile(name, data), answers)])


def read_submission_document(document: Document) -> SubmissionBatch:
    """The submission of a document that was read before."""
    return _together([_checked(document)])


def _read(file: TextFile, answers: SetName | None) -> SubmissionBatch:
    match file.suffix:
        case ".csv":
            return _read_table(file, answers)
        case ".json":
            reading = read_json(file.data, file.name)
        case ".yaml" | ".yml":
            reading = read_yaml(file.data, file.name)
        case _:
            return SubmissionBatch((), (_unknown_kind(file.name),))
    if reading.document is None or reading.findings:
        found = check_document(reading.document, "submission/1") if reading.document else ()
        return SubmissionBatch((), (*reading.findings, *found))
    return _checked(reading.document)


def _checked(document: Document) -> SubmissionBatch:
    findings = check_document(document, "submission/1")
    if findings:
        return SubmissionBatch((), findings)
    submission = build_submission(document)
    return SubmissionBatch((submission,), tuple(doubles_within(submission)))


def _read_table(file: TextFile, answers: SetName | None) -> SubmissionBatch:
    table = Table(file.name, answers)
    submissions: list[Submission] = []
    findings: list[Finding] = []
    for document in table.documents(file.data):
        # The cells of facts are typed already, and their names were checked once, in the header.
        head = Document(file.name, {**document.mapping, "facts": {}}, document.locate)
        found = check_document(head, "submission/1")
        findings += found
        if not found:
            submissions.append(build_submission(document))
    return SubmissionBatch(tuple(submissions), (*table.findings, *findings))


def _together(batches: Iterable[SubmissionBatch], findings: Iterable[Finding] = ()) -> SubmissionBatch:
    batches = list(batches)
    submissions = tuple(submission for batch in batches for submission in batch.submissions)
    found = [*findings, *_findings(batches), *doubles_among(submissions)]
    return SubmissionBatch(submissions, tuple(sorted(found, key=Finding.sort_key)))


def _findings(batches: Iterable[SubmissionBatch]) -> Iterator[Finding]:
    for batch in batches:
        yield from batch.findings


def _unknown_kind(name: str) -> Finding:
    listed = ", ".join(SUFFIXES)
    return error(
        "file.unknown",
        Place(name),
        f"Không đọc được tệp loại '{PurePath(name).suffix}'.",
        f"Files of the kind '{PurePath(name).suffix}' are not read.",
        f"Dùng một trong: {listed}.",
        f"Use one of: {listed}.",
    )
