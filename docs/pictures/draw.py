"""Refreshes the method pages: `python -m docs.pictures.draw` rewrites tables, kept points and pictures.

Only the pictures need matplotlib. The same points give the same bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docs.pictures.measured import PAGES, PICTURES, as_text, data, with_fresh_table
from docs.pictures.views import VIEWS, Bars, Curve
from engine.domain.numbers import brief, decimal_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, QUIET, LINE, PALE, WARM = "#1b2733", "#6b7885", "#12619b", "#e8eef4", "#c4552d"
WIDTH = 8.4
VISIBLE = Fraction(1, 1000)  # points are rounded once, so a line through them may miss its end by less
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "parindex",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.edgecolor": "#b8c2cc",
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}

Point = Mapping[str, str]


def main() -> None:
    """Rewrite the tables first: the pictures show the same rules."""
    for method in VIEWS:
        (PAGES / f"{method}.md").write_text(with_fresh_table(method), "utf-8")
        document = data(method)
        (PICTURES / f"{method}.json").write_text(as_text(document), "utf-8")
        draw(method, document)


def draw(method: str, document: Mapping[str, Any]) -> None:
    """The picture of a method, one panel for each of its series."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams.update(STYLE)
    from matplotlib import pyplot as plt

    series, views = document["series"], VIEWS[method]
    bars = isinstance(views[0], Bars)
    heights = [len(one["points"]) for one in series]
    size = (WIDTH, 1.2 + 0.36 * sum(heights) + 0.5 * (len(series) - 1)) if bars else (WIDTH, 3.4)
    shape = {"nrows": len(series), "height_ratios": heights} if bars else {"ncols": len(series)}
    figure, axes = plt.subplots(figsize=size, squeeze=False, layout="constrained", **shape)
    for panel, view, one in zip(axes.flat, views, series, strict=True):
        _panel(panel, view, one)
    title = document["title"]
    figure.suptitle(f"{title['vi']} · {title['en']}", x=0.012, ha="left", fontsize=12, fontweight="bold")
    figure.savefig(PICTURES / f"{method}.svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    plt.close(figure)


def _panel(axes: "Axes", view: Curve | Bars, one: Mapping[str, Any]) -> None:
    maximum = Fraction(one["maximum"])
    if one["title"]:
        axes.set_title(one["title"], loc="left", fontsize=9.5, color=QUIET)
    if isinstance(view, Curve):
        _curve(axes, view, one["points"], maximum)
    else:
        _bars(axes, one["points"], maximum)


def _bars(axes: "Axes", points: Sequence[Point], maximum: Fraction) -> None:
    """A bar for each case, on a pale one as long as the maximum; its points and its rule at the end."""
    for at, point in enumerate(points):
        won = Fraction(point["won"])
        axes.barh(at, float(maximum), color=PALE, height=0.64)
        axes.barh(at, float(won), color=LINE, height=0.64)
        axes.text(float(maximum) * 1.02, at, brief(won, "vi"), va="center", fontweight="bold")
        axes.text(
            float(maximum) * 1.13, at, point["rule"], va="center", color=QUIET, family="DejaVu Sans Mono", size=8.5
        )
    axes.set_yticks(range(len(points)), [point["at"] for point in points], color=INK)
    axes.set_xlim(0, float(maximum) * 1.38)
    _even(axes.set_xticks, maximum)
    axes.invert_yaxis()
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)


def _curve(axes: "Axes", view: Curve, points: Sequence[Point], maximum: Fraction) -> None:
    """One stretch for each rule; at a jump a full dot on what holds at the edge, an open one on what does not."""
    runs = [[_place(point) for point in run] for _, run in groupby(points, key=lambda point: point["rule"])]
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        axes.plot(
            [float(x) for x, _ in run], [float(y) for _, y in run], color=LINE, linewidth=2.4, solid_capstyle="round"
        )
        if following is not None:
            _join(axes, run, following[0])
    axes.axhline(float(maximum), color=QUIET, linewidth=0.8, linestyle=(0, (2, 3)))
    axes.set_ylim(-float(maximum) * 0.05, float(maximum) * 1.08)
    axes.set_xlabel(f"{view.axis} (%)" if view.unit == "%" else view.axis)
    axes.set_ylabel("Điểm")
    axes.grid(axis="y", color=PALE, linewidth=0.9)
    axes.set_axisbelow(True)
    _even(axes.set_yticks, maximum)
    _label_edges(axes, runs)


def _join(axes: "Axes", run: Sequence[tuple[Fraction, Fraction]], start: tuple[Fraction, Fraction]) -> None:
    """The end of a stretch, carried on to where the next one begins."""
    (x, y), (edge, after) = run[-1], start
    slope = (y - run[-2][1]) / (x - run[-2][0]) if len(run) > 1 else Fraction(0)
    limit = y + slope * (edge - x)
    axes.plot([float(x), float(edge)], [float(y), float(limit)], color=LINE, linewidth=2.4)
    if abs(limit - after) > VISIBLE:
        axes.plot([float(edge)] * 2, [float(limit), float(after)], color=WARM, linewidth=0.9, linestyle=(0, (2, 2)))
        axes.plot(float(edge), float(limit), "o", markersize=6, markerfacecolor="white", markeredgecolor=LINE, zorder=4)
        axes.plot(float(edge), float(after), "o", markersize=6, color=LINE, zorder=4)


def _place(point: Point) -> tuple[Fraction, Fraction]:
    return Fraction(point["at"]), Fraction(point["won"])


def _label_edges(axes: "Axes", runs: Sequence[Sequence[tuple[Fraction, Fraction]]]) -> None:
    """The x axis tells its ends and where one rule gives way to another; quarters where nothing does."""
    first, last = runs[0][0][0], runs[-1][-1][0]
    edges = {first, last, *(run[0][0] for run in runs[1:])}
    if len(edges) == 2:
        edges = {first + (last - first) * quarter / 4 for quarter in range(5)}
    axes.set_xticks([float(edge) for edge in sorted(edges)], [brief(edge, "vi") for edge in sorted(edges)])


def _even(set_ticks: Callable[[list[float], list[str]], object], maximum: Fraction) -> None:
    """Ticks from 0 to the maximum, at wholes or halves where that can be."""
    parts = next((parts for parts in (4, 5, 3) if (maximum / parts * 2).denominator == 1), 4)
    ticks = [maximum * part / parts for part in range(parts + 1)]
    set_ticks([float(tick) for tick in ticks], [decimal_text(tick).replace(".", ",") for tick in ticks])


if __name__ == "__main__":
    main()
