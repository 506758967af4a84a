"""Domain errors: named by what happened, with a sentence for the reader that is translated at the door."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong in what was sent: where (a form field and a JSON pointer) and a sentence with its values."""

    field: str
    pointer: str
    message: str
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class DomainError(Exception):
    """Something that a reader can be told about. Subclasses state `status` and `message` (a sentence to translate).

    The sentence's values are the keyword arguments; `errors` point to single fields.
    """

    status: ClassVar[int] = 400
    message: ClassVar[str]

    def __init__(self, errors: tuple[FieldError, ...] = (), **values: Any) -> None:
        super().__init__(self.slug())
        self.errors = errors
        self.values = values

    @classmethod
    def slug(cls) -> str:
        """The problem's stable name: `SlotTaken` → `slot-taken`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
