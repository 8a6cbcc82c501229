"""A small set that leaves much open, and overlays on it, written as folders for a test."""

import json
from collections.abc import Mapping
from pathlib import Path

from engine.loading.criteria_folder import LoadedSet, read_set
from engine.loading.overlays.bases import FolderBases

TITLE = {"vi": "Tên", "en": "Name"}
WHY = {"vi": "Quy định của tỉnh", "en": "A rule of the province"}

Document = dict[str, object]


def counted(name: str, maximum: str, **more: object) -> Document:
    """A row that wins a point for each case of the fact `n_…`, which it declares."""
    fact = "n_" + "".join(letter if letter.isalnum() else "_" for letter in name.lower())
    rule = {"classes": [{"id": "case", "count": fact, "points": "1", "title": TITLE}]}
    facts = {fact: {"type": "count", "title": TITLE}}
    return {"id": name, "title": TITLE, "max": maximum, "facts": facts, "method": "count", "rule": rule, **more}


def group(name: str, maximum: str, *children: object, **more: object) -> Document:
    """A node above others."""
    return {"id": name, "title": TITLE, "max": maximum, "children": list(children), **more}


def term(name: str, at: str, low: str, high: str, **more: object) -> Document:
    """An open term."""
    return {"id": name, "title": TITLE, "at": at, "min": low, "max": high, **more}


def write_set(folder: Path, *components: Mapping[str, object], **more: object) -> LoadedSet:
    """A set of these components; JSON is YAML, too. Among `more` the keys of criteria_set.yaml."""
    head: Document = {
        "format": "parindex/criteria-set/1",
        "id": "test.base",
        "edition": "2022",
        "revision": 1,
        "status": "example",
        "title": TITLE,
        "applies_to": {"unit_kinds": ["department"], "years": {"from": 2022, "to": 2023}},
        "total": {"max": "100"},
        "missing_at_close": "zero",
        "profiles": [{"id": "ordinary", "title": TITLE}, {"id": "small", "title": TITLE}],
    }
    (folder / "components").mkdir(parents=True)
    (folder / "criteria_set.yaml").write_text(json.dumps({**head, **more}), "utf-8")
    for at, component in enumerate(components):
        text = json.dumps({"format": "parindex/component/1", **component})
        (folder / "components" / f"{at:02}.yaml").write_text(text, "utf-8")
    return read_set(folder)


def write_overlay(folder: Path, base: LoadedSet, tier: str = "province", **more: object) -> LoadedSet:
    """An overlay on a set or overlay that was read; its id is made of the folder's name. Among `more` its keys."""
    rules = base.checked()
    head: Document = {
        "format": "parindex/overlay/1",
        "id": f"test.{folder.name}",
        "edition": "2022",
        "revision": 1,
        "status": "example",
        "tier": tier,
        "title": TITLE,
        "base": {"id": rules.id, "edition": rules.edition, "hash": base.content_hash},
    }
    folder.mkdir(parents=True)
    (folder / "overlay.yaml").write_text(json.dumps({**head, **more}), "utf-8")
    return FolderBases([], lambda *_: base).read(folder)
