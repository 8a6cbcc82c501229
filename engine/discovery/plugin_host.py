"""The plugins that are there: bundled, installed, drop-in. Each is loaded by itself, and all are recorded."""

from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import iter_modules

from engine.discovery.drop_in_folder import drop_in_candidates
from engine.discovery.entry_points import DamagedMetadata, entry_points_of
from engine.discovery.hook_call import HOOK, folders_of, told
from engine.discovery.record import Candidate, PluginOrigin, PluginRecord
from engine.discovery.set_folder import set_files
from engine.domain.text import Text
from engine.hookspecs import GROUP, PROJECT
from engine.results.versions import engine_version

BUNDLED = "plugins"
"""The package that is walked for bundled sets."""


def find_plugins(drop_ins: Sequence[Path] = (), bundled: str = BUNDLED) -> tuple[PluginRecord, ...]:
    """Find and ask every plugin: bundled ones, then installed ones, then drop-in folders, each by name.

    `drop_ins` are the folders named in the settings. Nothing is raised for a plugin that cannot be used: its record
    says why. Where several plugins have one name none of them is loaded, so that nobody's set is taken for another's.
    """
    found = [*bundled_candidates(bundled), *installed_candidates(), *drop_in_candidates(drop_ins)]
    found.sort(key=lambda candidate: (candidate.record.origin.order, candidate.record.name, candidate.record.location))
    owners: dict[str, list[str]] = {}
    for candidate in found:
        if candidate.ask:
            owners.setdefault(candidate.record.name, []).append(candidate.record.owner)
    return tuple(_asked(candidate, owners.get(candidate.record.name, [])) for candidate in found)


def bundled_candidates(package: str) -> Iterator[Candidate]:
    """The packages inside `package`, and its folders that hold a set and are no packages. Other folders are data."""
    version = engine_version()
    try:
        root, path = files(package), import_module(package).__path__
        packages = {module.name for module in iter_modules(path) if module.ispkg}
        folders = {entry.name for entry in root.iterdir() if set_files(entry)}
    except Exception as problem:  # noqa: BLE001  # whatever the package does when it is imported
        yield _unreadable(PluginRecord(package, PluginOrigin.BUNDLED, PROJECT, version, package), problem)
        return
    for name in sorted(packages | folders):
        record = PluginRecord(name, PluginOrigin.BUNDLED, PROJECT, version, str(root.joinpath(name)))
        if name in packages:
            yield Candidate(record, partial(folders_of, partial(import_module, f"{package}.{name}")))
        else:
            yield Candidate(record.quarantined(_without_hook()))


def installed_candidates() -> Iterator[Candidate]:
    """The plugins that installed distributions name in the group of criteria sets."""
    for found in entry_points_of(GROUP):
        if isinstance(found, DamagedMetadata):
            record = PluginRecord(found.location, PluginOrigin.INSTALLED, "", "", found.location)
            yield _unreadable(record, found.problem)
            continue
        point = found.point
        record = PluginRecord(point.name, PluginOrigin.INSTALLED, found.distribution, found.version, point.value)
        yield Candidate(record, partial(folders_of, point.load))


def _asked(candidate: Candidate, owners: Sequence[str]) -> PluginRecord:
    """The record of a plugin, which is not even loaded where others have its name."""
    if candidate.ask is None or len(owners) == 1:
        return candidate.asked()
    name, listed = candidate.record.name, "; ".join(owners)
    return candidate.record.quarantined(
        Text(
            f"Nhiều plugin cùng mang tên '{name}': {listed}. Không plugin nào được dùng; đổi tên hoặc gỡ bớt.",
            f"Several plugins are called '{name}': {listed}. None of them is served; rename or remove one.",
        )
    )


def _without_hook() -> Text:
    return Text(
        f"Thư mục có bộ tiêu chí nhưng không có __init__.py với hook {HOOK}. Chép tệp ấy từ một bộ có sẵn.",
        f"The folder holds a criteria set but no __init__.py with the hook {HOOK}. Copy one from a bundled set.",
    )


def _unreadable(record: PluginRecord, problem: Exception) -> Candidate:
    reason = told(problem)
    return Candidate(
        record.quarantined(
            Text(
                f"Không đọc được ở đây có plugin nào: {reason}. Cài đặt lại.",
                f"Which plugins are here cannot be read: {reason}. Install it again.",
            )
        )
    )
