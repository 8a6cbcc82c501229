"""Parquet files that were joined without being decoded are what every reader takes them for."""

import random
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.columns.files.parquet_joining import join_parquet
from engine.columns.files.thrift_compact import Field, Items, parse, serialized


def part(rows: range) -> pa.Table:
    """A table of every type that results have, with nulls."""
    return pa.table(
        {
            "unit": [f"u{at}" for at in rows],
            "profile": pa.array([("a", "b", "c")[at % 3] for at in rows]).dictionary_encode(),
            "total": pa.array([None if at % 7 == 0 else Decimal(at).scaleb(-6) for at in rows], pa.decimal128(18, 6)),
            "complete": [at % 2 == 0 for at in rows],
            "rule": pa.array([None if at % 5 else "full" for at in rows]).dictionary_encode(),
        }
    )


HOW: list[dict[str, object]] = [
    {},
    {"row_group_size": 17},
    {"compression": "zstd", "store_decimal_as_integer": True},
    {"write_page_index": True, "data_page_version": "2.0"},
    {"use_dictionary": False, "compression": "none", "write_statistics": False},
]


@pytest.mark.parametrize("how", HOW, ids=str)
@pytest.mark.parametrize("count", [1, 3, 20])
def test_every_reader_sees_the_rows_of_all_parts_in_their_order(
    tmp_path: Path, how: dict[str, object], count: int
) -> None:
    tables = [part(range(100 * at, 100 * at + 100)) for at in range(count)]
    paths = [tmp_path / f"{at}.parquet" for at in range(count)]
    for table, path in zip(tables, paths, strict=True):
        pq.write_table(table, path, **how)
    target = tmp_path / "whole.parquet"
    join_parquet(paths, target)
    wanted = pa.concat_tables(tables).to_pylist()
    assert pq.read_table(target).to_pylist() == wanted
    assert pl.read_parquet(target).to_dicts() == wanted
    assert duckdb.sql(f"select * from '{target}'").fetchall() == [tuple(row.values()) for row in wanted]
    last = f"u{100 * count - 50}"
    found = duckdb.sql(f"select unit, complete from '{target}' where unit = '{last}'").fetchall()
    assert found == [(last, True)]


def test_statistics_still_belong_to_their_row_group(tmp_path: Path) -> None:
    paths = [tmp_path / "0.parquet", tmp_path / "1.parquet"]
    for at, path in enumerate(paths):
        pq.write_table(part(range(1000 * at, 1000 * at + 10)), path)
    join_parquet(paths, tmp_path / "whole.parquet")
    metadata = pq.ParquetFile(tmp_path / "whole.parquet").metadata
    assert (metadata.num_rows, metadata.num_row_groups) == (20, 2)
    groups = [metadata.row_group(at).column(0).statistics for at in (0, 1)]
    assert [(each.min, each.max) for each in groups] == [("u0", "u9"), ("u1000", "u1009")]


def test_files_of_different_schemas_are_not_joined(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1]}), tmp_path / "0.parquet")
    pq.write_table(pa.table({"b": [1]}), tmp_path / "1.parquet")
    with pytest.raises(ValueError, match="schemas"):
        join_parquet([tmp_path / "0.parquet", tmp_path / "1.parquet"], tmp_path / "whole.parquet")


@pytest.mark.parametrize("how", HOW, ids=str)
def test_a_footer_is_written_as_it_was_read(tmp_path: Path, how: dict[str, object]) -> None:
    pq.write_table(part(range(100)), tmp_path / "a.parquet", **how)
    data = (tmp_path / "a.parquet").read_bytes()
    length = int.from_bytes(data[-8:-4], "little")
    footer = data[-8 - length : -8]
    assert serialized(parse(footer)) == footer


def test_every_type_of_the_protocol_comes_back() -> None:
    inner = {1: Field(5, -1), 40: Field(6, 2**62), 41: Field(4, -(2**15))}
    struct = {
        1: Field(1, True),
        2: Field(1, False),
        3: Field(3, 200),
        20: Field(7, b"12345678"),
        21: Field(8, "điểm".encode() * 100),
        22: Field(9, Items(12, [inner, {}])),
        300: Field(10, Items(6, list(range(-20, 20)))),
        301: Field(9, Items(1, [1, 2, 1])),
    }
    back = parse(serialized(struct))
    assert serialized(back) == serialized(struct)
    assert {number: field.value for number, field in back.items() if number != 22} == {
        number: field.value for number, field in struct.items() if number != 22
    }
    assert back[22].value.values == [inner, {}]


def test_what_is_no_struct_is_said_to_be_none() -> None:
    source = random.Random(3)
    for _ in range(300):
        try:
            parse(bytes(source.randrange(256) for _ in range(source.randrange(40))))
        except ValueError:
            continue
    for data in (b"", b"\x15", b"\x18\x7f", b"\x1b\x01", b"\x19\xfc"):
        with pytest.raises(ValueError, match=r"protocol|type"):
            parse(data)
