"""Drop-in folders: criteria sets as plain YAML that somebody put on this machine; no Python in them is ever run."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.discovery.hook_call import MOST_FOLDERS, too_many
from engine.discovery.record import Candidate, PluginOrigin, PluginRecord
from engine.discovery.set_folder import SetFile, set_files
from engine.domain.text import Text


def drop_in_candidates(folders: Sequence[Path]) -> Iterator[Candidate]:
    """The set folders in each of `folders`; one that has the file of a set or overlay at its top is one itself.

    A folder that is met twice counts once. What looks like a set but is none is a candidate too, and says why.
    """
    seen: set[Path] = set()
    for folder in folders:
        for candidate, real in _inside(folder):
            if real not in seen:
                seen.add(real)
                yield candidate


def _inside(root: Path) -> Iterator[tuple[Candidate, Path]]:
    try:
        real = root.resolve(strict=True)
        found = [real] if set_files(real) else _folders(real)
    except (OSError, RuntimeError) as problem:
        yield _candidate(root, _unreadable(problem)), root
        return
    if not found:
        yield _candidate(root, _no_set()), real
    elif len(found) > MOST_FOLDERS:
        yield _candidate(root, too_many()), real
    else:
        yield from ((_set_folder(folder, real), folder.resolve()) for folder in found)


def _folders(root: Path) -> list[Path]:
    """The visible folders in `root` that hold YAML; an entry that cannot be looked into is kept and says so later."""
    return [
        entry
        for entry in root.iterdir()
        if not entry.name.startswith((".", "__")) and entry.is_dir() and _holds_yaml(entry)
    ]


def _holds_yaml(folder: Path) -> bool:
    try:
        return any(entry.suffix in (".yaml", ".yml") for entry in folder.iterdir())
    except OSError:
        return True


def _set_folder(folder: Path, root: Path) -> Candidate:
    if not folder.resolve().is_relative_to(root):
        return _candidate(folder, _outside(root))
    try:
        has_set = bool(set_files(folder))
    except OSError as problem:
        return _candidate(folder, _unreadable(problem))
    return _candidate(folder, None if has_set else _no_set())


def _candidate(folder: Path, problem: Text | None) -> Candidate:
    record = PluginRecord(folder.name, PluginOrigin.DROP_IN, "", "", str(folder))
    return Candidate(record.quarantined(problem)) if problem else Candidate(record, lambda: (folder,))


def _no_set() -> Text:
    return Text(
        f"Ở đây không có tệp {SetFile.SET} hay {SetFile.OVERLAY}. "
        "Kiểm tra tên tệp, hoặc bỏ thư mục này khỏi PARINDEX_SETS.",
        f"There is no {SetFile.SET} and no {SetFile.OVERLAY} here. "
        "Check the name of the file, or take the folder out of PARINDEX_SETS.",
    )


def _outside(root: Path) -> Text:
    return Text(
        f"Liên kết này dẫn ra ngoài {root} nên không được đọc. Chép thư mục vào, hoặc nêu nó trong PARINDEX_SETS.",
        f"This link leads out of {root}, so it is not read. Copy the folder, or name it in PARINDEX_SETS.",
    )


def _unreadable(problem: Exception) -> Text:
    reason = f"{type(problem).__name__}: {problem}"
    return Text(
        f"Không đọc được thư mục này: {reason}. Kiểm tra đường dẫn và quyền đọc.",
        f"The folder cannot be read: {reason}. Check the path and who may read it.",
    )
