"""A lower limit above what a profile can win is refused: every unit of the profile would have more than its maximum."""

import pytest

from tests.support.written_rows import codes, read_row, titles

ROW = f"""\
limits: {{min: "1", max: "MAX"}}
max_by_profile: {{ordinary: "LESS"}}
facts:
  a: {{type: count, max: 5, title: {titles("a")}}}
method: count
rule: {{classes: [{{id: done, count: a, points: "1", title: {titles("done")}}}]}}
"""


@pytest.mark.parametrize(
    ("less", "top", "refused"), [("0.5", "2", True), ("0", "2", True), ("1", "2", False), ("0.5", "1.5", False)]
)
def test_a_lower_limit_above_the_maximum_of_a_profile(less: str, top: str, refused: bool) -> None:
    loaded = read_row(ROW.replace("LESS", less).replace("MAX", top))
    assert ("limits.order" in codes(loaded)) is refused
    if refused:
        found = next(finding for finding in loaded.findings if finding.code == "limits.order")
        assert found.place.line == 7
        assert found.message.en == "`limits/min` is greater than `max_by_profile`."
