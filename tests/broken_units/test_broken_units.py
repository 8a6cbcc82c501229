"""Registries of units that are broken on purpose: every finding is compared in full, in both languages.

A file dropped in here with an `.expected.txt` of its name is a test.
"""

from pathlib import Path

import pytest

from engine.errors import InvalidDocument
from engine.loading import units_file
from engine.loading.units_file import read_units
from tests.broken_sets.test_broken_sets import codes_made_in, told

HERE = Path(__file__).resolve().parent
NAMES = sorted(path.stem for path in HERE.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_registry_gets_exactly_these_findings(name: str) -> None:
    expected = (HERE / f"{name}.expected.txt").read_text("utf-8")
    assert told(read_units(HERE / f"{name}.yaml").findings) == expected


def test_no_expectation_lacks_its_registry() -> None:
    assert sorted(path.name.removesuffix(".expected.txt") for path in HERE.glob("*.expected.txt")) == NAMES


def test_every_code_has_a_broken_registry() -> None:
    texts = "".join((HERE / f"{name}.expected.txt").read_text("utf-8") for name in NAMES)
    assert [code for code in codes_made_in(Path(units_file.__file__ or "")) if f"  {code}\n" not in texts] == []


def test_a_broken_registry_is_not_used() -> None:
    with pytest.raises(InvalidDocument) as refused:
        read_units(HERE / "double.yaml").checked()
    assert [finding.code for finding in refused.value.findings] == ["registry.double"]


def test_warnings_do_not_keep_a_registry_from_being_used() -> None:
    assert set(read_units(HERE / "unknown_basis.yaml").checked().bodies) == {"a", "b"}


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    assert [finding.code for finding in read_units(tmp_path / "none.yaml").findings] == ["file.unreadable"]


def test_everything_that_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "units.yaml"
    path.write_text(
        """\
format: parindex/units/1
title: {vi: "Đơn vị", en: "Units"}
note: {vi: "Ghi chú", en: "A note"}
legal_texts:
  - {key: nq, number: "1/NQ", title: {vi: "Nghị quyết", en: "Resolution"}, issued: 2025-06-12, source: "hư cấu"}
units:
  - id: p
    name: {vi: "P", en: "P"}
    earlier_names: [{name: {vi: "Pê", en: "Pe"}, until: 2020-01-01, basis: [nq]}]
    codes: [{code: "01", until: 2025-07-01, basis: [nq]}]
    dissolved: {on: 2025-07-01, basis: [nq]}
  - id: a
    name: {vi: "A", en: "A"}
    kind: province
    codes: [{code: "01", from: 2025-07-01}]
    formed:
      {on: 2025-07-01, from: [p], weights: {p: "1/3"}, weighted_by: {vi: "dân số", en: "population"}, basis: [nq#1]}
""",
        "utf-8",
    )
    loaded = read_units(path)
    assert loaded.findings == ()
    registry = loaded.checked()
    formed = registry.bodies["a"].formed
    assert formed is not None
    assert (str(formed.weights["p"]), formed.weighted_by.vi, formed.basis) == ("1/3", "dân số", ("nq#1",))
    assert (registry.numbers_of(("nq",)), registry.note.en, registry.bodies["a"].kind) == ("1/NQ", "A note", "province")
    assert registry.bodies["p"].name_on(registry.legal_texts["nq"].issued.replace(year=2019)).vi == "Pê"
    assert (registry.with_code("01", formed.on) or registry.bodies["p"]).id == "a"
