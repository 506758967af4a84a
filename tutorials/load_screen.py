"""Simulated screens from their YAML: those of one lesson, and those that all lessons share."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields, validate

from flows.load import SLUG, read_yaml, words
from tutorials.screen import LOOKS, PIECE_KINDS, TONES, Piece, Screen

SHARED = Path(__file__).parent / "screens"
MOST_PIECES = 40
"""A keyboard has that many keys; any other screen has far fewer."""


class PieceSchema(Schema):
    """Something on a screen."""

    id = fields.String(required=True, validate=SLUG)
    text = words(400, required=True)
    kind = fields.String(validate=validate.OneOf(PIECE_KINDS))
    note = words(80)
    icon = fields.String(validate=SLUG)
    tone = fields.String(validate=validate.OneOf(TONES))
    switched = fields.Boolean()
    level = fields.Integer(strict=True, validate=validate.Range(0, 100))


class ScreenSchema(Schema):
    """One screen."""

    id = fields.String(required=True, validate=SLUG)
    look = fields.String(required=True, validate=validate.OneOf(LOOKS))
    title = words(60, required=True)
    pieces = fields.List(fields.Nested(PieceSchema), required=True, validate=validate.Length(1, MOST_PIECES))
    large = fields.Boolean()
    clock = fields.String(validate=validate.Regexp(r"^[0-9]{1,2}:[0-9]{2}$"))


def screen_from(raw: Mapping[str, Any]) -> Screen:
    """Return the screen of a description that `ScreenSchema` has taken."""
    return Screen(**{**raw, "pieces": tuple(Piece(**piece) for piece in raw["pieces"])})


@cache
def shared_screens() -> Mapping[str, Screen]:
    """The screens in `tutorials/screens`, by id; read once."""
    documents = [read_yaml(path.read_text()) for path in sorted(SHARED.glob("*.yaml"))]
    return {screen.id: screen for screen in (screen_from(ScreenSchema().load(each)) for each in documents)}
