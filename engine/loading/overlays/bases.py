"""Bases given as folders beside those that are served: each read when an overlay names it, and once."""

from collections.abc import Sequence
from pathlib import Path

from engine.domain.finding import Finding, info, warning
from engine.domain.source_place import Place
from engine.loading.criteria_folder import LoadedSet
from engine.loading.overlays.overlay_claim import FolderClaim, folder_claim
from engine.loading.overlays.overlay_folder import OVERLAY_FILE, BaseInARing, FindBase, read_any


class FolderBases:
    """Finds bases among folders first, in whatever order they are given, and then by `otherwise`."""

    def __init__(self, folders: Sequence[Path], otherwise: FindBase) -> None:
        self._claims = [(folder, folder_claim(folder)) for folder in folders]
        self._otherwise = otherwise
        self._read: dict[Path, LoadedSet] = {}
        self._reading: list[str] = []

    def read(self, folder: Path) -> LoadedSet:
        """A set or overlay with the bases that it needs; nothing is raised for a bad one."""
        return self._within(folder, folder_claim(folder))

    def find(self, set_id: str, edition: str, content_hash: str) -> LoadedSet | None:
        """The base of that id and edition, with that hash if there is one. Raises BaseInARing."""
        name = f"{set_id} {edition}"
        if name in self._reading:
            raise BaseInARing([*self._reading[self._reading.index(name) :], name])
        given = [self._loaded(folder, claim) for folder, claim in self._claims if claim and claim.name == name]
        fitting = next((loaded for loaded in given if loaded.content_hash == content_hash), None)
        other = fitting or self._otherwise(set_id, edition, content_hash)
        return given[0] if given and (other is None or other.content_hash != content_hash) else other

    def findings(self, loaded: LoadedSet) -> list[Finding]:
        """What is to be said of the folders given, once an overlay was read: which it does without, and their order."""
        if not any(name.endswith(f"/{OVERLAY_FILE}") for name in loaded.files):
            return []
        given = [folder for folder, _ in self._claims]
        if loaded.base is None:  # what stands in the way may be one of those that were read, and is told already
            return [_unused(folder) for folder in given if folder not in self._read]
        used = [folder for base in _from_the_bottom(loaded) for folder, read in self._read.items() if read is base]
        found = [_unused(folder) for folder in given if folder not in used]
        return found if [folder for folder in given if folder in used] == used else [*found, _order(used)]

    def _loaded(self, folder: Path, claim: FolderClaim) -> LoadedSet:
        if folder not in self._read:
            self._read[folder] = self._within(folder, claim)
        return self._read[folder]

    def _within(self, folder: Path, claim: FolderClaim | None) -> LoadedSet:
        self._reading.append(claim.name if claim else str(folder))
        try:
            return read_any(folder, self.find)
        finally:
            self._reading.pop()


def _from_the_bottom(loaded: LoadedSet) -> list[LoadedSet]:
    """The bases of a set, the lowest first."""
    if loaded.base is None:
        return []
    return [*_from_the_bottom(loaded.base), loaded.base]


def _unused(folder: Path) -> Finding:
    return warning(
        "overlay.base-unused",
        Place(str(folder)),
        "Thư mục này không phải là bộ gốc nào của chuỗi.",
        "This folder is no base of the chain.",
        "Bỏ nó khỏi `--base`, hoặc kiểm tra id, edition mà quy định bổ sung ghi ở `base`.",
        "Leave it out of `--base`, or check the id and edition that the overlay names under `base`.",
    )


def _order(used: Sequence[Path]) -> Finding:
    right = " ".join(f"--base {folder}" for folder in used)
    return info(
        "overlay.base-order",
        Place(str(used[0])),
        f"Các bộ gốc được đưa không theo thứ tự của chuỗi; từ dưới lên là: {right}.",
        f"The bases were not given in the order of the chain; from the bottom up it is: {right}.",
        "Không cần sửa gì: thứ tự được tìm ra từ chính các văn bản.",
        "Nothing need be done: the order is told by the documents themselves.",
    )
