"""One mapping inside a checked document, read key by key into the types that the domain wants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from engine.domain.criteria_set import Plain, Span
from engine.domain.numbers import exact
from engine.domain.source_place import Place
from engine.domain.text import NOTHING, Text
from engine.loading.document import Document, step


@dataclass(frozen=True, slots=True)
class Section:
    """The mapping at `pointer`. The schema has been checked before: a key that is asked for has the right form."""

    document: Document
    pointer: str
    values: Mapping[str, Plain]

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        return self.values.get(key) is not None

    def place(self, relative: str = "") -> Place:
        """Where the section, or something in it, stands."""
        return self.document.place(self.pointer + relative)

    def word(self, key: str, otherwise: str = "") -> str:
        """Text that is not translated; a name that lacks its quotes as it was spelled."""
        value = self.values.get(key)
        if value is None:
            return otherwise
        return value if isinstance(value, str) else self._spelled(self.pointer + step(key), value)

    def words(self, key: str) -> tuple[str, ...]:
        """A list of such texts."""
        at = self.pointer + step(key)
        return tuple(
            item if isinstance(item, str) else self._spelled(f"{at}/{index}", item)
            for index, item in enumerate(self._items(key))
        )

    def _spelled(self, pointer: str, value: Plain) -> str:
        return self.document.positions.spelled.get(pointer, str(value))

    def number(self, key: str) -> Fraction:
        """An exact number."""
        return exact(self.values[key])  # type: ignore[arg-type]  # the schema allows numbers and their text only

    def number_or(self, key: str, otherwise: Fraction) -> Fraction:
        """An exact number, or what holds when nothing is said."""
        return self.number(key) if self.has(key) else otherwise

    def maybe_number(self, key: str) -> Fraction | None:
        """An exact number, or None."""
        return self.number(key) if self.has(key) else None

    def numbers(self, key: str) -> dict[str, Fraction]:
        """A mapping of names to exact numbers."""
        inner = self.inner(key)
        return {name: inner.number(name) for name in inner.values}

    def whole(self, key: str, otherwise: int = 0) -> int:
        """A whole number."""
        return int(self.number(key)) if self.has(key) else otherwise

    def maybe_whole(self, key: str) -> int | None:
        """A whole number, or None."""
        return int(self.number(key)) if self.has(key) else None

    def truth(self, key: str, *, otherwise: bool) -> bool:
        """A truth value."""
        value = self.values.get(key)
        return value if isinstance(value, bool) else otherwise

    def text(self, key: str) -> Text:
        """Text in both languages; nothing where nothing is said."""
        return self.inner(key).as_text()

    def as_text(self) -> Text:
        """The section itself as text in both languages."""
        return Text(self.word("vi"), self.word("en")) if self.values else NOTHING

    def day(self, key: str) -> date:
        """A day."""
        return date.fromisoformat(self.word(key))

    def maybe_day(self, key: str) -> date | None:
        """A day, or None."""
        return self.day(key) if self.has(key) else None

    def span(self) -> Span:
        """The section as years and profiles."""
        profile = self.word("profile")
        return Span(self.maybe_whole("from"), self.maybe_whole("to"), (profile,) if profile else self.words("profiles"))

    def inner(self, key: str) -> "Section":
        """The mapping under a key; an empty one where there is none."""
        value = self.values.get(key)
        return Section(self.document, self.pointer + step(key), value if isinstance(value, Mapping) else {})

    def each(self, key: str) -> Iterator["Section"]:
        """The mappings of a list."""
        at = self.pointer + step(key)
        for index, item in enumerate(self._items(key)):
            if isinstance(item, Mapping):
                yield Section(self.document, f"{at}/{index}", item)

    def named(self, key: str) -> Iterator[tuple[str, "Section"]]:
        """The mappings of a mapping, with their names."""
        inner = self.inner(key)
        for name in inner.values:
            yield name, inner.inner(name)

    def reasons(self) -> dict[str, str]:
        """The warnings that are acknowledged here: code → reason."""
        return {item.word("code"): item.word("reason") for item in self.each("acknowledge")}

    def _items(self, key: str) -> tuple[Plain, ...]:
        value = self.values.get(key)
        return value if isinstance(value, tuple) else ()


def root_of(document: Document) -> Section:
    """The whole document as a section."""
    return Section(document, "", document.mapping)
