"""Who the rows of a batch are about: ids, profiles, kinds, and what is wrong with them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from engine.columns.arrow import column_names as names
from engine.columns.arrow.intake import FactIntake
from engine.columns.arrow.reading.texts import is_text
from engine.columns.arrow.told_cells import wrong_type
from engine.columns.arrow.unit_ids import ascending, fitting
from engine.columns.fact_columns import Flags
from engine.domain.criteria_set import CriteriaSet
from engine.domain.facts import Fact, FactType
from engine.domain.finding import Finding, error
from engine.domain.submission import Submission, Unit
from engine.domain.text import NOTHING, Text, nfc
from engine.evaluation.intake import no_such_profile, scope_findings, stands_twice

_LAST_YEAR = 9999
_LABEL = Text("văn bản, hoặc số nguyên", "text, or whole numbers")
_KIND, _SET = Text("Loại đơn vị", "Kind of unit"), Text("Bộ tiêu chí", "Criteria set")


@dataclass(frozen=True, slots=True)
class Labels:
    """A column of few texts: the place of each row's text in `distinct`, in which the empty text stands for none."""

    codes: npt.NDArray[np.int32]
    distinct: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitRows:
    """The units of a batch: their ids as an Arrow column, the index of each one's profile, and which are closed."""

    ids: pa.Array
    profiles: npt.NDArray[np.int32]
    closed: Flags


class UnitIntake:
    """Reads the columns of a batch that tell who its rows are about."""

    def __init__(self, intake: FactIntake, rules: CriteriaSet, year: int) -> None:
        self.batch, self.mapping, self.set, self.year = intake.batch, intake.mapping, rules, year
        self.intake, self.findings = intake, intake.findings

    def units(self, *, closed: bool) -> UnitRows:
        """The units; whoever is not of the set, its year or its profiles becomes a finding. `closed`: unless said."""
        ids = self._ids()
        self._check_scope()
        self._check_doubles(ids)
        return UnitRows(ids, self._profiles(ids), self._closed(closed))

    def _ids(self) -> pa.Array:
        at = self.mapping.at[names.UNIT]
        ids = self.text(names.UNIT, Text("Mã đơn vị", "Unit id"))
        self.findings.add(at, np.flatnonzero(~fitting(ids)), lambda row: [self._no_id(ids[row].as_py(), row, at)])
        return ids

    def text(self, name: str, title: Text) -> pa.Array:
        """A column as text; whole numbers are written in digits. Every cell is null where there is no such column."""
        at = self.mapping.at.get(name)
        if at is None:
            return pa.nulls(self.batch.num_rows, pa.string())
        array = self.batch.column(at)
        kind = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
        if not (is_text(kind) or pa.types.is_integer(kind) or pa.types.is_null(kind)):
            fact = Fact(name, title, FactType.CHOICE, 0, 0)
            self.intake.headings.append(
                wrong_type(self.batch.schema.names[at], at, array.type, fact, self.findings.file, _LABEL)
            )
            return pa.nulls(len(array), pa.string())
        return array if array.type == pa.string() else array.cast(kind).cast(pa.string())

    def _labels(self, name: str, title: Text) -> Labels:
        coded = self.text(name, title).dictionary_encode()
        codes = pc.fill_null(coded.indices, len(coded.dictionary)).to_numpy(zero_copy_only=False)
        return Labels(codes, (*(nfc(text).strip() for text in coded.dictionary.to_pylist()), ""))

    def _check_scope(self) -> None:
        """Another set, another kind of unit, another year than the one that is scored."""
        self._check(names.KIND, "/unit/kind", _KIND, lambda kind: (self.set.id, kind))
        self._check(names.SET, "/criteria_set", _SET, lambda name: (name or self.set.id, ""))
        at = self.mapping.at.get(names.YEAR)
        if at is None:
            return
        column = self.intake.number(Fact(names.YEAR, Text("Năm", "Year"), FactType.COUNT, 0, _LAST_YEAR), at)
        if column is not None:
            other = column.values != self.year
            wrong = np.flatnonzero(other if column.known is None else other & column.known)
            self.findings.add(at, wrong, lambda row: [self._other_year(int(column.values[row]), row, at)])

    def _check(self, name: str, pointer: str, title: Text, asked: Callable[[str], tuple[str, str]]) -> None:
        """`asked` gives the set and the kind of unit that a label stands for."""
        at = self.mapping.at.get(name)
        if at is None:
            return
        labels = self._labels(name, title)
        found = [self._scope(*asked(label)) for label in labels.distinct]
        wrong = np.array([bool(each) for each in found])[labels.codes]

        def told(row: int) -> list[Finding]:
            place = self.findings.place(row, at, pointer)
            return [replace(finding, place=place) for finding in found[labels.codes[row]]]

        self.findings.add(at, np.flatnonzero(wrong), told)

    def _scope(self, set_id: str, kind: str) -> list[Finding]:
        submission = Submission(set_id, "", Unit("", NOTHING, kind), self.year, "", {})
        return list(scope_findings(self.set, submission))

    def _check_doubles(self, ids: pa.Array) -> None:
        """A unit that stands twice, of one stage where there are stages."""
        if names.STAGE not in self.mapping.at and (len(ids) < 2 or ascending(ids)):
            return
        coded = ids.dictionary_encode()
        stages = self._labels(names.STAGE, Text("Vòng", "Stage"))
        if len(coded.dictionary) == len(ids):
            return
        codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        keys = codes * len(stages.distinct) + stages.codes
        _, first, at_key = np.unique(keys, return_index=True, return_inverse=True)
        earlier = first[at_key]
        doubles = np.flatnonzero((earlier != np.arange(len(ids))) & (codes >= 0))
        at = self.mapping.at[names.UNIT]
        self.findings.add(at, doubles, lambda row: [self._double(ids[row].as_py(), row, int(earlier[row]), at)])

    def _profiles(self, ids: pa.Array) -> npt.NDArray[np.int32]:
        """The profile that is named, or the one that lists the unit, or the first."""
        known = [profile.id for profile in self.set.profiles]
        listed = {unit: at for at, profile in reversed(list(enumerate(self.set.profiles))) for unit in profile.units}
        found = np.zeros(len(ids), np.int32)
        if listed:
            where = pc.index_in(ids, value_set=pa.array(listed, pa.string()))
            places = np.array([*listed.values(), 0], np.int32)
            found = places[pc.fill_null(where, len(listed)).to_numpy(zero_copy_only=False)]
        at = self.mapping.at.get(names.PROFILE)
        if at is None:
            return found
        labels = self._labels(names.PROFILE, Text("Nhóm đơn vị", "Profile"))
        meant = np.array([known.index(name) if name in known else -1 for name in labels.distinct], np.int32)[
            labels.codes
        ]
        named = np.array([bool(name) for name in labels.distinct])[labels.codes]
        self.findings.add(
            at,
            np.flatnonzero(named & (meant < 0)),
            lambda row: [
                no_such_profile(
                    self.set, labels.distinct[labels.codes[row]], self.findings.place(row, at, "/unit/profile")
                )
            ],
        )
        return np.where(named, np.maximum(meant, 0), found)

    def _closed(self, otherwise: bool) -> Flags:
        at = self.mapping.at.get(names.CLOSED)
        whole = np.full(self.batch.num_rows, otherwise, np.bool_)
        if at is None:
            return whole
        column = self.intake.number(Fact(names.CLOSED, Text("Đã chốt", "Closed"), FactType.BOOL, 0, 1), at)
        if column is None:
            return whole
        said = column.values.view(np.bool_)
        return said if column.known is None else np.where(column.known, said, otherwise)

    def _no_id(self, given: str | None, row: int, at: int) -> Finding:
        place = self.findings.place(row, at, "/unit/id")
        if not given:
            return error(
                "table.unit-id",
                place,
                "Dòng này không có mã đơn vị.",
                "The row has no unit id.",
                "Ghi mã của đơn vị.",
                "Write the id of the unit.",
            )
        return error(
            "table.unit-id",
            place,
            f"'{given}' không dùng làm mã đơn vị được.",
            f"'{given}' cannot be the id of a unit.",
            "Dùng chữ cái không dấu, chữ số và . _ : / -, không có dấu cách, nhiều nhất 80 ký tự.",
            "Use letters without marks, digits and . _ : / -, no spaces, at most 80 of them.",
        )

    def _other_year(self, given: int, row: int, at: int) -> Finding:
        return error(
            "table.other-year",
            self.findings.place(row, at, "/year"),
            f"Dòng này của năm {given}, còn đang chấm năm {self.year}.",
            f"The row is of {given}, while {self.year} is scored.",
            "Tách mỗi năm ra một tệp.",
            "Put each year into a file of its own.",
        )

    def _double(self, unit: str, row: int, first: int, at: int) -> Finding:
        here, there = (self.findings.place(each, at, "/unit/id") for each in (row, first))
        return stands_twice(unit, here, there)
