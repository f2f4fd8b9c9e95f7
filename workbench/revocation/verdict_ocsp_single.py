"""Which single response of an OCSP response is about a certificate, and whether it holds at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.findings import Severity
from workbench.revocation import ocsp_conclusions, ocsp_currency, ocsp_soundness
from workbench.revocation.ocsp_certid import IssuerHashes
from workbench.revocation.ocsp_faults import malformed
from workbench.revocation.ocsp_request import OIDS, SHA1, hash_octets
from workbench.revocation.verdict_faults import another_serial, answered_in_sha1, skewed
from workbench.revocation.verdict_ocsp_names import ABOUT, CURRENT, SOUND
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from workbench.revocation.by_hash import Named
    from workbench.revocation.ocsp import OcspResponse
    from workbench.revocation.ocsp_singles import CertId, Single
    from workbench.revocation.status_fault import StatusFault
    from workbench.revocation.verdict_steps import Steps


def find(whom: Named, response: OcspResponse, at: datetime, skew: timedelta, steps: Steps) -> Single | None:
    """The gravest one about the certificate that may be used, else the gravest; None where there is none."""
    serial = whom.certificate.facts.serial
    try:
        found = response.singles.find(serial)
    except DerError as error:
        steps.take(ABOUT, "", [malformed(f"a single response with the serial number of this certificate is none: {error}")])
        return None
    why_not = [_mismatch(whom, one.cert_id) for one in found]
    fitting = [one for one, why in zip(found, why_not, strict=True) if not why]
    if not fitting:
        others = [ocsp_conclusions.wrong_certificate(why) for why in dict.fromkeys(why_not)]
        steps.take(ABOUT, "", others or [another_serial(list(response.singles.serials), serial)])
        return None
    single = max(fitting, key=lambda one: (_sound(one) and holds(one, response, at, skew), one.gravity))
    in_sha1 = single.cert_id.algorithm == OIDS[SHA1] and whom.hash_data.hash_algorithm.upper() != SHA1
    seen = f"serial number {serial:x}, and the issuer's {'SHA-1 ' if in_sha1 else ''}hashes of name and key"
    steps.take(ABOUT, seen, [answered_in_sha1(whom.hash_data)] if in_sha1 else [])
    faults = [*ocsp_soundness.judge(response), *ocsp_soundness.judge_single(single)]
    steps.take(SOUND, "version 1, and no critical extension that is unknown here", faults)
    until = "no nextUpdate" if single.next_update is None else f"nextUpdate {rfc3339(single.next_update)}"
    seen = f"thisUpdate {rfc3339(single.this_update)}, {until}, producedAt {rfc3339(response.produced_at)}"
    faults = list(ocsp_currency.judge(single, response.produced_at, at, skew))
    if moments := _beyond(single, response, at, faults):
        faults.append(skewed(moments, at, skew, "RFC 6960 4.2.2.1"))
    steps.take(CURRENT, f"{seen}{'; the clocks may differ' if moments else ''}", faults)
    return single


def _beyond(single: Single, response: OcspResponse, at: datetime, faults: Iterable[StatusFault]) -> list[tuple[str, datetime]]:
    """What lies ahead or behind, and is let pass; empty where nothing does, or something is not let pass."""
    at, until = at.replace(microsecond=0), single.next_update
    if any(fault.severity is Severity.ERROR for fault in faults):
        return []
    ahead = [pair for pair in (("thisUpdate", single.this_update), ("producedAt", response.produced_at)) if pair[1] > at]
    return ahead + ([("nextUpdate", until)] if until is not None and until < at else [])


def holds(single: Single, response: OcspResponse, at: datetime, skew: timedelta) -> bool:
    """Whether it may be used by its times; revocation is final, so one that is out of date still tells it."""
    faults = ocsp_currency.judge(single, response.produced_at, at, skew)
    if all(fault.severity is not Severity.ERROR for fault in faults):
        return True
    return single.final and not ocsp_currency.from_the_future(single, response.produced_at, at, skew)


def _sound(single: Single) -> bool:
    return all(fault.severity is not Severity.ERROR for fault in ocsp_soundness.judge_single(single))


def _mismatch(whom: Named, cert_id: CertId) -> str:
    """Why a CertID with the serial number is about another certificate; empty where it is not."""
    if whom.issuer is not None:
        return IssuerHashes(whom.certificate, whom.issuer).mismatch(cert_id)
    algorithm, name, key, _ = hash_octets(whom.hash_data)
    if cert_id.algorithm != OIDS[algorithm]:
        return f"it names the issuer by another hash than {algorithm}, and without the issuer nobody can compare the two"
    same = (cert_id.issuer_name_hash, cert_id.issuer_key_hash) == (name, key)
    return "" if same else "its hashes of the issuer's name and key are other ones"
