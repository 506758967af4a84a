"""What a simulated phone shows: a screen is data, drawn by whoever shows the lesson, as large as the reader likes."""

from dataclasses import dataclass
from typing import Literal, get_args

Look = Literal["home", "list", "thread"]
LOOKS: tuple[Look, ...] = get_args(Look)
"""Apps side by side, rows one below the other, or a talk in messages."""
PieceKind = Literal["press", "words", "mine", "field"]
PIECE_KINDS: tuple[PieceKind, ...] = get_args(PieceKind)


@dataclass(frozen=True, slots=True)
class Piece:
    """Something on a screen: a thing to press, words to read (in a talk theirs, or `mine`), or a field to type in.

    `note` is a second, smaller line: what is chosen, who wrote, when. `icon` is a name, and always stands with words.
    """

    id: str
    text: str
    kind: PieceKind = "press"
    note: str | None = None
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of a simulated phone. `large`: the letters on it are larger than usual."""

    id: str
    look: Look
    title: str
    pieces: tuple[Piece, ...]
    large: bool = False

    def piece(self, piece_id: str | None) -> Piece | None:
        """Return the piece with this id, or None."""
        return next((piece for piece in self.pieces if piece.id == piece_id), None)

    @property
    def field(self) -> Piece | None:
        """The first field to type in, or None."""
        return next((piece for piece in self.pieces if piece.kind == "field"), None)

    @property
    def senders(self) -> tuple[Piece, ...]:
        """What sends when pressed: the things to press that stand after the field."""
        if self.field is None:
            return ()
        after = self.pieces[self.pieces.index(self.field) + 1 :]
        return tuple(piece for piece in after if piece.kind == "press")
