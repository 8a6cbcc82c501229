"""Crosswalks beside a criteria set: which nodes of older editions answer to its nodes."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from engine.domain.crosswalk import Change, Crosswalk, Row, Side
from engine.domain.doubles import named_again
from engine.domain.finding import Finding, error
from engine.loading.document import Document
from engine.loading.folder_files import FolderFiles, TextFile
from engine.loading.schema_check import check_document
from engine.loading.section import Section, root_of
from engine.loading.yaml_reader import read_yaml

CROSSWALKS = "crosswalks"


@dataclass(frozen=True, slots=True)
class CrosswalkBatch:
    """The crosswalks that could be read, and everything that is wrong with the rest."""

    crosswalks: tuple[Crosswalk, ...] = ()
    findings: tuple[Finding, ...] = ()

    def leading_from(self, older: Side) -> Crosswalk | None:
        """The crosswalk from an older edition; None where there is none."""
        return next((crosswalk for crosswalk in self.crosswalks if crosswalk.before == older), None)


def read_crosswalks(folder: Traversable) -> CrosswalkBatch:
    """All crosswalks under `crosswalks/` of the folder of a set, in the order of the files."""
    files = FolderFiles(folder)
    batches = [_read(file) for file in files.read_all(CROSSWALKS, suffixes=(".yaml",))]
    crosswalks = [crosswalk for batch in batches for crosswalk in batch.crosswalks]
    findings = [*files.findings, *(finding for batch in batches for finding in batch.findings), *_twice(crosswalks)]
    return CrosswalkBatch(tuple(crosswalks), tuple(sorted(findings, key=Finding.sort_key)))


def _read(file: TextFile) -> CrosswalkBatch:
    reading = read_yaml(file.data, file.name)
    if reading.document is None:
        return CrosswalkBatch(findings=reading.findings)
    findings = (*reading.findings, *check_document(reading.document, "crosswalk/1"))
    return CrosswalkBatch(findings=findings) if findings else CrosswalkBatch((_crosswalk(reading.document),))


def _crosswalk(document: Document) -> Crosswalk:
    root = root_of(document)
    before, after = (Side(root.inner(key).word("id"), root.inner(key).word("edition")) for key in ("from", "to"))
    rows = tuple(row for item in root.each("rows") for row in _rows(item))
    return Crosswalk(before, after, rows, root.text("note"), root.place())


def _rows(item: Section) -> Iterator[Row]:
    """One row; of `same` one for each node."""
    change, note = Change(item.word("change")), item.text("note")
    if change is not Change.SAME:
        yield Row(change, item.words("from"), item.words("to"), note, item.place())
        return
    for index, node in enumerate(item.words("nodes")):
        yield Row(change, (node,), (node,), note, item.place(f"/nodes/{index}"))


def _twice(crosswalks: list[Crosswalk]) -> Iterator[Finding]:
    for crosswalk, known in named_again(crosswalks, lambda crosswalk: crosswalk.before):
        yield error(
            "crosswalk.twice",
            crosswalk.place,
            f"Đã có bảng đối chiếu từ {crosswalk.before} ở {known.place}.",
            f"There is a crosswalk from {crosswalk.before} already, at {known.place}.",
            "Gộp hai bảng thành một tệp.",
            "Put both into one file.",
        )
