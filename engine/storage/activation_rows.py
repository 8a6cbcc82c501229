"""Acts as rows of their table, inside a transaction that is open already."""

from collections.abc import Sequence

from sqlalchemy import Connection, Row, Select, insert, select

from engine.domain.activation import Act, Activation, SetRevision
from engine.errors import StorageProblem
from engine.storage.tables import activations

Rows = Sequence[Activation]


def all_activations(connection: Connection) -> Rows:
    """Every act, in the order in which they were recorded."""
    return activations_of(connection, select(activations))


def activations_of(connection: Connection, wanted: Select[tuple[object, ...]]) -> Rows:
    """The acts of a selection of whole rows, in the order in which they were recorded.

    Raises StorageProblem for a row that holds no act.
    """
    try:
        return [_activation(row) for row in connection.execute(wanted.order_by(activations.c.sequence))]
    except ValueError as problem:
        raise StorageProblem(
            "Có dòng quyết định áp dụng bị hỏng, không đọc được.",
            "A row of the history of acts is damaged and cannot be read.",
            hint_vi="Khôi phục cơ sở dữ liệu từ bản sao lưu; giữ lại tệp này để điều tra.",
            hint_en="Restore the database from a backup; keep this file for whoever looks into it.",
        ) from problem


def add_activation(connection: Connection, activation: Activation) -> None:
    """Write one act."""
    act = activation.act
    connection.execute(
        insert(activations),
        {
            "sequence": activation.sequence,
            "year": act.year,
            "unit_kind": act.unit_kind,
            "set_id": act.criteria_set.id,
            "edition": act.criteria_set.edition,
            "revision": act.criteria_set.revision,
            "set_hash": act.criteria_set.hash,
            "decision": act.decision,
            "decided_on": act.decided_on,
            "in_force_from": act.in_force_from,
            "by": act.by,
            "override_reason": act.override_reason,
            "recorded_at": activation.recorded_at,
            "previous": activation.previous,
            "hash": activation.hash,
        },
    )


def _activation(row: Row[tuple[object, ...]]) -> Activation:
    values = row._asdict()
    act = Act(
        year=values["year"],
        unit_kind=values["unit_kind"],
        criteria_set=SetRevision(values["set_id"], values["edition"], values["revision"], values["set_hash"]),
        decision=values["decision"],
        decided_on=values["decided_on"],
        in_force_from=values["in_force_from"],
        by=values["by"],
        override_reason=values["override_reason"],
    )
    return Activation(
        sequence=values["sequence"],
        act=act,
        recorded_at=values["recorded_at"],
        previous=values["previous"],
        hash=values["hash"],
    )
