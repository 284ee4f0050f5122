"""Whether a value fits a JSON Schema: yes or no, many times faster than a validator that explains.

The schema is turned once into nested tests that agree with the full validator, which is asked what
is wrong, and where, once they say no.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

Test = Callable[[Any], bool]
Schema = Mapping[str, Any]

_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}
_SINGLE = frozenset({str, int, float, bool, type(None)})
_OF_A_TEXT = frozenset({"type", "maxLength"})
_SAYS_NOTHING = frozenset({"$schema", "$defs", "title", "description"})


def fits(schema: Schema) -> Test:
    """The test for values of exactly Python's JSON types. Raises ValueError for an unknown keyword."""
    return _compiled(schema, schema.get("$defs", {}))


def _compiled(schema: Schema, known: Mapping[str, Schema]) -> Test:
    unknown = schema.keys() - _MAKERS.keys() - _SAYS_NOTHING
    if unknown:
        raise ValueError(f"schema keywords without a test: {sorted(unknown)}")
    if schema.keys() - _SAYS_NOTHING == _OF_A_TEXT:
        return _text(schema)
    tests = [make(schema, known) for keyword, make in _MAKERS.items() if keyword in schema]
    return reduce(_both, tests) if tests else lambda _value: True


def _both(one: Test, other: Test) -> Test:
    return lambda value: one(value) and other(value)


def _type(schema: Schema, _known: Mapping[str, Schema]) -> Test:
    wanted = schema["type"]
    names = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    kinds = frozenset(kind for name in names for kind in _KINDS[name])
    if "integer" not in names:
        return lambda value: type(value) in kinds
    return lambda value: type(value) in kinds or (type(value) is float and value.is_integer())


def _text(schema: Schema) -> Test:
    """Type and length in one: most of what a register holds is texts."""
    kind, most = _type(schema, {}), schema["maxLength"]
    if schema["type"] == "string":
        return lambda value: type(value) is str and len(value) <= most
    return lambda value: len(value) <= most and kind(value) if type(value) is str else kind(value)


def _one_of(schema: Schema, _known: Mapping[str, Schema]) -> Test:
    values = schema["enum"] if "enum" in schema else (schema["const"],)
    allowed = frozenset((type(value) is bool, value) for value in values)  # in JSON, true is not 1
    return lambda value: type(value) in _SINGLE and (type(value) is bool, value) in allowed


def _ref(schema: Schema, known: Mapping[str, Schema]) -> Test:
    return _compiled(known[schema["$ref"].removeprefix("#/$defs/")], known)


def _pattern(schema: Schema, _known: Mapping[str, Schema]) -> Test:
    search = re.compile(schema["pattern"]).search
    return lambda value: type(value) is not str or search(value) is not None


def _longest(schema: Schema, _known: Mapping[str, Schema]) -> Test:
    most = schema["maxLength"]
    return lambda value: type(value) is not str or len(value) <= most


def _most(schema: Schema, _known: Mapping[str, Schema]) -> Test:
    most = schema["maxItems"]
    return lambda value: type(value) is not list or len(value) <= most


def _range(schema: Schema, _known: Mapping[str, Schema]) -> Test:
    least, most = schema.get("minimum", float("-inf")), schema.get("maximum", float("inf"))
    return lambda value: type(value) not in (int, float) or least <= value <= most


def _items(schema: Schema, known: Mapping[str, Schema]) -> Test:
    each = _compiled(schema["items"], known)
    return lambda value: type(value) is not list or all(map(each, value))


def _required(schema: Schema, _known: Mapping[str, Schema]) -> Test:
    names = frozenset(schema["required"])
    return lambda value: type(value) is not dict or names <= value.keys()


def _properties(schema: Schema, known: Mapping[str, Schema]) -> Test:
    tests = {name: _compiled(inner, known) for name, inner in schema.get("properties", {}).items()}
    other = _compiled(schema["additionalProperties"], known) if "additionalProperties" in schema else None

    def test(value: Any) -> bool:
        if type(value) is not dict:
            return True
        for name, inner in value.items():
            each = tests.get(name, other)
            if each is not None and not each(inner):
                return False
        return True

    return test


def _negated(schema: Schema, known: Mapping[str, Schema]) -> Test:
    inner = _compiled(schema["not"], known)
    return lambda value: not inner(value)


_MAKERS: Mapping[str, Callable[[Schema, Mapping[str, Schema]], Test]] = {
    "type": _type,
    "enum": _one_of,
    "const": _one_of,
    "$ref": _ref,
    "pattern": _pattern,
    "maxLength": _longest,
    "maxItems": _most,
    "minimum": _range,
    "maximum": _range,
    "required": _required,
    "items": _items,
    "properties": _properties,
    "additionalProperties": _properties,
    "not": _negated,
}
