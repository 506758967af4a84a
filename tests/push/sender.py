"""A worker to be killed: sends the keys first … last to one file again and again, and prints each that was sent.

python tests/push/sender.py FILE FIRST LAST KEEP
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from push.message import Delivery, Kind, Push
from push.transports.console import ConsoleTransport

BATCH = 3
BODY = "您的申请已经收到。We have your form. " * 30


def main(file: str, first: int, last: int, keep: int) -> None:
    transport = ConsoleTransport(Path(file), keep=keep)
    for start in range(first, last, BATCH):
        keys = [f"key-{number}" for number in range(start, min(start + BATCH, last))]
        deliveries = [Delivery(Push(key, "Your form", BODY, "/inbox", "en"), "push", "phone-1") for key in keys]
        outcomes = transport.send(deliveries)
        assert [outcome.kind for outcome in outcomes] == [Kind.SENT] * len(keys), outcomes
        print(*keys, sep="\n", flush=True)  # noqa: T201 - how the test knows what was acknowledged


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
