"""What a reader chose: language, text size, theme, mode. Kept in a plain cookie, so that it holds before signing in."""

from dataclasses import dataclass, fields
from typing import Any

from backend.domain.identity.rules import ELDER_SIZE, MODES, TEXT_SIZES, THEMES
from i18n.languages import EVERY


@dataclass(frozen=True, slots=True)
class Choices:
    """None where nothing was chosen."""

    language: str | None = None
    text_size: int | None = None
    theme: str | None = None
    mode: str | None = None

    @property
    def elder(self) -> bool:
        """Whether pages are larger and have less on them."""
        return self.mode == "elder"

    @property
    def shown_size(self) -> int:
        """The text size of the page: the chosen one, and in elder mode never a small one. The choice itself is kept."""
        return max(self.text_size or 100, ELDER_SIZE if self.elder else 0)

    def chosen(self) -> dict[str, Any]:
        """Only what was chosen."""
        pairs = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in pairs.items() if value is not None}

    def over(self, kept: "Choices") -> "Choices":
        """These choices, and what was kept before where they say nothing."""
        return Choices(**kept.chosen() | self.chosen())

    def cookie(self) -> str:
        """Such as `zh-Hans.200.dark.elder`, with nothing between the dots where nothing was chosen."""
        return ".".join(str(getattr(self, each.name) or "") for each in fields(self))


def from_cookie(text: str) -> Choices:
    """What the cookie says; whatever it says wrongly counts as not chosen."""
    language, size, theme, mode = (*text.split("."), "", "", "", "")[:4]
    return Choices(
        language if language in EVERY else None,
        int(size) if size in map(str, TEXT_SIZES) else None,
        theme if theme in THEMES else None,
        mode if mode in MODES else None,
    )


def from_form(form: Any) -> Choices:
    """What a form chose."""
    return from_cookie(".".join(form.get(each.name, "").replace(".", "") for each in fields(Choices)))
