"""RFC 5280 6.1.5 (c): a path is validated for the leaf's public key, which must be readable; a CA's key shows in its signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.trust.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate


def judge(leaf: PathCertificate) -> Iterator[Finding]:
    """``check-failed``: a key of a kind that is unknown here; others may know it."""
    key = leaf.facts.key
    if key.startswith("unsupported"):
        yield fault(
            leaf,
            "check-failed",
            f"The public key of {{}} cannot be read: its algorithm or its parameters are {key}.",
            requirement="RFC 5280 4.1.2.7",
            observed=key,
            expected="a key on a named curve, an Edwards key, or RSA",
            remedy="Have it issued for another key, or verify it with a tool that knows this one.",
        )
