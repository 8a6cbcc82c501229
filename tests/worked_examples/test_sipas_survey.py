"""SIPAS from raw answers: the script writes what is checked in, and the page does what it says, down to 9,12 of ten."""

import runpy
import shutil
from pathlib import Path

from tests.documentation.markdown_blocks import blocks
from tests.documentation.terminal_session import Session
from tests.worked_examples.conftest import EXAMPLES

HERE = EXAMPLES / "sipas_survey"


def test_the_script_writes_what_is_checked_in() -> None:
    made = runpy.run_path(str(HERE / "soan_phieu.py"))
    assert made["table"]() == (HERE / "phieu_tho.csv").read_text("utf-8")


def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    shutil.copytree(HERE, tmp_path / "sipas_survey")
    session = Session(tmp_path)
    for block in blocks((HERE / "README.md").read_text("utf-8")):
        session.follow(block)


def test_every_unit_says_that_it_is_an_example() -> None:
    form = (HERE / "mau.yaml").read_text("utf-8")
    units = [line for line in form.splitlines() if "id: vd-tinh" in line]
    assert len(units) == 2
    assert all("(ví dụ)" in line and "(example)" in line for line in units)
    assert "phiếu ở đây do soan_phieu.py đặt ra" in form
