"""What a simulated phone shows: a screen is data, drawn by whoever shows the lesson, as large as the reader likes."""

from dataclasses import dataclass
from typing import Literal, get_args

Look = Literal[
    "home",
    "lock",
    "list",
    "thread",
    "card",
    "keys",
    "keyboard",
    "camera",
    "gallery",
    "call",
    "video",
    "page",
    "dialog",
]
LOOKS: tuple[Look, ...] = get_args(Look)
"""How the pieces lie:

    home      apps side by side             keyboard  keys in as many columns as fit
    lock      a clock, and what came in     camera    a frame to look through, buttons below
    list      rows one below the other      gallery   pictures side by side
    thread    a talk in messages            call      a person, and round buttons
    card      a person or thing, and rows   video     the other person large, oneself small
    keys      a pad of three columns        page      a page in the city app or on the web
                                            dialog    the phone asks something
"""
PieceKind = Literal[
    "press",
    "words",
    "mine",
    "field",
    "key",
    "switch",
    "slider",
    "meter",
    "photo",
    "picture",
    "code",
    "address",
    "side",
    "nav",
]
PIECE_KINDS: tuple[PieceKind, ...] = get_args(PieceKind)
PRESSABLE = frozenset({"press", "field", "key", "switch", "slider", "photo", "side", "nav"})
Direction = Literal["up", "down", "left", "right"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
"""As on a phone that is read from left to right; where one reads from right to left, left and right change places."""
Tone = Literal["good", "bad"]
TONES: tuple[Tone, ...] = get_args(Tone)


@dataclass(frozen=True, slots=True)
class Piece:
    """Something on a screen.

        press    a row, an app or a button       meter    a level to see: battery, download
        words    to read; in a talk, theirs      photo    a picture that opens when it is pressed
        mine     in a talk, one's own            picture  a picture to look at; `text` says what it shows
        field    to type in                      code     a square code
        key      a key of a pad or keyboard      address  the line that says where on the web one is
        switch   on or off, as `switched` says   side     a button on the side of the phone
        slider   a level to change               nav      a button at the foot of the phone: back, home

    `note` is a second, smaller line: what is chosen, who wrote, when. `icon` is a name, and always stands with words.
    `level` is 0 to 100. `tone` is for the two buttons that look green and red on every phone.
    """

    id: str
    text: str
    kind: PieceKind = "press"
    note: str | None = None
    icon: str | None = None
    tone: Tone | None = None
    switched: bool = False
    level: int = 50

    @property
    def pressable(self) -> bool:
        """Whether it can be pressed."""
        return self.kind in PRESSABLE


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of a simulated phone. `large`: the letters on it are larger than usual. `clock`: the time on top."""

    id: str
    look: Look
    title: str
    pieces: tuple[Piece, ...]
    large: bool = False
    clock: str | None = None

    def piece(self, piece_id: str | None) -> Piece | None:
        """Return the piece with this id, or None."""
        return next((piece for piece in self.pieces if piece.id == piece_id), None)

    @property
    def inside(self) -> tuple[Piece, ...]:
        """What is on the glass."""
        return tuple(piece for piece in self.pieces if piece.kind not in {"side", "nav"})

    @property
    def around(self) -> tuple[Piece, ...]:
        """The buttons of the phone itself: at its side, then at its foot."""
        return tuple(piece for kind in ("side", "nav") for piece in self.pieces if piece.kind == kind)

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
