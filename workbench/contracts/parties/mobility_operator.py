"""A mobility operator (MO), simulated: it issues contract certificates and wraps their keys for vehicles. No policy, no HSM."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NoReturn, get_args

from workbench.contracts.installation import budgets
from workbench.contracts.installation.contract_data import ContractData
from workbench.contracts.installation.parts import certificate_items, common_name, key_identifier
from workbench.contracts.keywrap import binding
from workbench.contracts.parties import wrapping
from workbench.contracts.parties.drawing import Drawing
from workbench.contracts.parties.issuer import Issuer, Profile
from workbench.contracts.parties.samples import schema_of
from workbench.contracts.standards import ISO_20, number
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.x448 import X448PublicKey

    from workbench.certs.items import Item
    from workbench.contracts.keywrap import ContractKey

MoFault = Literal[
    "", "another-key", "another-vehicle", "another-pcid", "scalar-too-large", "top-bits", "without-other-info", "another-emaid",
    "expired", "large-certificate", "sub-ca-missing", "long-chain",
]  # fmt: skip
"""What can go wrong: another contract's key is wrapped; it is wrapped for another vehicle, bound to another PCID (-20); the number
is no key, its padding is not zero (-20); the derivation lacks OtherInfo; the message names another eMAID than the certificate
(-2); the certificate is out of date, too large, or comes without the sub-CA that issued it, or with more than a chain may have."""

_ONLY = {"another-pcid": "iso15118-20", "top-bits": "iso15118-20", "another-emaid": "iso15118-2"}
"""Faults that one standard has no place for."""

DAY = timedelta(days=1)
TWO_YEARS = timedelta(days=730)
"""What a contract certificate lasts in the samples; four weeks to two years are usual."""
_USAGES = ("digitalSignature", "nonRepudiation", "keyEncipherment", "keyAgreement")


class MobilityOperator:
    """A simulated MO with its Sub-CA 2. It forgets each contract's private key when it is wrapped [V2G20-2496].

    Parameters
    ----------
    schema
        The URN of the standard whose contracts it makes.
    issuer
        The CA that issues them.
    drawing
        Where keys, IVs and serial numbers come from.
    lifetime
        Of a contract certificate.
    """

    __slots__ = ("_drawing", "_fault", "_issuer", "_made", "lifetime", "schema")

    def __init__(self, schema: str, issuer: Issuer, *, drawing: Drawing | None = None, lifetime: timedelta = TWO_YEARS) -> None:
        self.schema, self._issuer, self.lifetime = schema, issuer, lifetime
        self._drawing = drawing or Drawing()
        self._made = 0
        self._fault: MoFault = ""

    @classmethod
    def of_samples(
        cls, folder: str = "iso15118-2", *, seed: bytes | None = None, lifetime: timedelta = TWO_YEARS
    ) -> MobilityOperator:
        """The one of the sample PKI; with a seed it makes the same octets each time."""
        issuer = Issuer.of_samples(folder, "mo-sub-ca2", "mo-sub-ca1")
        return cls(schema_of(folder), issuer, drawing=Drawing(seed), lifetime=lifetime)

    @property
    def fault(self) -> MoFault:
        """What goes wrong from now on; empty: nothing."""
        return self._fault

    @fault.setter
    def fault(self, value: MoFault) -> None:
        if value not in get_args(MoFault):
            known = ", ".join(repr(one) for one in get_args(MoFault))
            raise InputError("The mobility operator does not know this fault.", hint=f"There are {known}.")
        only = _ONLY.get(value)
        if only is not None and schema_of(only) != self.schema:
            raise InputError(f"{number(self.schema)} has no place for this fault.", hint=f"Take the samples of {only}.")
        self._fault = value

    def make(
        self,
        provisioning: Sequence[Item],
        emaid: str,
        now: datetime,
        *,
        alternate: X448PublicKey | None = None,
        reveal: bool = False,
    ) -> ContractData:
        """A contract for the vehicle with this provisioning certificate.

        Parameters
        ----------
        provisioning
            Its chain, leaf first.
        alternate
            The X448 key of the provisioning certificate, where the contract shall be on Ed448 (ISO 15118-20).
        reveal
            Whether the wrap's steps keep secret octets: test keys only.

        Raises
        ------
        InputError
            The certificate has no key that a contract key can be wrapped for.
        """
        certificate = provisioning[0].certificate if provisioning else None
        if certificate is None:
            raise InputError("There is no provisioning certificate.", hint="Give the vehicle's chain, leaf first.")
        target = wrapping.Target(certificate.public_key(), common_name(certificate), alternate)
        return self._make(target, emaid, now, reveal=reveal)

    def renew(self, contract: Sequence[Item], now: datetime, *, reveal: bool = False) -> ContractData:
        """The successor of a contract (ISO 15118-2): its key is wrapped for the old contract's [V2G2-821].

        Raises
        ------
        InputError
            There is no contract of ISO 15118-2.
        """
        certificate = contract[0].certificate if contract else None
        if certificate is None or self.schema == ISO_20:
            raise InputError("There is no contract of ISO 15118-2 to renew.", hint="ISO 15118-20 has no update: install again.")
        emaid = common_name(certificate)
        return self._make(wrapping.Target(certificate.public_key(), emaid), emaid, now, reveal=reveal)

    def ended(self, now: datetime) -> datetime | None:
        """When its CA's chain ended, if it has."""
        return self._issuer.ended(now)

    def issued(self, certificate: x509.Certificate) -> bool:
        """Whether its CA issued this certificate: the issuer's name, and the signature."""
        return self._issuer.issued(certificate)

    def _make(self, target: wrapping.Target, emaid: str, now: datetime, *, reveal: bool) -> ContractData:
        self._made += 1
        label = f"{emaid} {self._made}"
        ed448 = target.alternate is not None
        key = self._new_key(label, ed448=ed448)
        above = self._issuer.chain[1:] if self._fault == "sub-ca-missing" else self._issuer.chain
        above *= 3 if self._fault == "long-chain" else 1
        leaf = self._certify(key, emaid, now, label)
        chain = (*certificate_items("contract certificate", leaf, ()), *above)
        wrong = self._new_key(f"{label}, of another contract", ed448=ed448) if self._fault == "another-key" else key
        identifier = _identifier(chain[0].certificate)
        wrapped = wrapping.wrap(self.schema, wrong, target, identifier, self._drawing, fault=self._fault, reveal=reveal)
        said = _another(emaid) if self._fault == "another-emaid" else emaid
        found = list(budgets.judge_chain(self.schema, chain, "The contract's chain"))
        if self.schema == ISO_20:
            found += binding.judge(target.name, identifier)
        return ContractData(
            schema=self.schema, chain=chain, emaid=said, receiver=target.name, wrapped=wrapped, findings=tuple(found)
        )

    def _new_key(self, label: str, *, ed448: bool) -> ContractKey:
        if ed448:
            return self._drawing.ed448_key(f"contract {label}")
        return self._drawing.curve_key("P-521" if self.schema == ISO_20 else "P-256", f"contract {label}")

    def _certify(self, key: ContractKey, emaid: str, now: datetime, label: str) -> bytes:
        profile = Profile(domain_component="MO", usages=_USAGES, lifetime=self.lifetime, short_identifier=self.schema == ISO_20)
        expired = self._fault == "expired"
        return self._issuer.issue(
            self._issuer.subject(emaid, profile),
            key.public_key(),
            profile,
            serial=self._drawing.serial(f"contract {label}"),
            not_before=now - 60 * DAY if expired else max(now, self._issuer.certificate.not_valid_before_utc),
            not_after=now - DAY if expired else None,
            padding=(1000 if self.schema == ISO_20 else 400) if self._fault == "large-certificate" else 0,
        )

    def __repr__(self) -> str:
        shown = f", fault={self._fault!r}" if self._fault else ""
        return f"MobilityOperator(simulated, {number(self.schema)}{shown})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("private keys are not copied and not written")


def _identifier(certificate: x509.Certificate | None) -> bytes:
    return key_identifier(certificate) if certificate is not None else b""


def _another(emaid: str) -> str:
    """An eMAID of the same length that is another account's."""
    return f"{emaid[:-2]}{'9' if emaid[-2:-1] != '9' else '8'}{emaid[-1:]}"
