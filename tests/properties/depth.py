"""How long the searches go on, here and wherever else :func:`examples` is used."""

import os
from collections.abc import Callable

from hypothesis import HealthCheck, settings

DEPTH = float(os.environ.get("PNC_FUZZ_DEPTH", "0.4"))
"""0.4: what every run of the tests can afford. 1: `make deep`, and so CI. 100: hours."""

_ON_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}


def examples(count: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """So many examples, times :data:`DEPTH`; on CI always the same ones. No example is held to a time."""
    return settings(
        max_examples=max(1, round(count * DEPTH)),
        deadline=None,
        derandomize=_ON_CI and DEPTH <= 1,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
