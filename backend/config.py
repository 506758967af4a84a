"""Settings, from the environment alone. A wrong one stops the start with a sentence that says how to mend it."""

import base64
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from backend.core.vault import KEY_BYTES, Vault
from push import webhooks
from push.record_store import RecordStore
from push.transports import SettingError
from push.transports.sms_http import check_token, check_url
from push.webhooks import Network, read_networks
from registers.http import AddressWrong, check_address

ROOT = Path(__file__).parent.parent

VARIABLES: Mapping[str, str] = {
    "HANDRAIL_MODE": "'demo' (the default) makes its own secrets and shows a demo phone; 'production' does neither",
    "HANDRAIL_HOME": "where data lives (default: .handrail beside the program)",
    "HANDRAIL_DATABASE_URL": "SQLite in HANDRAIL_HOME by default; postgresql+psycopg://… for more than one process",
    "HANDRAIL_UPLOADS": "where the files that people send lie, sealed (default: uploads in HANDRAIL_HOME)",
    "HANDRAIL_CLAMD": "the virus scanner for them: 127.0.0.1:3310 or unix:/run/clamav/clamd.ctl (default: none)",
    "HANDRAIL_CONTENT": "the city's folder (default: content)",
    "HANDRAIL_SECRET": "production: at least 32 random bytes in base64; signs forms, finds phone numbers",
    "HANDRAIL_VAULT_KEYS": "production: id:base64 of 32 bytes, by comma; the first seals personal data",
    "HANDRAIL_PUBLIC_URL": "production: the address people use, such as https://city.example",
    "HANDRAIL_PUSH_TRANSPORT": "console (the demo's default), fcm, or none",
    "HANDRAIL_FCM_CREDENTIALS": "file with the service account of Firebase Cloud Messaging",
    "HANDRAIL_SMS_TRANSPORT": "console (the demo's default), http, or none: then nobody can sign in",
    "HANDRAIL_SMS_URL": "with http: where the city's SMS gateway takes texts, such as https://sms.example/send",
    "HANDRAIL_SMS_TOKEN": "with http: the bearer token that the gateway asks for",
    "HANDRAIL_REGISTERS_URL": "where registers of other departments are asked, such as https://registers.example",
    "HANDRAIL_REGISTERS_KEY": "with it: id:base64 of at least 32 bytes; signs questions to registers and their answers",
    "HANDRAIL_BADGE_KEY": "file with the RSA key (PEM) that signs certificates; production gives none without it",
    "HANDRAIL_WEBHOOK_NETWORKS": "closed networks whose systems may be told by webhook: 10.20.0.0/16 (default: none)",
    "HANDRAIL_RECORD_STORE_URL": "where what learners did is told as xAPI: https://lrs.example/xapi (default: nowhere)",
    "HANDRAIL_RECORD_STORE_LOGIN": "with it: name:password for that record store",
    "HANDRAIL_QUIET_HOURS": "when nothing but codes is sent: 21:00-08:00 (production's default), or none",
    "HANDRAIL_TRUSTED_PROXIES": "how many proxies stand before the program and say who called (default: 0)",
    "HANDRAIL_THREADS": "how many requests are answered at once (default: 3)",
    "HOST": "address to listen on (default: 127.0.0.1)",
    "PORT": "port to listen on (default: 8000)",
}


class SettingsWrong(Exception):
    """The environment does not say what is needed; the message says what and how to mend it."""


@dataclass(frozen=True)
class Settings:
    """What the program was told. Secrets are derived from one, so that there is one to keep."""

    demo: bool
    home: Path
    database_url: str
    uploads: Path
    clamd: str | None
    content: Path
    public_url: str
    push_transport: str
    sms_transport: str
    sms_url: str | None
    fcm_credentials: str | None
    registers_url: str | None
    badge_key: Path | None
    webhook_networks: tuple[Network, ...]
    record_store: RecordStore | None
    quiet_hours: str | None
    trusted_proxies: int
    threads: int
    host: str
    port: int
    sms_token: str | None = field(repr=False)
    secret: bytes = field(repr=False)
    vault_keys: Mapping[str, bytes] = field(repr=False)
    registers_shared: tuple[str, bytes] | None = field(repr=False, default=None)

    @property
    def registers_key(self) -> tuple[str, bytes]:
        """The id and the bytes of the key that registers share; in a demo, whose registers are its own, it is made."""
        return self.registers_shared or ("demo", self.key("registers"))

    @property
    def secure(self) -> bool:
        """Whether people come over https, so that cookies may demand it."""
        return self.public_url.startswith("https://")

    @property
    def phone_file(self) -> Path:
        """What the demo phone would have received."""
        return self.home / "demo-phone.jsonl"

    @property
    def speech_folder(self) -> Path:
        """The sounds that `handrail speech` makes."""
        return self.home / "speech"

    @property
    def recordings(self) -> tuple[Path, Path]:
        """Where people put recordings: beside the data, or with the city's content."""
        return self.home / "recordings", self.content / "recordings"

    def key(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose (HKDF-SHA-256, RFC 5869)."""
        return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(self.secret)

    @cached_property
    def form_key(self) -> bytes:
        """What signs forms; every page asks for it."""
        return self.key("forms")

    def vault(self) -> Vault:
        """The vault with this city's keys."""
        return Vault(self.vault_keys, self.key("blind index"))


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises `SettingsWrong`."""
    told = os.environ if environment is None else environment
    demo = _mode(told) == "demo"
    home = Path(told.get("HANDRAIL_HOME") or ROOT / ".handrail").resolve()
    secrets = _demo_secrets(home, told) if demo else told
    port = _number(told, "PORT", 8000, 65535)
    host = told.get("HOST") or "127.0.0.1"
    sender = "console" if demo else "none"
    sms_transport = _one_of(told, "HANDRAIL_SMS_TRANSPORT", ("console", "http", "none"), sender)
    by_http = sms_transport == "http"
    return Settings(
        demo=demo,
        home=home,
        database_url=_database_url(told, home),
        uploads=Path(told.get("HANDRAIL_UPLOADS") or home / "uploads").resolve(),
        clamd=_clamd(told),
        content=_content(told),
        public_url=_public_url(told, demo=demo, host=host, port=port),
        push_transport=_one_of(told, "HANDRAIL_PUSH_TRANSPORT", ("console", "fcm", "none"), sender),
        sms_transport=sms_transport,
        sms_url=_gateway(told, "HANDRAIL_SMS_URL", check_url) if by_http else None,
        sms_token=_gateway(told, "HANDRAIL_SMS_TOKEN", check_token) if by_http else None,
        fcm_credentials=told.get("HANDRAIL_FCM_CREDENTIALS") or None,
        registers_url=_registers_url(told),
        registers_shared=_registers_key(told),
        badge_key=_badge_key(told, home, demo=demo),
        webhook_networks=_networks(told, demo=demo),
        record_store=_record_store(told, _networks(told, demo=demo)),
        quiet_hours=_quiet_hours(told, demo=demo),
        trusted_proxies=_number(told, "HANDRAIL_TRUSTED_PROXIES", 0, 10),
        threads=_number(told, "HANDRAIL_THREADS", 3, 64, least=1),
        host=host,
        port=port,
        secret=_secret(secrets),
        vault_keys=_vault_keys(secrets),
    )


def _mode(told: Mapping[str, str]) -> str:
    return _one_of(told, "HANDRAIL_MODE", ("demo", "production"), "demo")


def _one_of(told: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = told.get(name) or default
    if value not in allowed:
        raise SettingsWrong(f"{name} is '{value}'; use one of: {', '.join(allowed)}.")
    return value


def _number(told: Mapping[str, str], name: str, default: int, most: int, least: int = 0) -> int:
    value = told.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,5}", value) or not least <= int(value) <= most:
        raise SettingsWrong(f"{name} is '{value[:40]}'; use a whole number from {least} to {most}.")
    return int(value)


def _content(told: Mapping[str, str]) -> Path:
    folder = Path(told.get("HANDRAIL_CONTENT") or ROOT / "content").resolve()
    if not (folder / "city.yaml").is_file():
        raise SettingsWrong(
            f"HANDRAIL_CONTENT is '{folder}', where no city.yaml is; copy the folder 'content' to start."
        )
    return folder


def _clamd(told: Mapping[str, str]) -> str | None:
    address = told.get("HANDRAIL_CLAMD") or None
    if address and not re.fullmatch(r"unix:/\S+|[^\s:/]+:[0-9]{1,5}|\[[0-9a-f:]+\]:[0-9]{1,5}", address):
        raise SettingsWrong(
            f"HANDRAIL_CLAMD is '{address[:80]}'; write it like 127.0.0.1:3310 or unix:/run/clamav/clamd.ctl."
        )
    return address


def _badge_key(told: Mapping[str, str], home: Path, *, demo: bool) -> Path | None:
    named = told.get("HANDRAIL_BADGE_KEY")
    if named and not Path(named).is_file():
        raise SettingsWrong(
            f"HANDRAIL_BADGE_KEY is '{named}', where no file is; make one with "
            "'openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out badge-key.pem'."
        )
    return Path(named) if named else home / "badge-key.pem" if demo else None


def _database_url(told: Mapping[str, str], home: Path) -> str:
    url = told.get("HANDRAIL_DATABASE_URL") or f"sqlite:///{home / 'handrail.sqlite3'}"
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsWrong("HANDRAIL_DATABASE_URL starts with sqlite:/// or postgresql://.")
    try:
        named = make_url(url).database
    except (ArgumentError, ValueError) as error:  # the address is not shown: it may hold a password
        raise SettingsWrong("HANDRAIL_DATABASE_URL cannot be read as an address.") from error
    if named in {None, "", ":memory:"}:
        raise SettingsWrong("HANDRAIL_DATABASE_URL names no file or database, so nothing would be kept.")
    return url


def _public_url(told: Mapping[str, str], *, demo: bool, host: str, port: int) -> str:
    url = (told.get("HANDRAIL_PUBLIC_URL") or "").rstrip("/")
    if not url and demo:
        return f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}"  # noqa: S104  (named, not bound)
    if not re.fullmatch(r"https?://[^/\s]+", url):
        raise SettingsWrong("HANDRAIL_PUBLIC_URL is the address people use, such as https://city.example.")
    if not demo and not url.startswith("https://"):
        raise SettingsWrong("HANDRAIL_PUBLIC_URL must start with https:// in production: people send personal data.")
    return url


def _gateway(told: Mapping[str, str], name: str, check: Callable[[str], None]) -> str:
    value = told.get(name)
    if not value:
        raise SettingsWrong(f"{name} is missing: HANDRAIL_SMS_TRANSPORT=http needs it to reach the city's SMS gateway.")
    try:
        check(value)
    except SettingError as error:
        raise SettingsWrong(f"{name} is wrong. {error}") from error
    return value


def _registers_url(told: Mapping[str, str]) -> str | None:
    address = told.get("HANDRAIL_REGISTERS_URL") or None
    if address is not None:
        try:
            check_address(address)
        except AddressWrong as error:
            raise SettingsWrong(f"HANDRAIL_REGISTERS_URL is wrong. {error}") from error
    return address


def _registers_key(told: Mapping[str, str]) -> tuple[str, bytes] | None:
    said = told.get("HANDRAIL_REGISTERS_KEY")
    if not said:
        if told.get("HANDRAIL_REGISTERS_URL"):
            raise SettingsWrong("HANDRAIL_REGISTERS_KEY is missing: HANDRAIL_REGISTERS_URL needs it to sign questions.")
        return None
    key_id, _, text = said.strip().partition(":")
    key = _base64(text, "HANDRAIL_REGISTERS_KEY")
    if not re.fullmatch(r"[a-z0-9-]{1,20}", key_id) or len(key) < KEY_BYTES:
        raise SettingsWrong(
            f"HANDRAIL_REGISTERS_KEY is id:key, a key being at least {KEY_BYTES} random bytes in base64: {HOW_TO_MAKE}"
        )
    return key_id, key


def _networks(told: Mapping[str, str], *, demo: bool) -> tuple[Network, ...]:
    """A demo may call this machine itself, where whoever tries it out has their receiver."""
    try:
        return read_networks(told.get("HANDRAIL_WEBHOOK_NETWORKS") or ("127.0.0.0/8, ::1" if demo else ""))
    except ValueError as error:
        raise SettingsWrong(
            "HANDRAIL_WEBHOOK_NETWORKS is a list such as 10.20.0.0/16, 192.168.7.12; twenty at most."
        ) from error


def _record_store(told: Mapping[str, str], inside: tuple[Network, ...]) -> RecordStore | None:
    address, login = (told.get("HANDRAIL_RECORD_STORE_URL") or "").rstrip("/"), told.get("HANDRAIL_RECORD_STORE_LOGIN")
    if not address:
        return None
    try:
        webhooks.check_address(address, inside)
    except webhooks.AddressWrong as error:
        raise SettingsWrong(
            "HANDRAIL_RECORD_STORE_URL is an address such as https://lrs.example/xapi; one in a closed network must be "
            "in HANDRAIL_WEBHOOK_NETWORKS."
        ) from error
    if not login or not re.fullmatch(r"[!-9;-~]+:[!-~]+", login):
        raise SettingsWrong("HANDRAIL_RECORD_STORE_LOGIN is name:password, as HANDRAIL_RECORD_STORE_URL asks for it.")
    return RecordStore(f"{address}/statements", login)


def _quiet_hours(told: Mapping[str, str], *, demo: bool) -> str | None:
    hours = told.get("HANDRAIL_QUIET_HOURS") or ("none" if demo else "21:00-08:00")
    if hours == "none":
        return None
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", hours):
        raise SettingsWrong(f"HANDRAIL_QUIET_HOURS is '{hours}'; write it like 21:00-08:00, or none.")
    return hours


def _demo_secrets(home: Path, told: Mapping[str, str]) -> Mapping[str, str]:
    """Secrets of a demo, made on its first start and kept in its home, readable by its owner alone."""
    file = home / "secrets.json"
    try:
        if not file.exists():
            _make_secrets(file)
        kept: dict[str, str] = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise SettingsWrong(f"HANDRAIL_HOME is '{home}', where secrets.json cannot be kept: {error}.") from error
    return kept | {name: told[name] for name in kept if told.get(name)}


def _make_secrets(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    made = {name: base64.b64encode(os.urandom(KEY_BYTES)).decode() for name in ("HANDRAIL_SECRET", "key")}
    fresh = {"HANDRAIL_SECRET": made["HANDRAIL_SECRET"], "HANDRAIL_VAULT_KEYS": f"demo:{made['key']}"}
    part = file.with_suffix(f".{os.getpid()}")
    part.touch(mode=0o600)
    part.write_text(json.dumps(fresh))
    try:
        os.link(part, file)  # the first of two starting at once wins; both then read the same
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _secret(secrets: Mapping[str, str]) -> bytes:
    secret = _base64(secrets.get("HANDRAIL_SECRET") or "", "HANDRAIL_SECRET")
    if len(secret) < KEY_BYTES:
        raise SettingsWrong(f"HANDRAIL_SECRET needs at least {KEY_BYTES} random bytes in base64: {HOW_TO_MAKE}")
    return secret


def _vault_keys(secrets: Mapping[str, str]) -> Mapping[str, bytes]:
    keys = {}
    for pair in (secrets.get("HANDRAIL_VAULT_KEYS") or "").split(","):
        key_id, _, text = pair.strip().partition(":")
        key = _base64(text, "HANDRAIL_VAULT_KEYS")
        if not re.fullmatch(r"[a-z0-9-]{1,20}", key_id) or len(key) != KEY_BYTES:
            raise SettingsWrong(
                f"HANDRAIL_VAULT_KEYS is id:key, a key being {KEY_BYTES} random bytes in base64: {HOW_TO_MAKE}"
            )
        if key_id in keys:
            raise SettingsWrong(f"HANDRAIL_VAULT_KEYS gives two keys the id '{key_id}'.")
        keys[key_id] = key
    return keys


def _base64(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise SettingsWrong(f"{name} is not base64: {HOW_TO_MAKE}") from error


HOW_TO_MAKE = "make one with 'openssl rand -base64 32'."
