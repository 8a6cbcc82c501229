"""Reads the slips of the province's old system: lines `key;value`, one blank line between bodies."""

from collections.abc import Iterator

from engine.authoring import hookimpl

FACTS = {"BC_PHAI_GUI": "reports.due", "BC_MUON": "reports.late"}


@hookimpl
def import_submissions(data: bytes, name: str) -> list[dict[str, object]]:
    """One submission for each body in the file; a line that cannot be understood is told with its number."""
    lines = data.decode("utf-8").splitlines()
    return [_submission(block, name) for block in _blocks(lines)]


def _blocks(lines: list[str]) -> Iterator[dict[str, str]]:
    block: dict[str, str] = {}
    for number, line in enumerate([*lines, ""], 1):
        key, found, value = line.partition(";")
        if found:
            block[key.strip()] = value.strip()
        elif line.strip():
            raise ValueError(f"line {number}: a semicolon is missing")
        elif block:
            yield block
            block = {}


def _submission(block: dict[str, str], name: str) -> dict[str, object]:
    try:
        return {
            "format": "parindex/submission/1",
            "criteria_set": {"id": "example.vidu.reporting", "edition": "2026"},
            "unit": {"id": block["MA"], "name": {"vi": block["TEN"], "en": block["TEN"]}, "kind": "department"},
            "year": int(block["NAM"]),
            "stage": "final",
            "facts": {fact: int(block[key]) for key, fact in FACTS.items() if key in block},
        }
    except KeyError as problem:
        raise ValueError(f"{name}: a body has no {problem.args[0]}") from None
