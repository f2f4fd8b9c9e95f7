"""The deep search, against the clock: ``python tests/properties/fuzz.py --minutes 10``. Exit status 1 where a law is broken.

First each adversary at each size, then real files changed at random until the time is over, each held to all laws and to the law of
time: load, show and match together take no more than a second of this processor for each 100 kB. An input that unpacks is held to
what it unpacks to. Password hashing is left out; it has a budget of its own (:class:`workbench.certs.loading.limits.Limits`).
"""

import argparse
import gc
import json
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.properties.adversaries import ADVERSARIES, BOMBS, FRAMES, TOKENS, Adversary, repeated
from tests.properties.laws import AT, LIMITS, examine, forms
from tests.properties.mutations import changed
from tests.properties.test_match_any_input import Answers
from workbench.certs.bundle import Bundle
from workbench.certs.forensics import Matcher, entries_of
from workbench.certs.items import Item
from workbench.certs.loading import read
from workbench.certs.loading.pile import Pile, Place
from workbench.certs.quiet import quietly
from workbench.display import Cell, Table

SECONDS_PER_BYTE = 1 / 100_000
_LEAST = 1.0
_SLOWEST_SHOWN = 12


def adversaries() -> Iterator[tuple[str, Adversary]]:
    """Every adversary by name: the made ones, each token in each frame, long runs of each octet."""
    yield from {**ADVERSARIES, **BOMBS}.items()
    for frame in FRAMES:
        for token in TOKENS:
            yield f"{token[:24]!r} {frame}", repeated(token, frame)
    for octet in range(256):
        for frame in ("alone", "after BEGIN", "in a block"):
            yield f"octet {octet:#04x} {frame}", repeated(bytes((octet,)), frame)


def cost(content: bytes) -> tuple[float, int]:
    """Seconds of the processor that load, show and match take together; octets that were read, unpacked ones included."""
    gc.collect()
    begun = time.process_time()
    pile = Pile("123456", LIMITS, unpacking_left=LIMITS.expansion * len(content) + 16 * 1024 * 1024)
    with quietly():
        read(content, Place("file"), pile)
    for _ in forms(Bundle(tuple(pile.items)).judged_at(AT, "as given")):
        pass
    match_within(pile.items)
    return time.process_time() - begun, max(len(content), LIMITS.total_bytes - pile.bytes_left)


def match_within(items: Sequence[Item]) -> None:
    """Match the hash entries among the items against the certificates among them."""
    if entries := entries_of(items):
        matches = Matcher(items).match(entries)
        json.dumps(matches.to_dict(), allow_nan=False)
        Answers.of(matches._repr_html_())
        str(matches)


class Search:
    """What was tried, what it took, what broke."""

    def __init__(self, save: Path | None) -> None:
        self.tried = 0
        self.broken: list[tuple[str, str]] = []
        self.slowest: list[tuple[float, float, int, str]] = []
        self._save = save

    def try_one(self, name: str, make: Callable[[], bytes], *, clock: bool = True) -> None:
        """Hold one input to the laws."""
        self.tried += 1
        content = make()
        try:
            if len(content) <= 200_000:
                match_within(examine(content).items)
            if clock:
                self._hold_to_time(name, content)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            where = traceback.extract_tb(error.__traceback__)[-1]
            words = f"{type(error).__name__}: {str(error)[:200]} ({Path(where.filename).name}:{where.lineno})"
            self.broken.append((name, words))
            sys.stderr.write(f"BROKEN {name}: {words}\n")
            if self._save is not None:
                self._save.mkdir(parents=True, exist_ok=True)
                (self._save / f"{len(self.broken):04}").write_bytes(content)

    def _hold_to_time(self, name: str, content: bytes) -> None:
        seconds, octets = cost(content)
        allowed = max(_LEAST, octets * SECONDS_PER_BYTE)
        if seconds > allowed:  # once more: another process may have had the caches
            seconds = min(seconds, cost(content)[0])
        self.slowest = sorted([*self.slowest, (seconds / allowed, seconds, octets, name)], reverse=True)[:_SLOWEST_SHOWN]
        assert seconds <= allowed, f"{seconds:.1f} s for {octets:,} bytes"

    def __str__(self) -> str:
        rows = [
            (f"{seconds:.2f}", f"{octets:,}", Cell(f"{100 * share:.0f} %"), name) for share, seconds, octets, name in self.slowest
        ]
        slowest = Table(("seconds", "bytes", "of what is allowed", "input"), rows, caption="The slowest")
        broken = Table(("input", "what broke"), self.broken, caption="Broken")
        return "\n\n".join(
            [f"{self.tried:,} inputs tried, {len(self.broken)} broke a law.", str(slowest), *([str(broken)] if self.broken else [])]
        )


def main() -> int:
    """Search as the command line says."""
    parser = argparse.ArgumentParser(description="Fuzz load, show and match, against the clock.")
    parser.add_argument("--minutes", type=float, default=10, help="for files changed at random, after the adversaries (default 10)")
    parser.add_argument(
        "--sizes", default="100000,1000000", help="of the adversaries, in bytes (default 100000,1000000; empty: none)"
    )
    parser.add_argument("--only", default="", help="adversaries whose name holds this")
    parser.add_argument("--seed", type=int, default=0, help="of the first file changed; the next has the next seed")
    parser.add_argument("--save", type=Path, metavar="DIR", help="keep what broke a law there")
    arguments = parser.parse_args()
    search = Search(arguments.save)
    for size in map(int, filter(None, arguments.sizes.split(","))):
        for name, make in adversaries():
            if arguments.only in name:
                search.try_one(f"{name}, {size:,}", lambda make=make, size=size: make(size))  # type: ignore[misc]
    seed, end = arguments.seed, time.monotonic() + 60 * arguments.minutes
    while time.monotonic() < end:
        search.try_one(f"seed {seed}", lambda seed=seed: changed(seed), clock=seed % 10 == 0)  # type: ignore[misc]
        seed += 1
    sys.stdout.write(f"{search}\n")
    return 1 if search.broken else 0


if __name__ == "__main__":
    sys.exit(main())
