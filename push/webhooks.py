"""Webhooks: a message posted to another program's address, signed, once a call; whoever calls decides what comes next.

`httpx` is imported only when something is posted: a city without webhooks should not pay for it.
"""

import asyncio
import re
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import SplitResult, urlsplit

from push.message import Kind, Outcome
from push.signing import headers
from push.timing import read_retry_after

if TYPE_CHECKING:
    import httpx

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST_ADDRESS = 400
TIMEOUT_SECONDS = 10.0
"""For one message from beginning to end; a receiver that is slower should put it down and answer first."""
BEGIN_SECONDS = 60.0
"""With the longest time-out on top, a round is over before the outbox's two minutes are."""
AT_ONCE = 10
"""Receivers that are called at the same time."""
READ_LIMIT = 4096
"""Bytes of an answer: nobody reads it, but a connection ends well that is read."""
MOST_NETWORKS = 20
TUNNELS = tuple(ip_network(each) for each in ("64:ff9b::/96", "2002::/16", "2001::/32"))
"""Addresses that lead to one of version 4, which could be private."""
AGENT = "Handrail-Webhooks/1"


class AddressWrong(Exception):
    """An address to which nothing is posted; `why` is 'shape', 'scheme' or 'private'."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Call:
    """One message for one receiver: where to, its id, what it says, and the secrets that sign it."""

    address: str = field(repr=False)
    id: str
    body: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)

    def headers(self, at: datetime) -> Mapping[str, str]:
        """Its id, and a signature of this moment."""
        return headers(self.id, at, self.body, self.secrets)


class Posted(Protocol):
    """What can be posted: JSON for an address, with headers of the moment in which it goes."""

    @property
    def address(self) -> str:
        """Where to."""

    @property
    def body(self) -> bytes:
        """What it says."""

    def headers(self, at: datetime) -> Mapping[str, str]:
        """What its receiver wants beside."""


def read_networks(text: str) -> tuple[Network, ...]:
    """Networks as a setting lists them, '10.20.0.0/16, 127.0.0.1'; ValueError for what is none."""
    found = tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())
    if len(found) > MOST_NETWORKS:
        raise ValueError(f"At most {MOST_NETWORKS} networks.")
    return found


def check_address(address: str, inside: Sequence[Network] = ()) -> None:
    """Raise `AddressWrong` for what nothing may be posted to, as far as can be seen before its name is looked up.

    `inside` are networks of the city's own that may be called though they are private, there also without encryption.
    """
    _hold(_parts_of(address), inside)


def _parts_of(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressWrong("shape") from error
    if not host or port == 0 or len(address) > LONGEST_ADDRESS or not re.fullmatch(r"[!-~]+", address):
        raise AddressWrong("shape")
    if parts.username is not None or parts.fragment:
        raise AddressWrong("shape")
    if parts.scheme not in {"https", "http"}:
        raise AddressWrong("scheme")
    return parts


def _hold(parts: SplitResult, inside: Sequence[Network]) -> None:
    try:
        literal: Address | None = ip_address(parts.hostname or "")
    except ValueError:
        literal = None
    if literal is not None and not may_be_called(literal, inside):
        raise AddressWrong("private")
    if parts.scheme == "http" and (literal is None or not _within(literal, inside)):
        raise AddressWrong("scheme")


def may_be_called(address: Address, inside: Sequence[Network] = ()) -> bool:
    """Whether something may be posted to an address: it is public, or in a network that the city has opened."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return may_be_called(address.ipv4_mapped, inside)
    if _within(address, inside):
        return True
    hidden = isinstance(address, IPv6Address) and _within(address, TUNNELS)
    return address.is_global and not address.is_multicast and not hidden


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


class Caller:
    """Posts messages, to several receivers at once and to each in turn."""

    def __init__(self, inside: Sequence[Network] = (), timeout: float = TIMEOUT_SECONDS) -> None:
        """Keep the networks of the city's own that may be called, and how many seconds a message may take."""
        self._inside, self._timeout = tuple(inside), timeout
        self._context: Any = None

    def call(self, receivers: Sequence[Sequence[Posted]]) -> list[list[Outcome]]:
        """Post the messages of each receiver in their order, until one of them fails.

        The outcomes of a receiver are fewer than its messages then: the rest was not tried, so that one receiver that
        is slow or down holds up nobody else. Not for a thread in which an asyncio loop is running already.
        """
        return asyncio.run(self._call(receivers)) if receivers else []

    async def _call(self, receivers: Sequence[Sequence[Posted]]) -> list[list[Outcome]]:
        import httpx  # noqa: PLC0415 - only a city that uses it pays for it

        # Made once, for it reads 200 kB of certificates.
        self._context = self._context or httpx.create_ssl_context()
        turns = asyncio.Semaphore(AT_ONCE)
        until = asyncio.get_running_loop().time() + BEGIN_SECONDS
        # A proxy would look names up by itself, past the check of the address; `timeout` is asyncio's.
        options: dict[str, Any] = {"verify": self._context, "trust_env": False, "timeout": None}

        def client() -> httpx.AsyncClient:
            return httpx.AsyncClient(follow_redirects=False, **options)

        return await asyncio.gather(*(self._receiver(client(), each, turns, until) for each in receivers))

    async def _receiver(
        self, own: "httpx.AsyncClient", calls: Sequence[Posted], turns: asyncio.Semaphore, until: float
    ) -> list[Outcome]:
        """Each receiver has a client of its own: two names at one number must not share a connection's certificate."""
        outcomes: list[Outcome] = []
        async with turns, own as client:
            for call in calls:
                if asyncio.get_running_loop().time() > until:
                    break
                outcomes.append(await self._post(client, call))
                if outcomes[-1].kind is not Kind.SENT:
                    break
        return outcomes

    async def _post(self, client: "httpx.AsyncClient", call: Posted) -> Outcome:
        """Post one message. Once the status is known it counts, whatever becomes of the rest of the answer."""
        outcome: Outcome | None = None
        try:
            async with asyncio.timeout(self._timeout):
                url, more = await self._pinned(call.address)
                signed = call.headers(datetime.now(UTC))
                said = {"Content-Type": "application/json", "User-Agent": AGENT, "Accept-Encoding": "identity"}
                options: dict[str, Any] = {"content": call.body, "headers": {**said, **signed, **more["headers"]}}
                async with client.stream("POST", url, extensions=more["extensions"], **options) as response:
                    outcome = _outcome(response)
                    await _read_some(response)
        except TimeoutError:
            return outcome or Outcome.retry("too-slow")
        except AddressWrong as error:
            return Outcome.retry("private-address" if error.why == "private" else "bad-address")
        except OSError:
            return outcome or Outcome.retry("name-unknown")
        except Exception:  # noqa: BLE001 - whatever breaks in the library, the others go on
            return outcome or Outcome.retry("unreachable")
        return outcome

    async def _pinned(self, address: str) -> tuple[str, dict[str, Any]]:
        """The address with the number that its name has now, which was looked at, so that no other is called."""
        parts = _parts_of(address)
        _hold(parts, self._inside)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        numbers = [ip_address(str(each[4][0]).partition("%")[0]) for each in found]
        if not numbers or not all(may_be_called(each, self._inside) for each in numbers):
            raise AddressWrong("private")
        number = f"[{numbers[0]}]" if isinstance(numbers[0], IPv6Address) else f"{numbers[0]}"
        rest = parts._replace(netloc=f"{number}:{port}").geturl()
        return rest, {"headers": {"Host": parts.netloc}, "extensions": {"sni_hostname": host}}


def _outcome(response: "httpx.Response") -> Outcome:
    """What a status means: 2xx is taken, 410 is 'never again' (Standard Webhooks), all else is tried again."""
    if response.is_success:
        return Outcome.SENT
    reason = f"status-{response.status_code}"
    if response.status_code == 410:  # noqa: PLR2004
        return Outcome(Kind.GONE, None, reason)
    value = response.headers.get("Retry-After")
    return Outcome.retry(reason, None if value is None else read_retry_after(value, datetime.now(UTC)))


async def _read_some(response: "httpx.Response") -> None:
    read = 0
    async for part in response.aiter_raw(READ_LIMIT):
        read += len(part)
        if read >= READ_LIMIT:
            return
