"""`python -m bench growth`: measures the growth curves, keeps their points as JSON and draws them beside."""

from pathlib import Path

from bench.growth.by_leaves import by_leaves
from bench.growth.by_units import by_units
from bench.growth.curve_data import Curves, write
from bench.growth.drawing import draw
from bench.growth.memory import by_memory

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "growth"
NAMES = ("speed_by_units", "speed_by_leaves", "making_by_leaves", "memory_by_units")


def measure_and_draw(folder: Path) -> None:
    """Measure all curves, one picture after the other; each is kept as soon as it is measured."""
    units, leaves, making, memory = NAMES
    _keep(folder, units, by_units())
    speed, ready = by_leaves()
    _keep(folder, leaves, speed)
    _keep(folder, making, ready)
    _keep(folder, memory, by_memory())


def _keep(folder: Path, name: str, curves: Curves) -> None:
    write(folder, name, curves.document())
    draw(folder, name)
    print(f"  {folder / name}.svg", flush=True)
