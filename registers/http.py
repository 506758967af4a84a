"""A register that is asked by HTTP and JSON, with signed questions and signed answers.

    POST {address}/{register}/facts     {"person": "+447700900101", "facts": ["birth_date"]}
    200                                 {"person": "+447700900101", "facts": {"birth_date": {"value": …, "as_of": …}}}

404 says that the register has nobody with this number. `httpx` is imported only when a register is made: a city without
registers should not pay for it.
"""

import asyncio
import json
import random
import re
import secrets
import threading
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog

from registers import signing
from registers.answers import Answer, Fact, Outcome
from registers.breaker import Breaker

if TYPE_CHECKING:
    import httpx

TRIES = 2
TRY_SECONDS = 0.8
BUDGET_SECONDS = 2.0
"""For all tries of one question together, whatever happens."""
JITTER_SECONDS = 0.15
AT_ONCE = 4
"""Questions to one register at the same time: more would hold up the city's own pages."""
LARGEST_ANSWER = 16 * 1024
LONGEST_TEXT = 400
DEEPEST = 3
AGAIN = frozenset({Outcome.SLOW, Outcome.DOWN})
"""Outcomes after which a second try may help."""
OK, NOT_THERE, FAILING = 200, 404, 500

_log = structlog.get_logger(__name__)


class AddressWrong(ValueError):
    """The address of the registers cannot be used; the message says why."""


class HttpRegister:
    """One register behind the city's own address for them."""

    def __init__(self, name: str, address: str, key_id: str, key: bytes, budget: float = BUDGET_SECONDS) -> None:
        """Keep where it is and the key that both sides share. Raises `AddressWrong`."""
        check_address(address)
        import httpx  # noqa: PLC0415 - only a city that uses it pays for it

        self._httpx, self.name = httpx, name
        self._url = f"{address.rstrip('/')}/{name}/facts"
        self._key_id, self._key, self._budget = key_id, key, budget
        encrypted = address.startswith("https:")
        self._options: dict[str, Any] = {
            "verify": httpx.create_ssl_context() if encrypted else False,
            "trust_env": encrypted,
            "follow_redirects": False,
            "timeout": None,  # asyncio's is used instead: httpx would count each read anew
            "headers": {"Accept-Encoding": "identity", "Content-Type": "application/json"},
        }
        self._breaker = Breaker()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def ask(self, person: str, facts: Sequence[str]) -> Answer:
        """Ask for facts; see `registers.answers.Register`. Also a name that is never resolved ends within the time."""
        if not self._places.acquire(blocking=False):
            return Answer(Outcome.RESTING)
        if not self._breaker.begin(time.monotonic()):
            self._places.release()
            return Answer(Outcome.RESTING)
        came: list[Answer] = []
        thread = threading.Thread(target=self._ask, args=(person, tuple(facts), came), daemon=True)
        thread.start()
        thread.join(self._budget + TRY_SECONDS / 4)
        answer = came[0] if came else Answer(Outcome.SLOW)
        self._breaker.note(well=answer.outcome.settled, now=time.monotonic())
        if not answer.outcome.settled:
            _log.warning("a register did not answer", register=self.name, outcome=answer.outcome.value)
        return answer

    def _ask(self, person: str, facts: tuple[str, ...], came: list[Answer]) -> None:
        try:
            came.append(asyncio.run(self._with_tries(person, facts)))
        except Exception:  # noqa: BLE001 - whatever breaks in the library, the person goes on
            came.append(Answer(Outcome.DOWN))
        finally:
            self._places.release()

    async def _with_tries(self, person: str, facts: tuple[str, ...]) -> Answer:
        answer = Answer(Outcome.SLOW)
        try:
            async with asyncio.timeout(self._budget), self._httpx.AsyncClient(**self._options) as client:
                for number in range(TRIES):
                    if number:
                        await asyncio.sleep(random.uniform(0, JITTER_SECONDS))  # noqa: S311  (jitter, not a secret)
                    answer = await self._once(client, person, facts)
                    if answer.outcome not in AGAIN:
                        break
        except TimeoutError:
            return Answer(Outcome.SLOW)
        return answer

    async def _once(self, client: "httpx.AsyncClient", person: str, facts: tuple[str, ...]) -> Answer:
        body = json.dumps({"person": person, "facts": list(facts)}).encode()
        told = {"@method": "POST", "@target-uri": self._url, "content-digest": signing.digest(body)}
        nonce, now = secrets.token_urlsafe(24), int(time.time())
        signed = signing.sign(self._key, self._key_id, signing.REQUEST, told, now, nonce)
        headers = signed | {"Content-Digest": told["content-digest"]}
        try:
            async with (
                asyncio.timeout(min(TRY_SECONDS, self._budget)),
                client.stream("POST", self._url, content=body, headers=headers) as response,
            ):
                said = await _whole(response)
        except TimeoutError:
            return Answer(Outcome.SLOW)
        except self._httpx.HTTPError:
            return Answer(Outcome.DOWN)
        if response.status_code not in {OK, NOT_THERE}:
            return Answer(Outcome.DOWN if response.status_code >= FAILING else Outcome.BROKEN)
        if said is None:
            return Answer(Outcome.BROKEN)
        if not self._said_by_register(response, said, signed["Signature"]):
            return Answer(Outcome.UNSIGNED)
        return Answer(Outcome.UNKNOWN) if response.status_code == NOT_THERE else read_answer(said, person, facts)

    def _said_by_register(self, response: "httpx.Response", said: bytes, asked: str) -> bool:
        ours = asked.removeprefix(f"{signing.LABEL}=")
        values = dict(zip(signing.RESPONSE, (str(response.status_code), signing.digest(said), ours), strict=True))
        headers = {name: response.headers.get(name, "") for name in ("Signature", "Signature-Input")}
        return signing.verified(self._key, signing.RESPONSE, values, headers) is not None


async def _whole(response: "httpx.Response") -> bytes | None:
    """The answer's bytes as they came; None for one that is too large, of which no more is read."""
    said = b""
    async for part in response.aiter_raw(4096):
        said += part
        if len(said) > LARGEST_ANSWER:
            return None
    return said


def read_answer(said: bytes, person: str, asked: Sequence[str]) -> Answer:
    """What a register said, held to its form: about this person, of these facts, each a small value with its day."""
    try:
        document = json.loads(said)
        about, facts = document["person"], document["facts"]
        if about != person:
            return Answer(Outcome.OTHER_PERSON)
        found = {name: _fact(each) for name, each in facts.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Answer(Outcome.BROKEN)
    return Answer(Outcome.ANSWERED, found) if set(found) <= set(asked) else Answer(Outcome.BROKEN)


def _fact(raw: Any) -> Fact:
    as_of = date.fromisoformat(raw["as_of"])
    if as_of > datetime.now(UTC).date() + timedelta(days=1) or not _small(raw["value"], DEEPEST):
        raise ValueError
    return Fact(raw["value"], as_of)


def _small(value: Any, deep: int) -> bool:
    """Whether a value is a short text, a number, yes or no, or a few of these by name or in a row."""
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT
    if isinstance(value, list | dict):
        inside = value.values() if isinstance(value, dict) else value
        return deep > 0 and all(_small(each, deep - 1) for each in inside)
    return isinstance(value, bool | int)


def check_address(address: str) -> None:
    """Refuse with `AddressWrong` what is not an address for registers: https, or http to this machine itself."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressWrong("It cannot be read; write it like https://registers.example.") from error
    if not host or port == 0 or not re.fullmatch(r"[!-~]+", address):
        raise AddressWrong("Write it like https://registers.example.")
    if parts.username is not None or parts.fragment or parts.query:
        raise AddressWrong("It holds no user, password, ? or #.")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_machine(host)):
        raise AddressWrong("It begins with https://; http:// is for this machine itself only.")


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
