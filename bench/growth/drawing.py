"""Draws growth curves from the points that were kept: `python -m bench.growth.drawing [FOLDER]` draws them anew.

Only this needs matplotlib. The same points give the same bytes; the picture carries the sha256 of its points.
"""

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docs.pictures.draw import INK, PALE, QUIET, STYLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 8.4, 4.9
LINES = ("#12619b", "#c4552d", "#2f855a", "#805ad5", "#b7791f", "#d53f8c", "#4a5568", "#0d9488")
MARKS = "osD^vPXh"


def draw(folder: Path, name: str) -> None:
    """The picture of one document, beside it."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams.update(STYLE | {"path.simplify": False})
    from matplotlib import pyplot as plt

    text = (folder / f"{name}.json").read_text("utf-8")
    document = json.loads(text)
    figure, axes = plt.subplots(figsize=(WIDTH, HEIGHT), layout="constrained")
    _curves(axes, document["series"])
    axes.set_xlabel(_both(document["across"]))
    axes.set_ylabel(_both(document["upwards"]))
    axes.set_title(_taken(document["taken"]), loc="left", fontsize=8.5, color=QUIET)
    figure.suptitle(_both(document["title"]), x=0.012, ha="left", fontsize=12, fontweight="bold")
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    figure.savefig(folder / f"{name}.svg", metadata={**nothing, "Description": fingerprint(text)})
    plt.close(figure)


def fingerprint(text: str) -> str:
    """The sha256 of the points that a picture shows."""
    return hashlib.sha256(text.encode()).hexdigest()


def _taken(taken: Mapping[str, Any]) -> str:
    """When it was measured, and how busy the machine was."""
    day = "/".join(reversed(taken["on"].split("-")))
    return f"{day}; {taken['processors']} bộ xử lý, tải · processors, load {taken['load']:.1f}".replace(".", ",")


def _both(said: Mapping[str, str]) -> str:
    return said["vi"] if said["vi"] == said["en"] else f"{said['vi']} · {said['en']}"


def _curves(axes: "Axes", series: Sequence[Mapping[str, Any]]) -> None:
    """One line a series, its name at its end."""
    axes.set_xscale("log")
    axes.set_yscale("log")
    for at, one in enumerate(series):
        across = [point["at"] for point in one["points"]]
        upwards = [point["value"] for point in one["points"]]
        (line,) = axes.plot(across, upwards, color=LINES[at], linewidth=1.9, marker=MARKS[at], markersize=4.5)
        line.set_gid(f"series-{at}")
    axes.grid(which="major", color=PALE, linewidth=0.9)
    axes.set_axisbelow(True)
    axes.tick_params(which="both", length=3)
    _numbers(axes)
    names = [one["name"] for one in series]
    legend = axes.figure.legend(
        axes.get_lines(), names, loc="outside lower center", ncols=3, frameon=False, fontsize=8.5, labelcolor=INK
    )
    legend.set_in_layout(True)


def _numbers(axes: "Axes") -> None:
    """Whole powers of ten as people write them."""
    from matplotlib.ticker import FuncFormatter, NullFormatter

    def shown(value: float, _: object) -> str:
        return f"{value:,.0f}".replace(",", ".") if value >= 1 else f"{value:g}".replace(".", ",")

    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(shown))
        axis.set_minor_formatter(NullFormatter())
        axis.set_tick_params(labelcolor=QUIET)


if __name__ == "__main__":
    from bench.growth.curves import NAMES, PICTURES

    for each in NAMES:
        draw(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES, each)
