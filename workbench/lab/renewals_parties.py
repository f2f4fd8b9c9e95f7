"""Who is behind the CSMS in a year of renewals, simulated in memory: a CA whose sub-CAs are renewed, an OCSP responder, a pool."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from asn1crypto import pem
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.certs import loading
from workbench.certs.der import public_key_bits
from workbench.certs.issuing import Extension
from workbench.contracts.parties.issuer import Issuer as Authority
from workbench.csms.events import Received
from workbench.errors import NetworkError
from workbench.messages.sign_certificate import SignCertificateRequest
from workbench.net.fetcher import Fetched
from workbench.net.machines.authority import SigningAuthority
from workbench.net.machines.csms import Csms
from workbench.net.machines.issuer import Issuer, sample, sample_key, serial_number
from workbench.net.twin.authority import digest
from workbench.net.twin.ocsp_request import read_request
from workbench.net.twin.ocsp_response import GOOD, ResponseContent, issue_response, single_response

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from workbench.certs.issuing import PrivateKey
    from workbench.contracts.pool import Pool, PoolAnswer
    from workbench.csms.decision import CsmsDecision
    from workbench.csms.events import Event
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest
    from workbench.net.twin.ocsp_request import CertId
    from workbench.station.state import SigningUse

_IN_TIME = timedelta(days=150)
"""A sub-CA is renewed so long before its end: the lifetime of an SECC leaf, and two months."""
_RESPONSE_LASTS = timedelta(days=7)
_NONCE = "1.3.6.1.5.5.7.48.1.2"
_CAS: dict[SigningUse, tuple[str, str, str]] = {
    "V2GCertificate": ("iso15118-2/cpo-sub-ca2", "iso15118-2/cpo-sub-ca1", "iso15118-2/v2g-root"),
    "V2G20Certificate": ("iso15118-20/cpo-sub-ca2", "iso15118-20/cpo-sub-ca1", "iso15118-20/v2g-root"),
}
"""The samples' CAs of SECC certificates, the issuing one first."""


class RenewedAuthority:
    """The samples' CA of stations, whose issuing sub-CAs get successors in time, of the same name and key.

    Parameters
    ----------
    seed
        Of the serial numbers.
    renews
        Whether anybody sees to it.
    """

    def __init__(self, seed: bytes, *, renews: bool = True) -> None:
        self._seed, self._renews = seed, renews
        self.authority = SigningAuthority.of_samples(seed=seed)

    def look(self, now: datetime) -> tuple[str, ...]:
        """Renew what ends soon; the names of the sub-CAs that have a successor from now on."""
        if not self._renews:
            return ()
        issuers, done = dict(self.authority.issuers), []
        for use, (name, above, _) in _CAS.items():
            own = issuers[use]
            if own.certificate.not_valid_after_utc - now > _IN_TIME:
                continue
            issuing = Authority(sample(above), sample_key(above))
            serial = serial_number(self._seed, f"{name} from {now:%Y-%m-%d}")
            lasts = own.certificate.not_valid_after_utc - own.certificate.not_valid_before_utc
            end = min(now + lasts, issuing.certificate.not_valid_after_utc)
            if end <= own.certificate.not_valid_after_utc:
                continue  # the CA above ends too: a longer certificate is not to be had
            der = issuing.again(own.certificate, serial=serial, not_before=now, not_after=end)
            (item,) = loading.load([(f"{name} renewed", der)]).items
            issuers[use] = Issuer((item, *own.chain[1:]), own.key, own.pointers)
            done.append(item.facts.subject.common_name or "" if item.facts is not None else "")
        if done:
            fault = self.authority.fault
            self.authority = SigningAuthority(issuers, seed=self._seed + f"{now:%Y%m%d}".encode(), follows=True)
            self.authority.fault = fault
        return tuple(done)


class Responder:
    """An OCSP responder for all that the samples' CAs of SECC certificates issue: everything is good. In the place of a fetcher.

    Attributes
    ----------
    down
        Whether it is out of reach.
    """

    is_on = True

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.down = False
        self._keys: dict[bytes, PrivateKey] = {}
        for name in (one for chain in _CAS.values() for one in chain):
            key = sample_key(name)
            spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            self._keys[public_key_bits(spki)] = key  # by its key: a CA keeps it when its certificate is renewed

    async def fetch(self, request: Any, purpose: object) -> Fetched:  # noqa: ARG002  # as a fetcher has it
        """The response to one request.

        Raises
        ------
        NetworkError
            It is down, or does not know the issuer.
        """
        if self.down:
            raise NetworkError("The responder is out of reach.", hint="It is down: ocsp-down.")
        asked, now = read_request(request.body), self._now()
        bits, key = self._issuer(asked.cert_ids[0])
        content = ResponseContent(
            responder_key_hash=digest("sha1", bits),
            produced_at=now,
            singles=[single_response(one.der, GOOD, now, now + _RESPONSE_LASTS) for one in asked.cert_ids],
            extensions=() if asked.nonce is None else (Extension(_NONCE, asked.nonce),),
        )
        return Fetched(request.url, 200, issue_response(content, key), "application/ocsp-response", now, "in memory", 0.0)

    def _issuer(self, asked: CertId) -> tuple[bytes, PrivateKey]:
        found = next((one for one in self._keys.items() if digest(asked.algorithm, one[0]) == asked.key_hash), None)
        if found is None:
            raise NetworkError("The responder does not know the issuer.", hint="It speaks for the samples' CPO alone.")
        return found


class YearPool:
    """A pool that may be out of reach."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.down = False

    def answer(self, request: Get15118EVCertificateRequest, now: datetime, **ways: Any) -> PoolAnswer:
        """As the pool answers.

        Raises
        ------
        NetworkError
            It is down.
        """
        if self.down:
            raise NetworkError("The pool is out of reach.", hint="It is down: pool-down.")
        return self.pool.answer(request, now, **ways)


class YearCsms(Csms):
    """A CSMS on whose way signing requests may be damaged.

    Attributes
    ----------
    damages
        Whether they are.
    """

    damages = False

    def happens(self, identity: str, event: Event) -> CsmsDecision:
        """As :meth:`~workbench.net.machines.hosting.Hosting.happens`."""
        if self.damages and isinstance(event, Received) and isinstance(event.message, SignCertificateRequest):
            event = Received(replace(event.message, csr=_damaged(event.message.csr)))
        return super().happens(identity, event)


def _damaged(csr: str) -> str:
    """The CSR with one bit of its signature turned over."""
    *_, der = pem.unarmor(csr.encode("ascii"))
    return bytes(pem.armor("CERTIFICATE REQUEST", der[:-1] + bytes([der[-1] ^ 1]))).decode("ascii")
