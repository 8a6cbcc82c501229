"""Batches for engines that know fewer types: words in the place of codes, and the schema as such engines write it."""

from collections.abc import Sequence

import pyarrow as pa

_WORDS = {pa.string(): "string", pa.bool_(): "boolean", pa.int32(): "int", pa.int64(): "bigint"}


def without_codes(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with every column of codes and words as the words themselves."""
    columns = [column.dictionary_decode() if _is_coded(column.type) else column for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def renamed(batch: pa.RecordBatch, names: Sequence[str]) -> pa.RecordBatch:
    """The same columns under other names."""
    return pa.RecordBatch.from_arrays(batch.columns, names=list(names))


def schema_words(schema: pa.Schema) -> str:
    """A schema as SQL engines declare it: names in backquotes, `decimal(p, s)`, `string`, `boolean`."""
    return ", ".join(f"`{item.name.replace('`', '``')}` {_word(item.type)}" for item in schema)


def _is_coded(kind: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(kind))


def _word(kind: pa.DataType) -> str:
    if _is_coded(kind):
        return _word(kind.value_type)
    return f"decimal({kind.precision}, {kind.scale})" if pa.types.is_decimal(kind) else _WORDS[kind]
