"""Words in paths: what may stand there, and how the table's paths become Flask's rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.routing import BaseConverter

from engine.domain.text import Text, nfc

MOST_CHARACTERS = 200


class NameConverter(BaseConverter):
    """One word of a path: no slash, no control character, of bounded length, in normal form."""

    regex = rf"[^/\x00-\x1f\x7f]{{1,{MOST_CHARACTERS}}}"

    def to_python(self, value: str) -> str:
        """The word in normal form C, as everything is compared here."""
        return nfc(value)


class SlashedNameConverter(NameConverter):
    """A name that may hold slashes, such as `methods/bands/1`; always the last of its path."""

    regex = rf"[^/\x00-\x1f\x7f][^\x00-\x1f\x7f]{{0,{MOST_CHARACTERS}}}"
    part_isolating = False


CONVERTERS: Mapping[str, type[BaseConverter]] = {"name": NameConverter, "slashed": SlashedNameConverter}


@dataclass(frozen=True, slots=True)
class PathParameter:
    """One word of a path: what it means, and an example."""

    about: Text
    example: str
    converter: str = "name"


PATH_PARAMETERS: Mapping[str, PathParameter] = {
    "set_id": PathParameter(Text("Mã bộ tiêu chí.", "Id of a criteria set."), "vn.par.department"),
    "edition": PathParameter(Text("Phiên bản của bộ tiêu chí.", "Edition of the criteria set."), "2022"),
    "node_id": PathParameter(Text("Mã tiêu chí, ở bất kỳ cấp nào.", "Id of a node, at any depth."), "1.1"),
    "hash": PathParameter(Text("Mã băm sha256 của kết quả.", "The sha256 of the result."), "0" * 64),
    "year": PathParameter(Text("Năm đánh giá.", "Year assessed."), "2022"),
    "unit_kind": PathParameter(Text("Loại đơn vị.", "Kind of unit."), "department"),
    "name": PathParameter(
        Text("Tên lược đồ, cả dấu gạch chéo.", "Name of a schema, slashes included."), "submission/1", "slashed"
    ),
}

_BRACED = re.compile(r"\{(\w+)\}")


def names_in(path: str) -> list[str]:
    """The parameters of a path, in their order."""
    return _BRACED.findall(path)


def rule_of(path: str) -> str:
    """A path of the table, `/v1/results/{hash}`, as a rule of Flask."""
    return _BRACED.sub(lambda found: f"<{PATH_PARAMETERS[found[1]].converter}:{found[1]}>", path)
