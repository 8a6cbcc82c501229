"""The files of a folder, read once, within limits, and never from outside the folder."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path, PurePath

from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.loading.document import MOST_BYTES, too_large

MOST_FILES = 400
MOST_TABLE_BYTES = 40_000_000


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file as it was read: its name as findings tell it, and its bytes."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        """The end of the name, `.yaml`, in lower case."""
        return PurePath(self.name).suffix.lower()


@dataclass(slots=True)
class FolderFiles:
    """Reads files below `folder`; what cannot be read goes to `findings`.

    Findings name files from the folder's own name on, so that they are the same wherever the folder lies.
    """

    folder: Traversable
    most_files: int = MOST_FILES
    findings: list[Finding] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.folder.resolve().name if isinstance(self.folder, Path) else self.folder.name

    def named(self, *parts: str) -> str:
        """What findings call a file."""
        return "/".join((self.name, *parts))

    def read(self, *parts: str) -> TextFile | None:
        """One file by its way from the folder; None, with a finding, where it cannot be read."""
        entry, name = self.folder.joinpath(*parts), self.named(*parts)
        found = _outside(name) if self._leads_outside(entry) else read_file(entry, name)
        if isinstance(found, Finding):
            self.findings.append(found)
            return None
        return found

    def read_all(self, *inner: str, suffixes: tuple[str, ...], passed_over: tuple[str, ...] = ()) -> Iterator[TextFile]:
        """The files of the folder, or of one inside, in the order of their names; hidden ones are passed over.

        Any other file there is a finding: it would be left out without anybody noticing.
        """
        for name in self._names(inner):
            entry = self.folder.joinpath(*inner, name)
            suffix = PurePath(name).suffix.lower()
            if suffix in passed_over and entry.is_file():
                continue
            if suffix not in suffixes or not (entry.is_file() or self._leads_outside(entry)):
                self.findings.append(_unknown(self.named(*inner, name), suffixes))
                continue
            file = self.read(*inner, name)
            if file is not None:
                yield file

    def _names(self, inner: tuple[str, ...]) -> list[str]:
        entry = self.folder.joinpath(*inner)
        if not entry.is_dir():
            return []
        if self._leads_outside(entry):
            self.findings.append(_outside(self.named(*inner)))
            return []
        try:
            names = sorted(item.name for item in entry.iterdir() if not item.name.startswith((".", "__")))
        except OSError:
            self.findings.append(_unreadable(self.named(*inner)))
            return []
        if len(names) > self.most_files:
            self.findings.append(_too_many(self.named(*inner), len(names), self.most_files))
            return []
        return names

    def _leads_outside(self, entry: Traversable) -> bool:
        """Whether a symbolic link leads out of the folder; what lies in an archive cannot."""
        if not isinstance(entry, Path) or not isinstance(self.folder, Path):
            return False
        try:
            return not entry.resolve().is_relative_to(self.folder.resolve())
        except (OSError, RuntimeError):  # a link that leads back to itself
            return True


def read_file(entry: Traversable, name: str) -> TextFile | Finding:
    """One file, or the finding that says why it is not read; tables may be larger than other files."""
    most = MOST_TABLE_BYTES if name.lower().endswith(".csv") else MOST_BYTES
    try:
        with entry.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError:
        return _unreadable(name)
    if len(data) > most:
        return too_large(name, entry.stat().st_size if isinstance(entry, Path) else len(data), most)
    return TextFile(name, data)


def _outside(name: str) -> Finding:
    return error(
        "file.outside",
        Place(name),
        "Liên kết này dẫn ra ngoài thư mục nên không được đọc.",
        "This link leads out of the folder, so it is not read.",
        "Đặt chính tệp đó vào thư mục.",
        "Put the file itself into the folder.",
    )


def _unreadable(name: str) -> Finding:
    return error(
        "file.unreadable",
        Place(name),
        "Không đọc được tệp này.",
        "The file cannot be read.",
        "Kiểm tra tên tệp và quyền đọc.",
        "Check its name and who may read it.",
    )


def _unknown(name: str, suffixes: tuple[str, ...]) -> Finding:
    listed = ", ".join(suffixes)
    return error(
        "file.unknown",
        Place(name),
        f"Ở đây chỉ được có tệp {listed}; tệp này sẽ không được đọc.",
        f"Only files ending in {listed} belong here; this one is not read.",
        "Đổi tên, chuyển đi nơi khác hoặc xoá.",
        "Rename it, move it away or delete it.",
    )


def _too_many(name: str, count: int, most: int) -> Finding:
    return error(
        "file.too-many",
        Place(name),
        f"Thư mục có {count} tệp, nhiều nhất được {most}.",
        f"The folder holds {count} files; at most {most} are read.",
        "Gộp các tệp nhỏ lại.",
        "Put small files together.",
    )
