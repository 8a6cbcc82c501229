"""Types of Arrow that hold text by views, which can be read but not chosen from: the same without views."""

import pyarrow as pa


def without_views(schema: pa.Schema) -> pa.Schema:
    """The schema with plain types; itself where none is a view."""
    plain = pa.schema([_plain_field(field) for field in schema])
    return schema if plain == schema else plain


def batch_without_views(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with plain types; itself where none is a view."""
    plain = without_views(batch.schema)
    return batch if plain == batch.schema else batch.cast(plain)


def _plain_field(field: pa.Field) -> pa.Field:
    return field.with_type(_plain(field.type))


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_string_view(kind):
        return pa.large_string()
    if pa.types.is_binary_view(kind):
        return pa.large_binary()
    if pa.types.is_dictionary(kind):
        return pa.dictionary(kind.index_type, _plain(kind.value_type), kind.ordered)
    if pa.types.is_struct(kind):
        return pa.struct([_plain_field(field) for field in kind])
    if pa.types.is_large_list(kind):
        return pa.large_list(_plain_field(kind.value_field))
    if pa.types.is_list(kind):
        return pa.list_(_plain_field(kind.value_field))
    return kind
