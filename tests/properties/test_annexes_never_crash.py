"""Whatever stands in a table, it is read with findings or written as a set that can be read back; nothing is raised."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.finding import has_errors
from engine.loading.annex.annex_file import read_annex
from engine.loading.criteria_folder import read_set
from engine.loading.folder_files import TextFile
from engine.services.scaffolds.annex_service import AnnexRequest, import_annex
from engine.services.scaffolds.scaffold_service import NewSet

HEAD = "STT;Lĩnh vực/Tiêu chí/TCTP;Điểm tối đa;ĐTXHH;Điểm đạt được;Chỉ số\n"
TITLES = st.sampled_from(["Kế hoạch", "Báo cáo", '"""a"', "=1+1", "yes: no", "{x}", "# -", "> 90%", "…", "Đ" * 300])
POINTS = st.sampled_from(["", "0", "1", "2,5", "10.05", "x", "1000000", "3 điểm", "0,123456"])
LEVELS = st.sampled_from(
    ["> 90%", "90% trở lên", "70-90%", "70–89%", "dưới 70%", "Còn lại", "- Kịp thời", "Muộn: 1 điểm", "Theo hướng dẫn"]
)
LEVEL_LINES = st.lists(st.tuples(LEVELS, POINTS), max_size=4)
ROWS = st.lists(st.tuples(TITLES, POINTS, POINTS, POINTS, LEVEL_LINES), max_size=3)
AREAS = st.lists(st.tuples(TITLES, POINTS, ROWS), max_size=4)


def lines_of(areas: list[Any], roman: bool) -> list[str]:
    """The lines of a table whose codes are in order."""
    lines = []
    for at, (title, points, rows) in enumerate(areas, 1):
        lines.append(f"{('I', 'II', 'III', 'IV')[at - 1] if roman else at};{title};{points};;;")
        for number, (name, maximum, survey, attained, levels) in enumerate(rows, 1):
            lines.append(f"{at}.{number};{name};{maximum};{survey};{attained};")
            lines += [f";{text};{worth};;;" for text, worth in levels]
    return lines


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]))
@settings(max_examples=80)
def test_any_bytes_are_read_with_findings(data: bytes, name: str) -> None:
    table = read_annex(TextFile(name, data))
    assert table.rows or table.findings


@given(st.text(max_size=200))
@settings(max_examples=80)
def test_any_text_below_headings_is_read(text: str) -> None:
    table = read_annex(TextFile("a.csv", (HEAD + text).encode("utf-8", "replace")))
    assert table.rows or table.findings


@given(AREAS, st.booleans())
@settings(max_examples=80)
def test_a_table_that_can_be_read_becomes_a_set_with_its_rows(areas: list[Any], roman: bool) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "a.csv").write_text(HEAD + "\n".join(lines_of(areas, roman)), "utf-8")
        report = import_annex(folder / "a.csv", folder / "set", AnnexRequest(NewSet(2026, "x", "2026")))
        assert bool(report.files) is not has_errors(report.findings)
        assert (folder / "set").exists() is bool(report.files)
        if report.files:
            loaded = read_set(folder / "set")
            errors = {finding.code for finding in loaded.findings if finding.severity == "error"}
            # Percentages that leave a gap are written as they are printed, which only a person can mend.
            assert errors <= {"bands.gap", "bands.overlap"}
            assert loaded.criteria_set is not None
            assert sum(1 for _ in loaded.criteria_set.walk()) == report.rows
