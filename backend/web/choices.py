"""What a reader chose: language, text size, theme. Kept in a plain cookie, so that it holds before signing in."""

from dataclasses import dataclass
from typing import Any

from backend.domain.identity.rules import TEXT_SIZES, THEMES
from i18n.languages import EVERY


@dataclass(frozen=True, slots=True)
class Choices:
    """None where nothing was chosen."""

    language: str | None = None
    text_size: int | None = None
    theme: str | None = None

    def chosen(self) -> dict[str, Any]:
        """Only what was chosen."""
        pairs = {"language": self.language, "text_size": self.text_size, "theme": self.theme}
        return {name: value for name, value in pairs.items() if value is not None}

    def cookie(self) -> str:
        """Such as `zh-Hans.200.dark`, with nothing between the dots where nothing was chosen."""
        return f"{self.language or ''}.{self.text_size or ''}.{self.theme or ''}"


def from_cookie(text: str) -> Choices:
    """What the cookie says; whatever it says wrongly counts as not chosen."""
    language, size, theme = (*text.split("."), "", "", "")[:3]
    return Choices(
        language if language in EVERY else None,
        int(size) if size in map(str, TEXT_SIZES) else None,
        theme if theme in THEMES else None,
    )


def from_form(form: Any) -> Choices:
    """What a form chose."""
    return from_cookie(f"{form.get('language', '')}.{form.get('text_size', '')}.{form.get('theme', '')}")
