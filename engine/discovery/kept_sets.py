"""Sets that were read, checked and compiled before: the same bytes under the same engine need not be read again."""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.discovery.kept_folder import KeptFolder
from engine.discovery.kept_form import PROTOCOL, NotKept, read_back, written
from engine.discovery.set_folder import SetFile
from engine.results.versions import engine_version

if TYPE_CHECKING:  # reading needs the YAML parser and the schemas
    from engine.loading.criteria_folder import LoadedSet
    from engine.loading.overlays.overlay_folder import FindBase

Asked = tuple[str, str, str]
"""Id, edition and hash of the base that an overlay names."""

COMPONENTS = "components"

_RULES = ("domain", "loading", "methods", "program", "results")
"""The folders of the engine that decide what becomes of a set when it is read."""


@dataclass(frozen=True, slots=True)
class KeptSets:
    """Sets that are kept in a folder; without one every set is read.

    Kept are sets without errors, warnings and all. What comes back is what reading would give: the same findings,
    hashes, places and compiled programs. Whatever is wrong with an entry or with the folder, the set is read.
    """

    folder: KeptFolder | None = None

    @classmethod
    def below(cls, folder: Path | None) -> "KeptSets":
        """The sets kept in a folder; None keeps nothing."""
        return cls(KeptFolder(folder) if folder else None)

    def loaded(self, place: Traversable, read: "Callable[[FindBase], LoadedSet]", find_base: "FindBase") -> "LoadedSet":
        """The set in `place`: as it was kept, or as `read` gives it, which is then kept.

        `find_base` is handed to `read`, and asked for the base of an overlay that was kept. Raises what they raise.
        """
        key = _key_of(place) if self.folder else None
        if self.folder is None or key is None:
            return read(find_base)
        if (body := self.folder.read(key)) is not None and (found := _unpacked(body, find_base)) is not None:
            return found
        asked: list[Asked] = []

        def find(set_id: str, edition: str, content_hash: str) -> "LoadedSet | None":
            asked.append((set_id, edition, content_hash))
            return find_base(set_id, edition, content_hash)

        loaded = read(find)
        # Somebody may have written to the files meanwhile: then the key is not that of what was read.
        if _is_whole(loaded) and _key_of(place) == key and (packed := _packed(loaded, asked)) is not None:
            self.folder.write(key, packed)
        return loaded


def _is_whole(loaded: "LoadedSet") -> bool:
    from engine.domain.finding import has_errors

    return loaded.criteria_set is not None and not has_errors(loaded.findings)


def _packed(loaded: "LoadedSet", asked: list[Asked]) -> bytes | None:
    """The bytes of an entry: the base that was asked for and the hash of the one that was found, then the set."""
    if loaded.base is not None and len(asked) != 1:
        return None
    head = {"asked": asked[0] if loaded.base else None, "base": loaded.base.content_hash if loaded.base else ""}
    try:
        return json.dumps(head).encode("ascii") + b"\n" + written(loaded)
    except NotKept:
        return None


def _unpacked(body: bytes, find_base: "FindBase") -> "LoadedSet | None":
    """The set of an entry; None where it cannot be read, or lies on a base that is not the one it was laid on."""
    from engine.loading.overlays.overlay_folder import BaseInARing

    head, _, data = body.partition(b"\n")
    base = None
    try:
        said = json.loads(head)
        if said["asked"] is not None:
            base = find_base(*said["asked"])
            if base is None or not _is_whole(base) or base.content_hash != said["base"]:
                return None
        found = read_back(data, base)
    except (BaseInARing, NotKept, ValueError, KeyError, TypeError):
        return None
    return found if _is_whole(found) else None


def _key_of(place: Traversable) -> str | None:
    """The key of what lies in a folder; None where something in it cannot be read, so that there is nothing to keep."""
    from engine.loading.folder_files import FolderFiles

    files = FolderFiles(place)
    heads = [files.read(name) for name in SetFile if place.joinpath(name).is_file()]
    parts = list(files.read_all(COMPONENTS, suffixes=(".yaml",)))
    if files.findings:
        return None
    key = hashlib.sha256(_engine_stamp().encode())
    for file in (*heads, *parts):
        if file is not None:
            key.update(f"\n{file.name}\n{hashlib.sha256(file.data).hexdigest()}".encode())
    return key.hexdigest()


@cache
def _engine_stamp() -> str:
    """What changes when the same bytes may come to mean something else: the engine, its files, and the interpreter.

    The files are told by size and time of change, so that whoever works on the engine never meets what it was before.
    """
    root = Path(__file__).resolve().parents[1]
    files = sorted(file for part in _RULES for file in _sources(root / part))
    stamps = [(str(file.relative_to(root)), file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return json.dumps([engine_version(), sys.version, sys.implementation.cache_tag, PROTOCOL, stamps])


def _sources(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.suffix in (".py", ".json"))
