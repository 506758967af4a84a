"""The ways to a phone, by the names that the settings use.

A new transport is a module here and a line in `TRANSPORTS`; docs/guides/add-a-transport.md shows it step by step.
"""

from collections.abc import Callable, Mapping

from push.transports.base import SettingError, Transport
from push.transports.console import ConsoleTransport
from push.transports.fcm import FcmTransport
from push.transports.sms_http import SmsHttpTransport

__all__ = ["TRANSPORTS", "SettingError", "Transport", "make"]

TRANSPORTS: Mapping[str, Callable[[Mapping[str, str]], Transport]] = {
    "console": ConsoleTransport.from_settings,
    "fcm": FcmTransport.from_settings,
    "http": SmsHttpTransport.from_settings,
}


def make(name: str, settings: Mapping[str, str]) -> Transport:
    """The transport of this name, made from its own settings (each class's `from_settings` lists them).

    Raises SettingError for a name nobody has, and for a setting that is missing or wrong.
    """
    maker = TRANSPORTS.get(name)
    if maker is None:
        known = ", ".join(sorted(TRANSPORTS))
        raise SettingError(f"There is no push transport called {name!r}. Choose one of: {known}.")
    return maker(settings)
