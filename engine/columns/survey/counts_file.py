"""Counts on disk: canonical JSON, or a Parquet table with a row for each count; both carry the hash of the content."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from engine.columns.arrow_buffers import array_of, texts_of
from engine.columns.survey.counts import FORMAT, Counts, SurveyCounts
from engine.domain.finding import error
from engine.domain.source_place import Place
from engine.domain.survey_form import SurveyForm
from engine.errors import EngineError, InvalidDocument
from engine.results.canonical import canonical_bytes, sha256

PARQUET = ".parquet"
_KEY = b"parindex"
_SIDES = ("units", "questions", "groups", "columns")


class CountsDamaged(EngineError):
    """A file of counts is not what its hash was taken of, or no file of counts at all."""

    code = "survey.counts-damaged"

    def __init__(self, name: str, vi: str, en: str) -> None:
        super().__init__(
            f"'{name}' {vi}.",
            f"'{name}' {en}.",
            hint_vi="Đếm lại từ phiếu thô: parindex survey aggregate.",
            hint_en="Count the raw answers again: parindex survey aggregate.",
        )


def counts_bytes(counts: SurveyCounts, name: str) -> tuple[bytes, str]:
    """The bytes of a file of counts, Parquet where its name ends so, and the hash of the content."""
    head = counts.head()
    content = sha256(canonical_counts(head, counts.answers, counts.weights))
    head["hash"] = content
    if Path(name).suffix.lower() != PARQUET:
        return canonical_counts(head, counts.answers, counts.weights), content
    table = _table(counts).replace_schema_metadata({_KEY: canonical_bytes(head)})
    written = io.BytesIO()
    pq.write_table(table, written, compression="zstd")
    return written.getvalue(), content


def canonical_counts(head: Mapping[str, object], answers: Counts, weights: Counts | None) -> bytes:
    """The canonical JSON of counts with what else stands in the document, put together unit by unit.

    `answers` comes before every other key and `weights` after it; the counts of all units at once would take some
    hundred bytes of memory for each of them.
    """
    inside = canonical_bytes(head)[1:-1]
    return b"".join((b'{"answers":', _listed(answers), b",", inside, b',"weights":', _listed(weights), b"}"))


def _listed(numbers: Counts | None) -> bytes:
    if numbers is None:
        return b"null"
    return b"[" + b",".join(canonical_bytes(of_unit.tolist()) for of_unit in numbers) + b"]"


def _table(counts: SurveyCounts) -> pa.Table:
    sides = (counts.units, tuple(each.id for each in counts.form.questions), _groups(counts.form), counts.columns)
    shape = counts.answers.shape
    columns = {}
    for axis, (name, texts) in enumerate(zip(("unit", "question", "group", "option"), sides, strict=True)):
        along = np.arange(shape[axis], dtype=np.int32).reshape([-1 if at == axis else 1 for at in range(4)])
        places = array_of(np.broadcast_to(along, shape).ravel())
        columns[name] = pa.DictionaryArray.from_arrays(places, texts_of(texts))
    columns["answers"] = array_of(counts.answers.ravel())
    if counts.weights is not None:
        columns["weight"] = array_of(counts.weights.ravel())
    return pa.table(columns)


def _groups(form: SurveyForm) -> tuple[str, ...]:
    return tuple(group.id for group in form.groups)


# What comes of reading something else, RecursionError of brackets by the thousand.
_NO_COUNTS = (
    pa.ArrowException,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)


class CountsFile:
    """A file of counts that was opened: its form as it was written, and the counts, once somebody has read the form.

    Raises CountsDamaged for a file that is something else, or whose content is not that of its hash.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._head, self._answers, self._weights = (
                _read_parquet(path) if path.suffix.lower() == PARQUET else _read_json(path)
            )
            self._see_that_it_is_whole()
        except (FileNotFoundError, PermissionError, IsADirectoryError):
            raise
        except _NO_COUNTS as fault:
            raise CountsDamaged(path.name, "không phải tệp đếm nguyên vẹn", "is no sound file of counts") from fault
        self.hash = str(self._head["hash"])

    @property
    def form_document(self) -> object:
        """The form as it was written."""
        return self._head["form"]

    def counts(self, form: SurveyForm) -> SurveyCounts:
        """The counts under their form; raises CountsDamaged where the form is another one."""
        sides = [self._head[name] for name in _SIDES[1:]]
        if sides[0] != [each.id for each in form.questions] or sides[1] != [*_groups(form)]:
            raise CountsDamaged(self.path.name, "không khớp mẫu ở trong nó", "does not fit the form inside")
        counts = SurveyCounts(
            form, tuple(self._head["units"]), self._answers, self._weights, self._head["rows"], self._head["left_out"]
        )
        if sides[2] != [*counts.columns] or (self._weights is None) != (form.weights is None):
            raise CountsDamaged(self.path.name, "không khớp mẫu ở trong nó", "does not fit the form inside")
        return counts

    def _see_that_it_is_whole(self) -> None:
        name, head = self.path.name, self._head
        if head.get("format") != FORMAT:
            raise CountsDamaged(name, "không phải tệp đếm phiếu khảo sát", "is no file of survey counts")
        shape = tuple(len(head[side]) for side in _SIDES)
        if self._answers.shape != shape or (self._weights is not None and self._weights.shape != shape):
            raise ValueError("the counts have another shape")
        if any(numbers is not None and numbers.min(initial=0) < 0 for numbers in (self._answers, self._weights)):
            raise ValueError("a count is negative")
        content = {key: item for key, item in head.items() if key != "hash"}
        if sha256(canonical_counts(content, self._answers, self._weights)) != head["hash"]:
            raise CountsDamaged(name, "đã bị sửa: nội dung không khớp mã băm", "was changed: it does not fit its hash")


Read = tuple[dict[str, Any], Counts, Counts | None]


def _read_json(path: Path) -> Read:
    document = json.loads(path.read_bytes())
    weights, shape = document.pop("weights"), tuple(len(document[side]) for side in _SIDES)
    return document, _whole(document.pop("answers"), shape), None if weights is None else _whole(weights, shape)


def _whole(listed: object, shape: tuple[int, ...]) -> Counts:
    """Nested lists of whole numbers as an array; raises ValueError for anything else.

    Canonical JSON writes numbers beyond 2^53 as text. Without units the lists say nothing of the other sides: `shape`.
    """
    array: npt.NDArray[Any] = np.array(listed)
    if array.size and array.dtype.kind != "i":
        items = np.array(listed, object)
        array = np.array([_from_text(item) for item in items.ravel()], np.int64).reshape(items.shape)
    return array.astype(np.int64) if array.size else array.astype(np.int64).reshape(shape)


def _from_text(item: object) -> int:
    if isinstance(item, int) and not isinstance(item, bool):
        return item
    if isinstance(item, str) and item.isascii() and item.isdigit() and int(item) >= 1 << 53:
        return int(item)
    raise ValueError("a count is no whole number")


def _read_parquet(path: Path) -> Read:
    table = pq.read_table(path)
    head = json.loads((table.schema.metadata or {})[_KEY])
    shape = tuple(len(head[side]) for side in _SIDES)
    sides = {name: head[side] for name, side in zip(("unit", "question", "group", "option"), _SIDES, strict=True)}
    places = np.ravel_multi_index([_positions(table.column(name), sides[name]) for name in sides], shape)
    if not np.array_equal(np.sort(places), np.arange(np.prod(shape))):
        raise ValueError("a count is missing, or there twice")
    answers, weights = np.zeros(len(places), np.int64), None
    answers[places] = table.column("answers").to_numpy()
    if "weight" in table.schema.names:
        weights = np.zeros(len(places), np.int64)
        weights[places] = table.column("weight").to_numpy()
    return head, answers.reshape(shape), None if weights is None else weights.reshape(shape)


def _positions(column: pa.ChunkedArray, names: list[str]) -> npt.NDArray[np.int64]:
    """The position of each text of a column in a list of names; raises KeyError for one that is not there."""
    at = {name: index for index, name in enumerate(names)}
    return np.array([at[text] for text in column.to_pylist()], np.int64)


def see_that_nothing_is_lost(paths: list[Path], target: Path) -> None:
    """Raise InvalidDocument where what is written would take the place of what is read."""
    if target.exists() and any(path.exists() and path.samefile(target) for path in paths):
        finding = error(
            "survey.over-input",
            Place(target.name),
            "Tệp ghi ra cũng là tệp đọc vào.",
            "The file to be written is one of those that are read.",
            "Đặt tên khác cho tệp ghi ra.",
            "Give the output another name.",
        )
        raise InvalidDocument("Không ghi đè lên tệp đọc vào.", "What is read is not overwritten.", findings=[finding])


def see_that_they_differ(targets: list[Path]) -> None:
    """Raise InvalidDocument where two of counts, facts and submissions would be written to one place."""
    if len({target.resolve() for target in targets}) < len(targets):
        finding = error(
            "survey.same-output",
            Place(targets[-1].name),
            "Số đếm, số liệu và phiếu phải ghi vào những nơi khác nhau.",
            "Counts, facts and submissions must be written to different places.",
            "Đặt tên khác cho một trong số đó.",
            "Give one of them another name.",
        )
        raise InvalidDocument("Chưa ghi gì.", "Nothing was written.", findings=[finding])
