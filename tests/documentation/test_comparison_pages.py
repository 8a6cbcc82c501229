"""The pages on crosswalks and comparisons: their documents are in order, and their commands print what they show."""

import shutil
from pathlib import Path

from engine.loading.crosswalk_file import read_crosswalks
from engine.loading.units_file import read_units
from tests.documentation.markdown_blocks import blocks, page
from tests.documentation.terminal_session import Session

SAMPLE = Path(__file__).resolve().parents[2] / "plugins" / "sample_data"


def test_the_page_on_comparing_years_does_what_it_says(tmp_path: Path) -> None:
    for year in ("2021", "2022"):
        shutil.copytree(SAMPLE / f"vi_du_{year}", tmp_path / f"vi_du_{year}")
    session = Session(tmp_path)
    for block in blocks(page("how-to/compare-two-years.md")):
        session.follow(block)


def test_the_documents_of_the_format_page_can_be_read(tmp_path: Path) -> None:
    for block in blocks(page("reference/crosswalk-format.md")):
        path = tmp_path / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, "utf-8")
    batch = read_crosswalks(tmp_path)
    assert batch.findings == ()
    assert len({row.change for row in batch.crosswalks[0].rows}) == 8
    units = read_units(tmp_path / "units.yaml")
    assert units.findings == ()
    assert len(units.checked().bodies) == 3
