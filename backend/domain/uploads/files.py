"""What a running program needs to take in files: where they lie, and who looks at them for viruses, if anybody."""

from dataclasses import dataclass

from backend.domain.uploads.scanner import Scanner
from backend.domain.uploads.store import Store


@dataclass(frozen=True, slots=True)
class Files:
    """The store, and the scanner where a city has one."""

    store: Store
    scanner: Scanner | None = None
