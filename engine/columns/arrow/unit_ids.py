"""Ids of units as a column: which of them may be ids, and whether they ascend, so that none can stand twice."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from engine.columns.fact_columns import Flags

PATTERN = "^[0-9A-Za-z][0-9A-Za-z._:/-]{0,79}$"
LONGEST = 80

_LETTERS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _table(letters: bytes) -> Flags:
    allowed = np.zeros(256, np.bool_)
    allowed[np.frombuffer(letters, np.uint8)] = True
    return allowed


_FIRST, _ANY = _table(_LETTERS), _table(_LETTERS + b"._:/-")


def fitting(ids: pa.StringArray) -> Flags:
    """Which texts may be ids. Where all may, as in almost every batch, their bytes tell it without a pattern."""
    if _all_fit(ids):
        return np.ones(len(ids), np.bool_)
    found: Flags = pc.fill_null(pc.match_substring_regex(ids, PATTERN), False).to_numpy(zero_copy_only=False)
    return found


def _all_fit(ids: pa.StringArray) -> bool:
    _, bounds, letters = ids.buffers()
    if ids.null_count or not len(ids) or letters is None:
        return False
    offsets = np.frombuffer(bounds, np.int32, ids.offset + len(ids) + 1)[ids.offset :]
    lengths: npt.NDArray[np.int32] = np.diff(offsets)
    if lengths.min() < 1 or lengths.max() > LONGEST:
        return False
    text = np.frombuffer(letters, np.uint8, int(offsets[-1]))
    return bool(_FIRST[text[offsets[:-1]]].all() and _ANY[text[offsets[0] :]].all())


def ascending(ids: pa.StringArray) -> bool:
    """Whether every id is greater than the one before, as in files that are sorted."""
    return bool(pc.all(pc.less(ids.slice(0, len(ids) - 1), ids.slice(1))).as_py() and not ids.null_count)
