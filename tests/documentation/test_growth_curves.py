"""The growth curves: what was kept is what is drawn, point by point, and the page shows every picture."""

import json
import math
from xml.etree import ElementTree as ET

import pytest

from bench.growth.curve_data import as_text
from bench.growth.curves import NAMES, PICTURES
from bench.growth.drawing import fingerprint
from tests.documentation.markdown_blocks import page

SVG, DESCRIPTION = "{http://www.w3.org/2000/svg}", "{http://purl.org/dc/elements/1.1/}description"
NEAR = 0.01


def kept(name: str) -> dict:
    return json.loads((PICTURES / f"{name}.json").read_text("utf-8"))


def drawn(name: str) -> ET.Element:
    return ET.parse(PICTURES / f"{name}.svg").getroot()


def places(picture: ET.Element, series: int) -> list[tuple[float, float]]:
    """Where the marks of a line stand in the picture."""
    (line,) = [each for each in picture.iter(f"{SVG}g") if each.get("id") == f"series-{series}"]
    return [(float(mark.get("x")), float(mark.get("y"))) for mark in line.iter(f"{SVG}use")]


def test_what_is_there_is_what_is_measured() -> None:
    assert {path.stem for path in PICTURES.glob("*.svg")} == set(NAMES)
    assert {path.stem for path in PICTURES.glob("*.json")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_points_are_kept_as_they_are_written(name: str) -> None:
    assert as_text(kept(name)) == (PICTURES / f"{name}.json").read_text("utf-8")
    for series in kept(name)["series"]:
        across = [point["at"] for point in series["points"]]
        assert across == sorted(set(across))
        assert min(point["value"] for point in series["points"]) > 0


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_is_that_of_the_points(name: str) -> None:
    text = (PICTURES / f"{name}.json").read_text("utf-8")
    described = [each.text for each in drawn(name).iter(DESCRIPTION)]
    assert described == [fingerprint(text)]


@pytest.mark.parametrize("name", NAMES)
def test_every_mark_stands_where_its_point_is(name: str) -> None:
    document, picture = kept(name), drawn(name)
    points = [(point["at"], point["value"]) for series in document["series"] for point in series["points"]]
    marks = [mark for at in range(len(document["series"])) for mark in places(picture, at)]
    assert len(marks) == len(points)
    for axis in (0, 1):
        logs, told = [math.log10(point[axis]) for point in points], [mark[axis] for mark in marks]
        first, last = logs.index(min(logs)), logs.index(max(logs))
        slope = (told[last] - told[first]) / (logs[last] - logs[first])
        assert slope > 0 if axis == 0 else slope < 0
        assert all(
            abs(told[first] + slope * (at - logs[first]) - seen) < NEAR for at, seen in zip(logs, told, strict=True)
        )


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_is_shown(name: str) -> None:
    assert f"](../pictures/growth/{name}.svg)" in page("explanation/performance.md")
