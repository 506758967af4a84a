"""Where the tests' browser is, and getting one: `python -m tests.browser`.

In order: the system's Chromium, one that Playwright has, Debian's package when this is root on Debian. In CI
(HANDRAIL_BROWSER_NEEDED=1) a missing browser is a failure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
)
FONTS = "fonts-noto-cjk"
PANGO = "libpangoft2-1.0-0"
"""What WeasyPrint draws large-print PDFs with; Debian's Chromium needs it too."""


def find() -> str | None:
    """The path of a browser that is there."""
    system = next((path for name in NAMES if (path := shutil.which(name))), None)
    return system or _of_playwright()


def _of_playwright() -> str | None:
    place = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = sorted(place.glob("chromium*/chrome-linux*/*chrom*"))
    return next((str(path) for path in found if os.access(path, os.X_OK) and path.is_file()), None)


def needed() -> bool:
    """Whether going without a browser is a failure."""
    return os.environ.get("HANDRAIL_BROWSER_NEEDED") == "1"


def _debian_package() -> bool:
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        return False
    sys.stdout.write("Installing Debian's Chromium for the browser tests …\n")
    sys.stdout.flush()
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", FONTS, PANGO]
    subprocess.run(install, check=False, **quiet)
    return find() is not None


def _playwrights_own() -> bool:
    sys.stdout.write("Asking Playwright for a browser …\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300, check=False)
    return find() is not None


def main() -> int:
    """Get a browser if there is none; say plainly if it could not be had."""
    if find() or _debian_package() or _playwrights_own():
        return 0
    sys.stdout.write(
        "No browser could be had, so the browser journeys will be left out. Install Chromium to run them.\n"
    )
    return 1 if needed() else 0


if __name__ == "__main__":
    sys.exit(main())
