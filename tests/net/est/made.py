"""What the tests of EST share: a station's request, and a server in the test's own loop."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from workbench.net.est import RunningEstServer, secc_request
from workbench.net.machines.issuer import sample

SECC_ID = "DEPNCSPNCWORKBENCHSTATION00000000000084"
KEY = ec.generate_private_key(ec.SECP256R1())


def request(**parts: Any) -> Any:
    wanted = {"organization": "Sample Charge Point Operator", "country": "DE"} | parts
    return secc_request(wanted.pop("secc_id", SECC_ID), wanted.pop("key", KEY), **wanted)


def client(est: RunningEstServer | Any, **options: Any) -> Any:
    usual: dict[str, Any] = {"use": "secc", "roots": sample("iso15118-2/v2g-root")}
    return est.client(**(usual | options))


def codes(findings: Any) -> set[tuple[str, str]]:
    return {(one.code, one.severity.value) for one in findings if one.severity.value != "info"}
