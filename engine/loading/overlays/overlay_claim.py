"""What a folder claims to be before it is read whole: a set or an overlay, which one, and on what it lies."""

from dataclasses import dataclass
from importlib.resources.abc import Traversable

from engine.domain.criteria_set import Plain
from engine.loading.criteria_folder import SET_FILE
from engine.loading.folder_files import TextFile, read_file
from engine.loading.overlays.overlay_folder import OVERLAY_FILE
from engine.loading.yaml_reader import read_yaml


@dataclass(frozen=True, slots=True)
class FolderClaim:
    """Id, edition and revision (0 where it is no number), and those of the base with its hash; a set has no base."""

    id: str
    edition: str
    revision: int
    base_id: str = ""
    base_edition: str = ""
    base_hash: str = ""

    @property
    def name(self) -> str:
        """`id edition`, as findings name it."""
        return f"{self.id} {self.edition}"

    @property
    def is_overlay(self) -> bool:
        """Whether it lies on something."""
        return bool(self.base_id)


def folder_claim(folder: Traversable) -> FolderClaim | None:
    """What the first file of a folder says; None where it says no id or cannot be read. Nothing is checked."""
    name = SET_FILE if folder.joinpath(SET_FILE).is_file() else OVERLAY_FILE
    file = read_file(folder.joinpath(name), name)
    document = read_yaml(file.data, name).document if isinstance(file, TextFile) else None
    said = document.mapping if document else {}
    base = said.get("base")
    of_base = base if isinstance(base, dict) and name == OVERLAY_FILE else {}
    revision = said.get("revision")
    made = FolderClaim(
        _text(said.get("id")),
        _text(said.get("edition")),
        revision if isinstance(revision, int) and not isinstance(revision, bool) else 0,
        _text(of_base.get("id")),
        _text(of_base.get("edition")),
        _text(of_base.get("hash")),
    )
    return made if made.id and made.edition else None


def _text(value: Plain) -> str:
    return value if isinstance(value, str) else ""
