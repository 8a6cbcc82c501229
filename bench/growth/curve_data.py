"""Growth curves as they are kept: texts in both languages, series of points, when and on what they were taken."""

import json
import os
import platform
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Said = Mapping[str, str]
"""A text in Vietnamese (vi) and English (en)."""
Point = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Curves:
    """One picture: what is told of each axis, and the points of each series by its name."""

    title: Said
    across: Said
    upwards: Said
    series: Mapping[str, tuple[Point, ...]]

    def document(self) -> dict[str, Any]:
        """What is kept in a file."""
        return {
            "title": dict(self.title),
            "across": dict(self.across),
            "upwards": dict(self.upwards),
            "taken": taken(),
            "series": [
                {"name": name, "points": [{"at": at, "value": float(f"{value:.4g}")} for at, value in points]}
                for name, points in self.series.items()
            ],
        }


def said(vi: str, en: str) -> Said:
    """A text in both languages."""
    return {"vi": vi, "en": en}


def taken() -> dict[str, object]:
    """When and on what the points were measured, and how busy the machine was when they were done."""
    load = os.getloadavg()[1]
    return {
        "on": datetime.now(UTC).date().isoformat(),
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "load": round(load, 1),
    }


def as_text(document: Mapping[str, object]) -> str:
    """A document as it is kept: one point a line."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return re.sub(r'\{\s+"at": (.*),\s+"value": (.*)\s+\}', r'{"at": \1, "value": \2}', text) + "\n"


def write(folder: Path, name: str, document: Mapping[str, object]) -> None:
    """Keep a document."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(as_text(document), "utf-8")


def told(name: str, points: Iterable[Point], unit: str) -> None:
    """Print a series while it is measured."""
    print(f"    {name}: " + ", ".join(f"{at:,}: {value:.4g}" for at, value in points), unit, flush=True)
