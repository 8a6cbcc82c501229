"""What the command line said about a table of many units."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ManyAsked:
    """What the command line said about a table of many units."""

    table: Path
    out: Path
    set_id: str
    year: int
    edition: str
    revision: int | None
    closed: bool
    nodes: tuple[str, ...]
    told: bool
    profile: str | None
    columns: Path | None
    encoding: str
    findings: Path | None
    partial: bool
    restart: bool
    threads: int
    machine: str
    field: tuple[Path, ...]
    field_complete: bool

    @property
    def also_read(self) -> tuple[Path, ...]:
        """Files that are read besides the table."""
        return self.field if self.columns is None else (*self.field, self.columns)
