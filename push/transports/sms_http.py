"""Texts by HTTP: each one is posted to the city's own SMS gateway, or to a small bridge in front of one.

`httpx` is imported only when a transport is made: a city without texts should not pay for it.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import structlog

from push.message import Channel, Delivery, Kind, Outcome, Push
from push.text import clean, shorten_to
from push.timing import read_retry_after
from push.transports.base import SettingError, objection

if TYPE_CHECKING:
    import httpx

GUIDE = "see docs/guides/add-a-transport.md"
TEXT_LIMIT = 670  # characters: ten parts of 67, which is what a part holds in Chinese (3GPP TS 23.040)
TOKEN_LIMIT = 4096  # characters
TIMEOUT_SECONDS = 10.0
LONGEST_TIMEOUT = 30.0
BEGIN_SECONDS = 60.0  # with the longest time-out on top, a batch is over before the outbox's two minutes are
AT_ONCE = 10
READ_LIMIT = 4096  # bytes of an answer: there is only a short code to find in it

_REFUSED = (400, 422)
_GONE = (404, 410)
_BAD_CREDENTIAL = (401, 403)
_TOKEN = re.compile(r"[!-~]+")
_CODE = re.compile(r"[a-z]+(-[a-z]+)*")  # without digits: no number can pass for a code
_CODE_LIMIT = 40

_PASSES = "Nothing to do if it passes: the texts are tried again."
_HINTS = {
    "bad-credential": f"Check HANDRAIL_SMS_TOKEN; {GUIDE}.",
    "redirected": f"Set HANDRAIL_SMS_URL to the address that answers by itself; {GUIDE}.",
    "no-such-number": f"If there are many, the path in HANDRAIL_SMS_URL may be wrong; {GUIDE}.",
}

_log = structlog.get_logger(__name__)


class SmsHttpTransport:
    """Posts each text as JSON with `to`, `text` and `key`, ten at a time.

    The key is also sent as Idempotency-Key, by which the gateway knows a repeat. Each text is asked for once and no
    redirect is followed; what fails is an outcome, and the caller's outbox decides when to try again.
    """

    name: Final = "http"
    channel: Final[Channel] = "sms"
    batch_limit: Final = 100

    def __init__(self, url: str, token: str, timeout: float = TIMEOUT_SECONDS) -> None:
        """Keep the gateway's address and token; `timeout` is in seconds, for one text from beginning to end.

        Raises SettingError for an address or a token that `check_url` or `check_token` refuses, and for a time-out
        that is not above 0 and at most 30.
        """
        check_url(url)
        check_token(token)
        if not 0 < timeout <= LONGEST_TIMEOUT:
            raise SettingError(f"The http transport's timeout is above 0 and at most {LONGEST_TIMEOUT:g} seconds.")
        import httpx  # noqa: PLC0415 - only a city that uses it pays for it

        self._httpx = httpx
        self._url = url
        self._timeout = timeout
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
        encrypted = url.startswith("https:")
        self._options: dict[str, Any] = {
            # Made once, for it reads 200 kB of certificates; a way inside this machine has none.
            "verify": httpx.create_ssl_context() if encrypted else False,
            "trust_env": encrypted,  # a proxy for the way out is not for this machine itself
            "follow_redirects": False,
            "timeout": None,  # asyncio's is used instead: httpx would count each read anew
        }

    @classmethod
    def from_settings(cls, settings: Mapping[str, str]) -> "SmsHttpTransport":
        """Settings: `url` and `token` (needed), `timeout` (seconds; 10 if left out)."""
        timeout = settings.get("timeout") or str(TIMEOUT_SECONDS)
        if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", timeout):
            raise SettingError("The http transport's timeout is a number of seconds, for example 10.")
        return cls(settings.get("url", ""), settings.get("token", ""), float(timeout))

    def send(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Send each text; a gateway that is down or refuses the token is RETRY, with one line in the log for each kind.

        Not for a thread in which an asyncio loop is running already.
        """
        outcomes = [objection(delivery, self.channel) for delivery in deliveries]
        good = [delivery for delivery, no in zip(deliveries, outcomes, strict=True) if no is None]
        results = asyncio.run(self._post_all(good)) if good else []
        _tell(results)
        rest = iter(results)
        return [no or next(rest) for no in outcomes]

    async def _post_all(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        turns = asyncio.Semaphore(AT_ONCE)
        begin_until = asyncio.get_running_loop().time() + BEGIN_SECONDS
        async with self._httpx.AsyncClient(headers=self._headers, **self._options) as client:
            return await asyncio.gather(*(self._in_turn(client, each, turns, begin_until) for each in deliveries))

    async def _in_turn(
        self, client: "httpx.AsyncClient", delivery: Delivery, turns: asyncio.Semaphore, begin_until: float
    ) -> Outcome:
        async with turns:
            if asyncio.get_running_loop().time() > begin_until:
                return Outcome.retry("gateway-slow")
            return await self._post(client, delivery)

    async def _post(self, client: "httpx.AsyncClient", delivery: Delivery) -> Outcome:
        """Post one text. Once the status is known it counts, whatever becomes of the rest of the answer."""
        key = delivery.push.key
        told = {"to": delivery.address, "text": words(delivery.push), "key": key}
        outcome: Outcome | None = None
        try:
            async with (
                asyncio.timeout(self._timeout),
                client.stream("POST", self._url, json=told, headers={"Idempotency-Key": key}) as response,
            ):
                outcome = _outcome(response)
                said = await _beginning(response)
                return _with_code(outcome, said)
        except TimeoutError:
            return outcome or Outcome.retry("gateway-timeout")
        except Exception:  # noqa: BLE001 - whatever breaks in the library, the worker goes on with the rest
            return outcome or Outcome.retry("gateway-unreachable")


def check_url(url: str) -> None:
    """Refuse with SettingError what is not a gateway's address: https, or http to this machine itself."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SettingError("The gateway's address cannot be read; write it like https://sms.example/send.") from error
    if not host or port == 0 or not re.fullmatch(r"[!-~]+", url):
        raise SettingError("The gateway's address is like https://sms.example/send.")
    if parts.username is not None or parts.fragment:
        raise SettingError("The gateway's address holds no user, password or #; the token is a setting of its own.")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_machine(host)):
        raise SettingError("The gateway's address begins with https://; http:// is for this machine itself only.")


def check_token(token: str) -> None:
    """Refuse with SettingError what cannot be a bearer token; the token is not in the words."""
    if not token:
        raise SettingError("The gateway's token is missing.")
    if len(token) > TOKEN_LIMIT or not _TOKEN.fullmatch(token):
        raise SettingError(f"The gateway's token is at most {TOKEN_LIMIT} ASCII characters without spaces.")


def words(push: Push) -> str:
    """The push as one text of at most 670 characters: its title, unless the body says it, and its body.

    The link is left out: a text that asks to be followed somewhere looks like fraud, and people are told not to.
    """
    title, body = clean(push.title).strip(), clean(push.body).strip()
    return shorten_to(body if title in body else f"{title}\n{body}".strip(), TEXT_LIMIT)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _outcome(response: "httpx.Response") -> Outcome:
    """What a status means (RFC 9110, section 15); one that nobody foresaw is tried again, for a person to look at."""
    status = response.status_code
    if response.is_success:
        return Outcome.SENT
    if status in _GONE:
        return Outcome.GONE
    if status in _REFUSED:
        return Outcome.refused(f"status-{status}")
    value = response.headers.get("Retry-After")
    after = None if value is None else read_retry_after(value, datetime.now(UTC))
    if status in _BAD_CREDENTIAL:
        return Outcome.retry("bad-credential", after)
    return Outcome.retry("redirected" if response.is_redirect else f"status-{status}", after)


async def _beginning(response: "httpx.Response") -> bytes:
    """The answer's first bytes, as they came: a longer one is cut off, and its connection closed."""
    said = b""
    async for part in response.aiter_raw(READ_LIMIT):
        said += part
        if len(said) >= READ_LIMIT:
            break
    return said[:READ_LIMIT]


def _with_code(outcome: Outcome, said: bytes) -> Outcome:
    """A refusal with the gateway's own code, if it gave one; all else unchanged."""
    if outcome.kind is not Kind.REFUSED:
        return outcome
    try:
        answer = json.loads(said)
    except (ValueError, RecursionError):
        return outcome
    code = answer.get("code") if isinstance(answer, dict) else None
    if not isinstance(code, str) or len(code) > _CODE_LIMIT or not _CODE.fullmatch(code):
        return outcome
    return Outcome.refused(code)


def _tell(outcomes: Sequence[Outcome]) -> None:
    """One line in the log for each way in which texts of a batch failed, without any of their numbers or words."""
    failed = [outcome for outcome in outcomes if outcome.kind in {Kind.GONE, Kind.RETRY}]
    for reason, count in Counter(outcome.reason or "no-such-number" for outcome in failed).items():
        hint = _HINTS.get(reason, _PASSES)
        _log.error("push_failed", transport=SmsHttpTransport.name, reason=reason, count=count, hint=hint)
