"""The part of a printed Polars module that is the same for every set: reading columns, records, and the results."""

RUNTIME = '''\
from decimal import Decimal
from functools import reduce

import polars as pl

FIRST_DAY = 719163  # the day number of 1970-01-01
c = pl.col


def n(number):
    """A number as Int64."""
    return pl.lit(number, pl.Int64)


def wide(number):
    """A number as Int128."""
    return pl.lit(number, pl.Int128)


def nothing():
    """What no cell of a column can be read as."""
    return pl.lit(None, pl.Int128)


def number(cell, dtype, places, low, high, percent):
    """A number as an integer of 10^places; null where that is not exact. Floats are never read."""
    unit = 10**places
    if dtype.is_integer():
        whole = cell.cast(pl.Int128, strict=False)
        return pl.when(whole.is_between(wide(-(-low // unit)), wide(high // unit))).then(whole * wide(unit))
    if dtype.is_decimal():
        return digits(cell.cast(pl.String), places, "[.]0+", "")
    if dtype == pl.String:
        return digits(cell.str.strip_chars(" "), places, "", " *%?" if percent else "")
    return nothing()


def digits(text, places, needless, behind):
    """The digits of a number as it is written, moved `places` to the left; null where more of them are written."""
    part = f"[.]([0-9]{{1,{places}}})0*" if places else needless
    pattern = "^([+-]?[0-9]{1,30})" + (f"(?:{part})?" if part else "") + behind + "$"
    found = text.str.extract(pattern, 1)
    if places:
        found = found + text.str.extract(pattern, 2).fill_null("").str.pad_end(places, "0")
    return found.cast(pl.Int128, strict=False)


def listed(cell, dtype, options):
    """The place of an option among the options."""
    if dtype not in (pl.String, pl.Categorical, pl.Enum):
        return nothing()
    return cell.cast(pl.String).replace_strict(options, default=None, return_dtype=pl.Int128)


def truth(cell, dtype):
    """1 or 0."""
    return cell.cast(pl.Int128) if dtype == pl.Boolean else listed(cell, dtype, {"false": 0, "true": 1})


def day(cell, dtype):
    """The number of a day."""
    if dtype == pl.String:
        iso = cell.str.contains("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
        cell = pl.when(iso).then(cell.str.to_date("%Y-%m-%d", strict=False))
    elif dtype != pl.Date:
        return nothing()
    return cell.cast(pl.Int32).cast(pl.Int128) + wide(FIRST_DAY)


def value(cell, dtype, rule):
    """A cell as the integer of its rule, which may lie out of range; null where it is none."""
    kind, low, high, places, options = rule["kind"], rule["low"], rule["high"], rule["places"], rule["options"]
    if kind == "bool":
        return truth(cell, dtype)
    if kind == "choice":
        return listed(cell, dtype, {option: at for at, option in enumerate(options)})
    return day(cell, dtype) if kind == "date" else number(cell, dtype, places, low, high, kind == "percent")


def allowed(read, rule):
    """Whether a value is there and within its range."""
    within = read.is_between(wide(rule["low"]), wide(rule["high"]))
    if rule["step"]:
        within = within & ((read - wide(rule["low"])) % wide(rule["step"]) == 0)
    return within.fill_null(False)


def told(name, cell, dtype):
    """What is told of a bad cell: its column, what stands there, and the type."""
    shown = pl.lit("…") if dtype.is_nested() else cell.cast(pl.String).str.slice(0, 60)
    return pl.concat_str(pl.lit(f"{name} = "), shown, pl.lit(f" ({dtype})"))


def bound(read, good, rule):
    """The integer, or the least there can be where there is none."""
    chosen = pl.when(good).then(read).otherwise(wide(rule["low"]))
    return chosen.cast(pl.Int128 if rule["wide"] else pl.Int64)


def read_columns(frame, schema):
    """Every column that is no list: the integer to compute with, `#?` where it is unknown, `!` what is wrong."""
    reads = [value(c(name), schema[name], rule).alias("=" + name) for name, rule in COLUMNS.items()]
    frame = frame.with_columns(reads)
    lines = []
    for name, rule in COLUMNS.items():
        good = allowed(c("=" + name), rule)
        bad = c(name).is_not_null() & ~good
        lines.append(pl.when(bad).then(told(name, c(name), schema[name])).alias("!" + name))
        lines.append(bound(c("=" + name), good, rule).alias(name))
        lines.append(c(name).is_null().cast(pl.Int64).alias("#?" + name))
    return frame.with_columns(lines)


def with_fields(name):
    """A list column none of whose rows has a record, so that Polars knows of no fields: the same with all fields."""
    return c(name).cast(pl.List(pl.Struct(dict.fromkeys(LISTS[name]["fields"], pl.Null))))


def read_list(base, name, dtype):
    """Of each row whose list has records: whether something is wrong with them, and what they give together."""
    rule = LISTS[name]
    fields = {field.name: field.dtype for field in dtype.inner.fields}
    records = base.filter(c(name).list.len() > 0).select("#row", name, *rule["outer"]).explode(name)
    here, reads, good, ready = c(name).struct.field, [], [c(name).is_not_null()], []
    for at, (field, its) in enumerate(rule["fields"].items()):
        reads += [value(here(field), fields[field], its).alias(f"=v{at}"), here(field).is_not_null().alias(f"#g{at}")]
        fits = allowed(c(f"=v{at}"), its)
        good.append(fits | ~c(f"#g{at}") if its["optional"] else fits)
        ready.append(bound(c(f"=v{at}"), fits, its).alias(f"#v{at}"))
    wrong = (~pl.all_horizontal(good)).any() | (pl.len() > rule["most"])
    each = [expr.alias(fold) for fold, expr, _, _, _ in rule["folds"]]
    found = [getattr(c(fold), how)() for fold, _, how, _, _ in rule["folds"]]
    records = records.with_columns(reads).with_columns(ready).with_columns(each)
    return records.group_by("#row").agg(wrong.alias("#wrong"), *found)


def with_list(frame, base, name, dtype):
    """The frame with what the records of a list give; where something is wrong, or nothing there, a default."""
    good = ~c("#wrong").fill_null(False)
    folds = [
        pl.when(good).then(c(fold)).fill_null(pl.lit(default, type)).cast(type).alias(fold)
        for fold, _, _, default, type in LISTS[name]["folds"]
    ]
    problem = pl.when(~good).then(told(name, c(name), dtype)).alias("!" + name)
    unknown = c(name).is_null().cast(pl.Int64).alias("#?" + name)
    frame = frame.join(read_list(base, name, dtype), on="#row", how="left")
    return frame.with_columns(problem, unknown, *folds).drop(name, "#wrong")


def points(expr, precision):
    """Points as decimals: an integer times the least unit, exactly; null where the row is not decided."""
    exact = expr.cast(pl.Decimal(38, 0)) * pl.lit(Decimal(1).scaleb(-PLACES))
    return pl.when(DECIDED).then(exact.cast(pl.Decimal(precision, PLACES)))


def word(expr, words):
    """A word by its number; null where there is none, or the row is not decided."""
    said = expr.replace_strict(dict(enumerate(words)), default=None, return_dtype=pl.String)
    return pl.when(DECIDED).then(said)


def score(units):
    """The results of every row of a LazyFrame (or DataFrame), in the same order; a LazyFrame."""
    units = units.lazy()
    schema = units.collect_schema()
    units = units.with_columns(with_fields(name) for name in LISTS if schema[name] in (pl.Null, pl.List(pl.Null)))
    schema = units.collect_schema()
    frame = units.select("unit.id", *COLUMNS, *LISTS).with_row_index("#row")
    frame = base = read_columns(frame, schema)
    for name in LISTS:
        frame = with_list(frame, base, name, schema[name])
    problems = [c("!" + name) for name in [*COLUMNS, *LISTS]]
    problem = pl.concat_str([pl.lit(None, pl.String), *problems], separator="; ", ignore_nulls=True)
    frame = frame.with_columns(problem.replace("", None).alias("#problem"))
    frame = reduce(pl.LazyFrame.with_columns, STAGES, frame)
    return frame.sort("#row").select(RESULTS)
'''
"""Source text. It reads the names that stand below it: COLUMNS, LISTS, STAGES, PLACES, DECIDED, RESULTS."""
