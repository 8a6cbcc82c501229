"""What can be wrong with this installation, told before it shows: interpreter, libraries, import names, plugins."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from engine.columns.fast.kept_machine import machine_state
from engine.discovery.child_limits import missing_limits
from engine.discovery.extension_record import ExtensionRecord, ExtensionState
from engine.discovery.kept_folder import KeptFolder
from engine.discovery.record import PluginRecord, PluginState, distribution_key
from engine.domain.text import NOTHING, Text
from engine.hookspecs import PROJECT

IMPORT_NAMES = ("engine", "api", "plugins")
OLDEST_PYTHON = (3, 11)
LIBRARIES = (
    "alembic",
    "click",
    "flask",
    "jsonschema",
    "pluggy",
    "pyyaml",
    "rich",
    "sqlalchemy",
    "waitress",
    "werkzeug",
)
OPTIONAL_LIBRARIES = ("distributed", "granian", "llvmlite", "numba", "numpy", "openpyxl", "pyarrow")


_CACHE_PROBLEMS = {
    "not-a-folder": Text("không phải thư mục", "it is no folder"),
    "not-ours": Text("thuộc người khác", "it belongs to somebody else"),
    "open-to-others": Text("người khác vào được", "others may enter it"),
}


class Health(StrEnum):
    """How one thing is: in order, worth knowing, or to be mended."""

    GOOD = "good"
    NOTICE = "notice"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: a stable `code`, how it is, what was seen, the next step where one is needed."""

    code: str
    health: Health
    message: Text
    hint: Text = NOTHING


def examine(plugins: Iterable[PluginRecord], extensions: Sequence[ExtensionRecord] = ()) -> tuple[Check, ...]:
    """Every check, in a stable order. `plugins` are the records of a catalogue."""
    return (
        python_version(sys.version_info[:3]),
        *library_versions(),
        *import_name_owners(IMPORT_NAMES),
        one_home(IMPORT_NAMES),
        *map(plugin_health, plugins),
        *map(extension_health, extensions),
        *(limits_of_calls(missing_limits()) if extensions else ()),
    )


def python_version(version: tuple[int, int, int]) -> Check:
    """Whether the interpreter is new enough."""
    shown, oldest = ".".join(map(str, version)), ".".join(map(str, OLDEST_PYTHON))
    if version >= OLDEST_PYTHON:
        return Check("doctor.python", Health.GOOD, _both(f"Python {shown}"))
    hint = Text(f"Cài Python {oldest} trở lên.", f"Install Python {oldest} or newer.")
    return Check("doctor.python", Health.PROBLEM, _both(f"Python {shown}"), hint)


def library_versions(
    needed: Sequence[str] = LIBRARIES, optional: Sequence[str] = OPTIONAL_LIBRARIES
) -> Iterator[Check]:
    """The version of each library that the engine uses."""
    for name in (*needed, *optional):
        try:
            yield Check("doctor.dependency", Health.GOOD, _both(f"{name} {metadata.version(name)}"))
        except metadata.PackageNotFoundError:
            yield _missing(name, is_needed=name in needed)


def import_name_owners(names: Sequence[str]) -> Iterator[Check]:
    """For each import name, whether any other distribution has files under it.

    An installer overwrites such files without a word, and removes them together with the other distribution.
    """
    distributions = metadata.packages_distributions()
    for name in names:
        owners = sorted(set(distributions.get(name, ())))
        rivals = [owner for owner in owners if distribution_key(owner) != PROJECT]
        if rivals:
            yield _claimed(name, ", ".join(rivals))
        else:
            # A checkout, and an installation that only points to one, own no files.
            vi, en = (PROJECT, PROJECT) if owners else ("thư mục mã nguồn", "a folder of sources")
            yield Check("doctor.import-name", Health.GOOD, Text(f"{name}: của {vi}", f"{name}: from {en}"))


def one_home(names: Sequence[str]) -> Check:
    """Whether all import names lead into one folder; an `api` or `plugins` elsewhere on the path may hide ours."""
    homes = {name: _home(name) for name in names}
    if len(set(homes.values())) == 1:
        return Check("doctor.home", Health.GOOD, _both(str(homes[names[0]])))
    listed = "; ".join(f"{name}: {home or '–'}" for name, home in homes.items())
    message = Text(f"Các gói nằm ở nhiều nơi: {listed}", f"The packages lie in several places: {listed}")
    hint = Text("Chạy từ thư mục khác, hoặc cài đặt lại.", "Run from another folder, or install again.")
    return Check("doctor.home", Health.PROBLEM, message, hint)


def plugin_health(plugin: PluginRecord) -> Check:
    """Whether a plugin is served, whole or in part."""
    head = f"{plugin.name} ({plugin.origin})"
    if plugin.state is PluginState.QUARANTINED:
        message = Text(f"{head}: bị tách riêng", f"{head}: quarantined")
        return Check("doctor.plugin", Health.PROBLEM, message, plugin.problem)
    if plugin.problem != NOTHING:
        message = Text(f"{head}: dùng được một phần", f"{head}: served in part")
        return Check("doctor.plugin", Health.NOTICE, message, plugin.problem)
    return Check("doctor.plugin", Health.GOOD, Text(f"{head}: dùng được", f"{head}: served"))


def extension_health(extension: ExtensionRecord) -> Check:
    """Whether an importer or renderer is off, on, or quarantined; off is how it should be until somebody trusts it."""
    if extension.state is ExtensionState.QUARANTINED:
        message = Text(f"{extension.name}: phần mở rộng bị tách riêng", f"{extension.name}: extension, quarantined")
        return Check("doctor.extension", Health.PROBLEM, message, extension.problem)
    on = extension.state is ExtensionState.ON
    message = Text(
        f"{extension.name}: phần mở rộng {'bật' if on else 'tắt'}",
        f"{extension.name}: extension, {'on' if on else 'off'}",
    )
    return Check("doctor.extension", Health.GOOD, message)


def kept_sets(folder: Path | None) -> Check:
    """Whether sets that were read before are kept, and if not why; it costs time and nothing else."""
    if folder is None:
        return Check("doctor.cache", Health.GOOD, Text("bộ nhớ đệm: tắt", "cache: switched off"))
    problem = KeptFolder(folder).problem()
    if not problem:
        return Check("doctor.cache", Health.GOOD, Text(f"bộ nhớ đệm: {folder}", f"cache: {folder}"))
    reason = _CACHE_PROBLEMS[problem]
    message = Text(f"bộ nhớ đệm {folder} không dùng: {reason.vi}", f"the cache {folder} is not used: {reason.en}")
    hint = Text(
        "Chỉ chạy chậm hơn. Sửa quyền thành 0700, hoặc đặt PARINDEX_CACHE.",
        "It only costs time. Give it the mode 0700, or set PARINDEX_CACHE.",
    )
    return Check("doctor.cache", Health.NOTICE, message, hint)


def fast_machine() -> Check:
    """Whether the compiled machine for columns is kept; without it, columns run on NumPy."""
    found = machine_state()
    code, where = "doctor.machine", str(found.folder or "–")
    if found.state == "ready":
        return Check(code, Health.GOOD, Text(f"máy cột: đã biên dịch ({where})", f"column machine: compiled ({where})"))
    if found.state == "missing":
        message = Text("máy cột: chưa cài; cột chạy bằng NumPy", "column machine: not installed; columns run on NumPy")
        hint = Text("Không bắt buộc: pip install 'parindex[fast]'.", "It is optional: pip install 'parindex[fast]'.")
        return Check(code, Health.NOTICE, message, hint)
    message = Text(
        "máy cột: chưa biên dịch; cột chạy bằng NumPy", "column machine: not compiled yet; columns run on NumPy"
    )
    hint = Text("Chạy parindex doctor --warm một lần.", "Run parindex doctor --warm once.")
    return Check(code, Health.NOTICE, message, hint)


def limits_of_calls(missing: Sequence[str]) -> Iterator[Check]:
    """Which limits on the calls of extensions this system cannot set; nothing where it has them all."""
    if missing:
        listed = ", ".join(missing)
        message = Text(f"hệ điều hành không có giới hạn: {listed}", f"this system lacks the limits {listed}")
        hint = Text("Chỉ bật phần mở rộng mà bạn tin.", "Switch on only extensions that you trust.")
        yield Check("doctor.limits", Health.NOTICE, message, hint)


def _missing(name: str, *, is_needed: bool) -> Check:
    message = Text(f"{name}: chưa cài", f"{name}: not installed")
    if is_needed:
        hint = Text(f"Cài đặt lại {PROJECT} trong môi trường này.", f"Install {PROJECT} again in this environment.")
        return Check("doctor.dependency", Health.PROBLEM, message, hint)
    hint = Text("Không bắt buộc.", "It is optional.")
    return Check("doctor.dependency", Health.NOTICE, message, hint)


def _claimed(name: str, rivals: str) -> Check:
    return Check(
        "doctor.import-name",
        Health.PROBLEM,
        Text(f"Tên '{name}' cũng do {rivals} chiếm.", f"The import name '{name}' is also claimed by {rivals}."),
        Text(f"Cài {PROJECT} vào một môi trường riêng.", f"Install {PROJECT} in an environment of its own."),
    )


def _home(name: str) -> Path | None:
    """The folder that a package lies in, found without importing it."""
    spec = find_spec(name)
    return Path(spec.origin).resolve().parent.parent if spec and spec.origin else None


def _both(text: str) -> Text:
    return Text(text, text)
