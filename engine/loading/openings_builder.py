"""The section `open:` of a checked document → what the next layer may change."""

from collections.abc import Iterable, Iterator

from engine.domain.criteria_set import Node, Plain
from engine.domain.finding import Finding, error
from engine.domain.layers import CLOSED, Openings, OpenSubtree, OpenTerm
from engine.domain.numbers import exact
from engine.domain.source_place import Place
from engine.loading.open_amounts import Amount, amounts, is_share
from engine.loading.section import Section


def build_openings(root: Section) -> Openings:
    """The openings of a set or an overlay; all is closed where nothing is said. The schema must have been checked."""
    if not root.has("open"):
        return CLOSED
    section = root.inner("open")
    return Openings(
        tuple(_terms(section)),
        tuple(OpenSubtree(item.word("under"), item.number("cap"), item.place()) for item in section.each("add")),
        section.words("disable"),
        section.truth("profiles", otherwise=False),
    )


def _terms(section: Section) -> Iterator[OpenTerm]:
    for item in section.each("terms"):
        node, slash, path = item.word("at").partition("/")
        yield OpenTerm(
            item.word("id"),
            item.text("title"),
            node,
            slash + path,
            item.number("min"),
            item.number("max"),
            item.maybe_number("step"),
            item.place(),
        )


def forms_findings(root: Section, nodes: Iterable[Node]) -> Iterator[Finding]:
    """Ranges not written as their amounts are: `"50%"` may be half of the maximum where `"0.5"` is half a point."""
    known = {node.id: node for node in nodes}
    for item in root.inner("open").each("terms"):
        node, slash, path = item.word("at").partition("/")
        amount = amounts(known[node]).get(slash + path) if node in known else None
        if amount is not None:
            for key in ("min", "max", "step"):
                if not is_form_of(amount, item.values.get(key)):
                    yield wrong_form(f"`{key}`", amount, known[node].place_of(amount.pointer), item.place(f"/{key}"))


def is_form_of(amount: Amount, written: Plain) -> bool:
    """Whether a number is written as an amount is, with % or without; 0 is 0 either way."""
    if written is None or exact(written) == 0:  # type: ignore[arg-type]  # the schema allows numbers and their text only
        return True
    return is_share(written) == amount.is_share


def wrong_form(name: str, amount: Amount, stands: Place, place: Place) -> Finding:
    """The finding about a number with % where the amount, which `stands` elsewhere, has none, or the reverse."""
    return error(
        "open.form",
        place,
        f"{name} viết khác dạng với con số để ngỏ, là {amount.said} ở {stands}.",
        f"{name} is written in another form than the open amount, which is {amount.said} at {stands}.",
        "Viết cùng dạng: cả hai có % hoặc cả hai không.",
        "Write both with % or both without.",
    )
