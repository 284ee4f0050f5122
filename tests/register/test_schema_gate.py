"""The quick yes or no about a register's file form says what the full validator says."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from strategies import examples, registers

from gdpr_desk import assets
from gdpr_desk.clock import SystemClock
from gdpr_desk.register.exchange_rules import SCHEMA
from gdpr_desk.register.interchange import dump
from gdpr_desk.register.model import Register
from gdpr_desk.register.schema_gate import fits

REGISTER: dict[str, Any] = json.loads(assets.text(SCHEMA))
NOW = SystemClock().now()
WRONG = (None, True, 0, 1, -1, 3.0, 2.5, 10**12, "", "x", "2026-01-31", "x" * 20_001, [], {}, ["x"], {"x": 1})
"""Something of every type, and of every kind of limit."""


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with every key or index in it."""
    steps = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    inside = [place for step in steps for place in _places(value[step])]
    return [(value, step) for step in steps] + inside


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(registers(), st.data())
def test_it_agrees_with_the_full_validator(register: Register, data: st.DataObject) -> None:
    raw = json.loads(dump(register, NOW))
    full, quick = Draft202012Validator(REGISTER).is_valid, fits(REGISTER)
    assert quick(raw)
    assert full(raw)
    for _ in range(data.draw(st.integers(1, 3))):
        container, step = data.draw(st.sampled_from(_places(raw)))
        if data.draw(st.booleans()):
            # A copy: the next round may change what is inside.
            container[step] = copy.deepcopy(data.draw(st.sampled_from(WRONG)))
        else:
            del container[step]
        assert quick(raw) == full(raw)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer"},
        {"type": ["number", "null"]},
        {"not": {"type": "integer"}},
        {"enum": ["x", None, 1]},
        {"const": True},
        {"const": 1},
        {"not": {"const": 3}},
        {"minimum": 0, "maximum": 2.5},
        {"type": "string", "pattern": "^x", "maxLength": 3},
        {"type": "array", "maxItems": 0},
        {"items": {"type": "string"}},
        {"required": ["x"], "properties": {"x": {"type": "string"}}},
        {"additionalProperties": {"type": "boolean"}},
        {
            "properties": {"y": {}},
            "additionalProperties": {"$ref": "#/$defs/d"},
            "$defs": {"d": {"minimum": 2}},
        },
    ],
)
def test_every_keyword_means_what_it_means_there(schema: dict[str, Any]) -> None:
    full, quick = Draft202012Validator(schema).is_valid, fits(schema)
    for value in WRONG:
        assert quick(value) == full(value), value


def test_a_keyword_it_does_not_know_is_refused_not_passed_over() -> None:
    with pytest.raises(ValueError, match="minLength"):
        fits({"properties": {"name": {"type": "string", "minLength": 1}}})
