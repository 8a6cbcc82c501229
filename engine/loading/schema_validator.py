"""Values against schemas: the library's validator, told what our numbers and lists are, and made quick."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Literal, Protocol

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

from engine.domain.criteria_set import Plain
from engine.loading.schema_glance import compiled, decided, is_day, plainly_fits
from engine.loading.schema_store import CHOOSE, LINK, Schema, linked_schema


@dataclass(frozen=True, slots=True)
class Failure:
    """One keyword of a schema that a value does not meet.

    `rule` is what the keyword says, `schema` the schema around it, `steps` the way to the value; `key` is the key in
    question where the keyword is about keys.
    """

    keyword: str
    rule: Any
    schema: Schema
    value: Plain
    steps: tuple[str | int, ...]
    key: str


def failures(kind: str, value: Plain) -> Iterator[Failure]:
    """Where a value fails the schema `criteria-set/1`, or a part of one as in `submission/1#/$defs/content`."""
    for problem in _validator(kind).iter_errors(value):
        yield Failure(
            str(problem.validator),
            problem.validator_value,
            problem.schema,
            problem.instance,
            tuple(problem.absolute_path),
            problem.message,
        )


@cache
def _validator(kind: str) -> Any:  # noqa: ANN401  # the class is made at run time
    """The validator of a schema. It counts ints and Fractions as numbers and tuples as arrays."""
    return _validator_class()(linked_schema(kind), format_checker=_format_checker())


def _validator_class() -> type[Any]:
    checker = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {
            "array": lambda _, value: isinstance(value, tuple),
            "object": lambda _, value: isinstance(value, (dict, Mapping)),  # readers give dicts, and that is told fast
            "number": lambda _, value: _is_number(value),
            "integer": lambda _, value: _is_number(value) and value.denominator == 1,
        }
    )
    keywords: dict[str, Callable[..., Iterable[ValidationError]]] = {
        LINK: _linked,
        "additionalProperties": _additional_properties,
        CHOOSE: _choose,
        "dependentRequired": _dependent_required,
        "if": _if,
        "items": _items,
        "pattern": _pattern,
        "properties": _properties,
        "propertyNames": _property_names,
        "required": _required,
    }
    made: type[Any] = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, keywords, type_checker=checker
    )
    return made


class Check(Protocol):
    """What a keyword may ask of the validator that it works for."""

    def descend(self, instance: object, schema: Schema, path: str | int | None = None) -> Iterator[ValidationError]:
        """Check a part against a schema of its own."""
        ...


def _is_number(value: object) -> bool:
    return isinstance(value, (int, Fraction)) and not isinstance(value, bool)


def _linked(check: Check, target: Schema, instance: object, _: Schema) -> Iterator[ValidationError]:
    yield from check.descend(instance, target)


def _properties(
    check: Check, properties: Mapping[str, Schema], instance: object, _: Schema
) -> Iterator[ValidationError]:
    if isinstance(instance, Mapping):
        for key, rule in properties.items():
            if key in instance and not plainly_fits(rule, instance[key]):
                yield from check.descend(instance[key], rule, path=key)


def _items(check: Check, rule: Schema, instance: object, _: Schema) -> Iterator[ValidationError]:
    if isinstance(instance, tuple):
        for index, item in enumerate(instance):
            if not plainly_fits(rule, item):
                yield from check.descend(item, rule, path=index)


def _additional_properties(
    check: Check, rule: Schema | Literal[False], instance: object, schema: Schema
) -> Iterator[ValidationError]:
    """One error for each unknown key, at its place; the library gives one for all of them."""
    if not isinstance(instance, Mapping):
        return
    known = schema.get("properties", {})
    for key in instance:
        if key in known:
            continue
        if rule is False:
            yield ValidationError(key, path=[key])
        elif isinstance(rule, Mapping) and not plainly_fits(rule, instance[key]):
            yield from check.descend(instance[key], rule, path=key)


def _property_names(check: Check, rule: Schema, instance: object, _: Schema) -> Iterator[ValidationError]:
    """One error for each key that has the wrong form, at its place, with the schema of the key."""
    if isinstance(instance, Mapping):
        for key in instance:
            if not plainly_fits(rule, key) and next(check.descend(key, rule), None) is not None:
                yield ValidationError(key, path=[key])


def _required(_: Check, keys: Iterable[str], instance: object, __: Schema) -> Iterator[ValidationError]:
    """One error for each missing key; the key is the message."""
    if isinstance(instance, Mapping):
        yield from (ValidationError(key) for key in keys if key not in instance)


def _dependent_required(
    check: Check, rule: Mapping[str, Iterable[str]], instance: object, schema: Schema
) -> Iterator[ValidationError]:
    """One error for each key that is missing beside another."""
    if isinstance(instance, Mapping):
        for key, keys in rule.items():
            if key in instance:
                yield from _required(check, keys, instance, schema)


def _choose(
    check: Check, table: Mapping[str, Mapping[str, Schema]], instance: object, _: Schema
) -> Iterator[ValidationError]:
    """What `allOf` asks of an instance that has a certain word under a certain key."""
    if not isinstance(instance, Mapping):
        return
    for key, branches in table.items():
        word = instance.get(key)
        if isinstance(word, str) and word in branches:
            yield from check.descend(instance, branches[word])


def _if(check: Check, test: Schema, instance: object, schema: Schema) -> Iterator[ValidationError]:
    """`if`, decided at a glance where that is possible."""
    branch = schema.get("then" if _holds(check, test, instance) else "else")
    if branch is not None:
        yield from check.descend(instance, branch)


def _holds(check: Check, test: Schema, instance: object) -> bool:
    quickly = decided(test, instance)
    return next(check.descend(instance, test), None) is None if quickly is None else quickly


def _pattern(_: Check, pattern: str, instance: object, __: Schema) -> Iterator[ValidationError]:
    """`pattern` as ECMAScript reads it: `$` is the end of the text, not a line break before it."""
    if isinstance(instance, str) and not compiled(pattern).search(instance):
        yield ValidationError("")


def _format_checker() -> FormatChecker:
    checker = FormatChecker(formats=())

    @checker.checks("date")
    def _is_day(value: object) -> bool:
        return not isinstance(value, str) or is_day(value)

    return checker
