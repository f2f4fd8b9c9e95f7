"""The CA behind a CSMS (A02): real X.509 certificates from a simulated authority, faults on demand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NoReturn, get_args

from asn1crypto import pem
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec

from workbench.certs.possession import proven
from workbench.certs.quiet import quietly
from workbench.errors import InputError, WorkbenchError
from workbench.net.machines.issuer import COMBINED, SECC, SECC_20, STATION, sample, sample_issuer, serial_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from workbench.certs.issuing import PrivateKey
    from workbench.certs.items import Item
    from workbench.net.machines.issuer import Issuer, LeafProfile
    from workbench.station.state import SigningUse

AuthorityFault = Literal["", "refuses", "wrong-key", "expired", "not-yet-valid", "wrong-chain", "no-chain", "slow"]
"""What can go wrong: no certificate at all, one for another key, outside its validity, with another hierarchy's sub-CAs, without
any, or later than the station waits."""

SLOW = timedelta(minutes=10)
"""How late a slow authority is."""

_PROFILES: Mapping[SigningUse, LeafProfile] = {
    "ChargingStationCertificate": STATION,
    "V2GCertificate": SECC,
    "V2G20Certificate": SECC_20,
    "Combined": COMBINED,
}


class SigningRefusedError(WorkbenchError):
    """The authority issues no certificate for this request."""


class SigningAuthority:
    """A simulated CA: it signs what the CSMS hands on, in the profile of the certificate's type. No policy, no audit, no HSM.

    Parameters
    ----------
    issuers
        The CA of each type of certificate.
    seed
        Where serial numbers shall be the same each time. None: they are drawn at random.
    follows
        Whether :meth:`follow` changes the CA of station certificates.
    """

    __slots__ = ("_fault", "_follows", "_issued", "_issuers", "_seed")

    def __init__(self, issuers: Mapping[SigningUse, Issuer], *, seed: bytes | None = None, follows: bool = False) -> None:
        if not issuers:
            raise InputError("An authority without an issuer signs nothing.", hint="Take SigningAuthority.of_samples().")
        self._issuers = dict(issuers)
        self._seed, self._follows = seed, follows
        self._issued = 0
        self._fault: AuthorityFault = ""

    @classmethod
    def of_samples(cls, *, seed: bytes | None = None) -> SigningAuthority:
        """The sub-CAs of the samples: the CSMS's for stations, the CPO's of ISO 15118-2 and -20 for SECC leaves.

        It follows the server in use: after a rotation of the CSMS root stations get certificates below the new one.
        """
        cpo = sample_issuer("iso15118-2/cpo-sub-ca2", "iso15118-2/cpo-sub-ca1")
        return cls(
            {
                "ChargingStationCertificate": sample_issuer("ocpp/csms-sub-ca"),
                "V2GCertificate": cpo,
                "V2G20Certificate": sample_issuer("iso15118-20/cpo-sub-ca2", "iso15118-20/cpo-sub-ca1"),
                "Combined": cpo,
            },
            seed=seed,
            follows=True,
        )

    def follow(self, issuer: Issuer) -> None:
        """The CSMS shows a server of this CA from now on: in the samples one CA issues the certificates of servers and stations."""
        if self._follows and "ChargingStationCertificate" in self._issuers:
            self._issuers["ChargingStationCertificate"] = issuer

    @property
    def issuers(self) -> Mapping[SigningUse, Issuer]:
        """The CA of each type of certificate."""
        return dict(self._issuers)

    @property
    def chains(self) -> tuple[tuple[Item, ...], ...]:
        """The certificates of its CAs, each its own first, then the sub-CAs above it."""
        return tuple(one.chain for one in self._issuers.values())

    @property
    def fault(self) -> AuthorityFault:
        """What goes wrong from now on; empty: nothing."""
        return self._fault

    @fault.setter
    def fault(self, value: AuthorityFault) -> None:
        if value not in get_args(AuthorityFault):
            known = ", ".join(repr(one) for one in get_args(AuthorityFault))
            raise InputError("The authority does not know this fault.", hint=f"There are {known}.")
        self._fault = value

    @property
    def delay(self) -> timedelta:
        """How long after the request a certificate comes."""
        return SLOW if self._fault == "slow" else timedelta(0)

    def sign(self, csr: str, certificate_type: SigningUse, now: datetime) -> str:
        """The certificate of a CSR and the sub-CAs above it, PEM, the leaf first, no root.

        The subject is the CSR's; what extensions it asks for is not looked at.

        Raises
        ------
        SigningRefusedError
            The CSR cannot be read or is not signed with its own key; there is no issuer of that type; or the fault wants it.
        """
        issuer = self._issuers.get(certificate_type)
        if issuer is None or self._fault == "refuses":
            hint = "Set authority.fault to the empty string." if issuer else "Give the authority an issuer of that type."
            raise SigningRefusedError(f"The simulated authority signs no {certificate_type}.", hint=hint)
        request = _read(csr)
        self._issued += 1
        label = f"{certificate_type} {self._issued}"
        key: x509.CertificateSigningRequest | PrivateKey = request
        if self._fault == "wrong-key":
            key = ec.generate_private_key(ec.SECP256R1())
        begin, end = self._validity(issuer, certificate_type, now)
        if begin >= issuer.certificate.not_valid_after_utc:
            raise SigningRefusedError(
                "The simulated authority's own certificate has ended.", hint="Give the CSMS another authority."
            )
        leaf = issuer.issue(
            request.subject.public_bytes(),
            key,
            _PROFILES[certificate_type],
            serial=serial_number(self._seed, label),
            not_before=begin,
            not_after=end,
        )
        return "".join(pem.armor("CERTIFICATE", der).decode("ascii") for der in (leaf, *self._above(issuer)))

    def _validity(self, issuer: Issuer, certificate_type: SigningUse, now: datetime) -> tuple[datetime, datetime | None]:
        lifetime = _PROFILES[certificate_type].lifetime
        if self._fault == "expired":
            return now - lifetime, now - timedelta(days=1)
        if self._fault == "not-yet-valid":
            return now + timedelta(days=1), None
        return max(now, issuer.certificate.not_valid_before_utc), None

    def _above(self, issuer: Issuer) -> tuple[bytes, ...]:
        if self._fault == "no-chain":
            return ()
        chain = sample("ocpp/manufacturer-sub-ca") if self._fault == "wrong-chain" else issuer.chain
        return tuple(one.der for one in chain)

    def __repr__(self) -> str:
        return f"SigningAuthority(simulated, issues {', '.join(self._issuers)}{f', fault={self._fault!r}' if self._fault else ''})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("private keys are not copied and not written")


def _read(csr: str) -> x509.CertificateSigningRequest:
    try:
        with quietly():
            request = x509.load_pem_x509_csr(csr.encode("utf-8", "replace"))
            request.subject.public_bytes()
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion) as reason:
        raise SigningRefusedError(f"The CSR cannot be read: {type(reason).__name__}.", hint=_HINT) from None
    if proven(request).ok is not True:
        raise SigningRefusedError("The CSR is not signed with its own key.", hint=_HINT)
    return request


_HINT = "Have the station make a new one: A02, by TriggerMessage."
