"""The samples' SECC chain asked about at the offline twin, over real HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from workbench.data import samples_directory
from workbench.net.status import Checked, RunningTwin, Statuses, check_status
from workbench.net.twin import Fault

FOLDER = samples_directory() / "iso15118-2"
CHAIN, ROOT, LEAF = FOLDER / "secc-chain.pem", FOLDER / "v2g-root.pem", "iso15118-2/secc"
PILE = (CHAIN, ROOT)
URL, CRL_URL = "http://ocsp.pnc.example/cpo-sub-ca2", "http://pki.pnc.example/cpo-sub-ca2.crl"


@contextmanager
def faulty(fault: Fault | None = None, where: str = "", **options: Any) -> Iterator[RunningTwin]:
    """A twin with a fault at one place, or everywhere."""
    with RunningTwin(**options) as twin:
        if fault is not None:
            twin.set_fault(fault, where=where)
        yield twin


def leaf_at(fault: Fault | None, where: str = "", **options: Any) -> Checked:
    """What becomes of the leaf."""
    with faulty(fault, where) as twin:
        return check_status(PILE, twin=twin, **options)[0]


def codes(one: Checked | Statuses) -> set[str]:
    return {finding.code for finding in one.findings}
