"""Timing in pairs: everything that is compared runs in turn, several times, so that a machine whose speed drifts stays fair."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

from workbench.display import Table

if TYPE_CHECKING:
    from collections.abc import Callable

Times = dict[str, list[float]]


def in_turn(candidates: dict[str, Callable[[], object]], runs: int = 5) -> Times:
    """Seconds of each candidate in each run: A B C, A B C, ... after one run of each that is not counted."""
    times: Times = {name: [] for name in candidates}
    for run in range(runs + 1):
        for name, work in candidates.items():
            start = time.perf_counter()
            work()
            if run:
                times[name].append(time.perf_counter() - start)
    return times


def report(title: str, times: Times, peers: list[str]) -> None:
    """Print median [minimum to maximum] of each candidate, and the ratio to each peer, run by run, as its median."""
    rows = [
        (
            name,
            f"{median(seconds) * 1000:,.1f} ms [{min(seconds) * 1000:,.1f} to {max(seconds) * 1000:,.1f}]",
            *(
                f"{median(a / b for a, b in zip(seconds, times[peer], strict=True)):.2f} x" if peer != name else ""
                for peer in peers
            ),
        )
        for name, seconds in times.items()
    ]
    print(Table(("", "median [min to max]", *(f"time of {peer}" for peer in peers)), rows, caption=title).to_text(150), end="\n\n")
