"""`in_force`, `on`, `as_of`: scoring by the act that is in force, and the header that tells which act that was."""

from datetime import date, datetime

from flask import Response

from api.call import Call
from api.query_parameters import Parameter
from engine.domain.activation import Activation
from engine.domain.text import Text
from engine.services.in_force_service import Clocks

ACT_HEADER = "Act-In-Force"
"""Tells the act: a dictionary of RFC 9651. Bodies keep their bytes, whatever the rules were chosen by."""


def clocks_of(call: Call) -> Clocks | None:
    """The day and the moment that are asked about; None where nobody asks for what is in force."""
    if not call.truth(IN_FORCE.name):
        return None
    on, as_of = call.text(ON.name), call.text(AS_OF.name)
    return Clocks(date.fromisoformat(on) if on else None, datetime.fromisoformat(as_of) if as_of else None)


def with_act(response: Response, activation: Activation | None) -> Response:
    """The same answer, telling the act by which its rules were chosen, where one was."""
    if activation is not None:
        response.headers[ACT_HEADER] = _told(activation)
    return response


def _told(activation: Activation) -> str:
    act = activation.act
    return (
        f"sequence={activation.sequence}, decision={_display_string(act.decision)}, "
        f'dated="{act.decided_on.isoformat()}", from="{act.in_force_from.isoformat()}", hash="{activation.hash}"'
    )


def _display_string(text: str) -> str:
    """A Display String of RFC 9651: UTF-8, with percent signs before all that is no plain ASCII."""
    plain = (chr(byte) if 0x20 <= byte <= 0x7E and byte not in b'%"' else f"%{byte:02x}" for byte in text.encode())
    return f'%"{"".join(plain)}"'


IN_FORCE = Parameter(
    "in_force",
    "truth",
    Text(
        "true: theo bộ đang có hiệu lực cho năm và loại đơn vị, thay cho bản được nêu.",
        "true: by the set in force for the year and kind of unit, instead of the edition named.",
    ),
    example="false",
)
ON = Parameter(
    "on",
    "day",
    Text(
        "Với in_force=true: có hiệu lực ngày nào; mặc định ngày cuối năm đó, hoặc hôm nay khi năm chưa hết.",
        "With in_force=true: in force on which day; by default the last of the year, or today while it is not over.",
    ),
    only_with=IN_FORCE.name,
    example="2022-12-31",
)
AS_OF = Parameter(
    "as_of",
    "moment",
    Text(
        "Với in_force=true: theo những gì đã ghi tới lúc nào (RFC 3339, hoặc một ngày tính đến hết ngày ấy ở "
        "Việt Nam); mặc định bây giờ.",
        "With in_force=true: as known when (RFC 3339, or a day, meaning its end in Viet Nam); by default now.",
    ),
    only_with=IN_FORCE.name,
    example="2026-11-22T10:00:00+07:00",
)
