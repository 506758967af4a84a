"""What somebody has to know who takes over an imported service: what is gone, what is other, what was made up."""

from collections.abc import Iterator
from dataclasses import dataclass, field

PARTS = (
    ("left_out", "Not carried over"),
    ("changed", "Carried over in another way"),
    ("made_up", "Not in the form and made up; please put it right"),
    ("to_mend", "To mend before it can be published"),
)


@dataclass(slots=True)
class Report:
    """Sentences, in four lists. Nothing of a form is missing from its service without standing in one of them."""

    left_out: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    made_up: list[str] = field(default_factory=list)
    to_mend: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The report as it is printed; nothing where there is nothing to say."""
        for name, title in PARTS:
            told: list[str] = getattr(self, name)
            if told:
                yield f"{title}:"
                yield from (f"  - {each}" for each in told)
