"""The submissions of the examples are those that their scripts write, and no unit of theirs passes for a real body."""

import pytest

from engine.loading.submission_file import read_submissions
from tests.worked_examples.conftest import EXAMPLES, checked_in, written_by

NAMES = ("lai_chau_2022", "quang_nam_2020")
every_example = pytest.mark.parametrize("name", NAMES)


@every_example
def test_the_script_writes_what_is_checked_in(name: str) -> None:
    written = written_by(name)
    assert written == checked_in(name)
    assert len(written) == 40


@every_example
def test_every_unit_says_that_it_is_an_example(name: str) -> None:
    folders = [path for path in (EXAMPLES / name).rglob("*") if path.is_dir() and list(path.glob("vd-*.yaml"))]
    units = [submission.unit for folder in folders for submission in read_submissions(folder).submissions]
    assert len(units) == 40
    assert [unit.id for unit in units if not (unit.id.startswith("vd-") and unit.name.vi.endswith("(ví dụ)"))] == []
    assert [path for path, text in checked_in(name).items() if "là ví dụ, không phải của cơ quan nào" not in text] == []


def test_the_fictional_province_says_so() -> None:
    (path,) = (EXAMPLES / "province_overlay" / "phieu").glob("*.yaml")
    assert "đơn vị và số liệu hư cấu" in path.read_text("utf-8").splitlines()[0]
