"""A checked set as bytes and back: whatever is read back is made of the engine's own frozen data, and of nothing else.

The bytes are a pickle, since the plans and steps of a compiled set are many classes of data that share their parts. It
is read by a reader that knows dataclasses and enumerations of a few of our modules, exact fractions and days; it cannot
be made to import, call or build anything else. Where text stands in the files is kept apart, and read when it is asked
for.
"""

import io
import pickle
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # reading a set loads these; who only looks up a name does without
    from engine.loading.criteria_folder import LoadedSet
    from engine.loading.document import Document

PROTOCOL = 5
OUR_DATA = ("engine.domain.", "engine.methods.", "engine.program.")
"""Modules whose dataclasses and enumerations may be in a kept set."""

_BASE = "base"
_ALSO = frozenset(
    {
        ("engine.discovery.kept_form", "document_of"),
        ("engine.loading.criteria_folder", "LoadedSet"),
        ("engine.loading.document", "PlacesBelow"),
        ("engine.loading.overlays.layered_places", "Elsewhere"),
        ("engine.loading.overlays.layered_places", "LayeredPlaces"),
    }
)
_PLAIN = {("fractions", "Fraction"): Fraction, ("datetime", "date"): date}


class NotKept(Exception):
    """The bytes are no set that was kept by this version of the engine."""


def written(loaded: "LoadedSet") -> bytes:
    """A set as bytes, without its base. Raises NotKept where something in it cannot be written."""
    buffer = io.BytesIO()
    try:
        _Writer(buffer, loaded.base).dump(loaded)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as problem:
        raise NotKept(str(problem)) from problem
    return buffer.getvalue()


def read_back(data: bytes, base: "LoadedSet | None") -> "LoadedSet":
    """The set of these bytes, laid on this base. Raises NotKept for anything that `written` did not write."""
    from engine.loading.criteria_folder import LoadedSet

    try:
        made = _Reader(io.BytesIO(data), base).load()
    except Exception as problem:  # damaged bytes make the reader, and constructors of ours, raise what they like
        raise NotKept(str(problem)) from problem
    if not isinstance(made, LoadedSet):
        raise NotKept(type(made).__name__)
    return made


def document_of(file: str, positions: bytes) -> "Document":
    """A document of which only the places are known; they are read from `positions` when somebody asks."""
    from engine.loading.document import Document, Positions

    return Document(file, None, lambda: Positions(*_Reader(io.BytesIO(positions), None).load()))


class _Writer(pickle.Pickler):
    """Writes a set: a document becomes its places, and the base is left out."""

    def __init__(self, buffer: io.BytesIO, base: "LoadedSet | None") -> None:
        from engine.loading.document import Document

        super().__init__(buffer, PROTOCOL)
        self._base, self._document = base, Document

    def persistent_id(self, thing: object) -> str | None:
        """The name of what is not written but put in its place when the set is read."""
        return _BASE if self._base is not None and thing is self._base else None

    def reducer_override(self, thing: object) -> Any:  # noqa: ANN401  # pickle's own
        """How a document, and how data of ours is written: by its fields, which make it anew when it is read."""
        if isinstance(thing, self._document):
            places = thing.positions
            plain = (dict(places.values), dict(places.keys), dict(places.spelled))
            return document_of, (thing.file, pickle.dumps(plain, PROTOCOL))
        kind: Any = type(thing)
        names = None if isinstance(thing, type) else _fields_of(kind)
        return NotImplemented if names is None else (kind, tuple(getattr(thing, name) for name in names))


class _Reader(pickle.Unpickler):
    """Reads a set; refuses every name that is not on the lists above."""

    def __init__(self, buffer: io.BytesIO, base: "LoadedSet | None") -> None:
        super().__init__(buffer)
        self._base = base

    def persistent_load(self, name: object) -> object:
        """The base, where a set is laid on one."""
        if name == _BASE and self._base is not None:
            return self._base
        raise NotKept("no base")

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401  # pickle's own
        """The class of a name, where it is one of ours and holds data alone."""
        if (module, name) in _PLAIN:
            return _PLAIN[module, name]
        if (module, name) in _ALSO:
            return getattr(import_module(module), name)
        if module.startswith(OUR_DATA) and name.isidentifier():
            found = getattr(import_module(module), name, None)
            if isinstance(found, type) and found.__module__ == module and _holds_data(found):
                return found
        raise NotKept(f"{module}.{name}")


@cache
def _fields_of(made: type[Any]) -> tuple[str, ...] | None:
    """The fields of a dataclass in the order in which it takes them; None for any other class."""
    if not is_dataclass(made) or any(field.kw_only or not field.init for field in fields(made)):
        return None
    return tuple(field.name for field in fields(made))


def _holds_data(found: type) -> bool:
    return is_dataclass(found) or issubclass(found, Enum)
