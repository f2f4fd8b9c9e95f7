"""A certificate provisioning service (CPS), simulated: it signs what mobility operators made, so that vehicles can trust it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, NoReturn, cast, get_args

from workbench.contracts.exi import messages_2, messages_20
from workbench.contracts.exi.codec import SCHEMAS
from workbench.contracts.exi.xmldsig import XML_SIGNATURE
from workbench.contracts.installation.contract_data import SignedContractData
from workbench.contracts.installation.parts import certificate_items
from workbench.contracts.parties.drawing import Drawing
from workbench.contracts.parties.issuer import Issuer, Profile
from workbench.contracts.parties.samples import sample_items, sample_key, schema_of
from workbench.contracts.signing import sign
from workbench.contracts.standards import ISO_20, number
from workbench.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509

    from workbench.certs.items import Item
    from workbench.contracts.exi.signature import Signature
    from workbench.contracts.installation.contract_data import ContractData
    from workbench.contracts.signing import SigningKey

CpsFault = Literal[
    "", "another-key", "not-a-cps", "expired-sub-ca", "unsigned", "part-unsigned", "duplicate-id", "wrapped",
    "changed-after-signing", "failed-code", "combined-grammar",
]  # fmt: skip
"""What can go wrong: another key than the CPS leaf's signs; a SECC certificate of the same PKI is used; its Sub-CA 2 is out of
date; nothing, or one part, is not signed; two elements have one Id (-2); a reference leads to another element than the one in its
place; the eMAID or key is changed after signing; the answer says FAILED. ``"combined-grammar"`` is no fault but the other
grammar of SignedInfo that is seen in the field."""

DAY = timedelta(days=1)
_PROFILE = Profile(domain_component="CPS", usages=("digitalSignature",), lifetime=timedelta(days=90))


class ProvisioningService:
    """A simulated CPS.

    Parameters
    ----------
    schema
        The URN of the standard whose contracts it signs.
    chain
        Its leaf and the sub-CAs above; no root.
    key
        The leaf's; never shown.
    issuer
        Its Sub-CA 2, which issues a new leaf where the old one is out of date; None: it goes on with the old one.
    drawing
        Where the keys of new leaves come from.
    """

    __slots__ = ("_chain", "_drawing", "_fault", "_issuer", "_key", "_spare", "schema")

    def __init__(
        self, schema: str, chain: tuple[Item, ...], key: SigningKey, *, issuer: Issuer | None = None, drawing: Drawing | None = None
    ) -> None:
        if not chain or chain[0].certificate is None or chain[0].certificate.public_key() != key.public_key():
            raise InputError("The CPS's private key is not its certificate's.", hint="Give the leaf first, and its key.")
        self.schema, self._chain, self._key, self._issuer = schema, chain, key, issuer
        self._drawing = drawing or Drawing()
        self._fault: CpsFault = ""
        self._spare: tuple[tuple[Item, ...], SigningKey, Issuer] | None = None

    @classmethod
    def of_samples(cls, folder: str = "iso15118-2", *, seed: bytes | None = None) -> ProvisioningService:
        """The one of the sample PKI, with its Sub-CAs' published test keys for what a demonstration needs."""
        schema = schema_of(folder)
        service = cls(
            schema,
            sample_items(folder, "cps", "cps-sub-ca2", "cps-sub-ca1"),
            cast("SigningKey", sample_key(folder, "cps")),
            issuer=Issuer.of_samples(folder, "cps-sub-ca2", "cps-sub-ca1"),
            drawing=Drawing(seed),
        )
        secc = cast("SigningKey", sample_key(folder, "secc"))
        service._spare = sample_items(folder, "secc", "cpo-sub-ca2", "cpo-sub-ca1"), secc, Issuer.of_samples(folder, "cps-sub-ca1")
        return service

    @property
    def chain(self) -> tuple[Item, ...]:
        """Its leaf and the sub-CAs above."""
        return self._chain

    @property
    def fault(self) -> CpsFault:
        """What goes wrong from now on; empty: nothing."""
        return self._fault

    @fault.setter
    def fault(self, value: CpsFault) -> None:
        if value not in get_args(CpsFault):
            raise InputError("The CPS does not know this fault.", hint=f"There are {', '.join(get_args(CpsFault))}.")
        if value == "duplicate-id" and self.schema == ISO_20:
            raise InputError("ISO 15118-20 has no place for this fault.", hint="Take the samples of iso15118-2.")
        if value in {"not-a-cps", "expired-sub-ca"} and self._spare is None:
            raise InputError("This fault needs the sample PKI's keys.", hint="Take ProvisioningService.of_samples().")
        self._fault = value

    def sign(self, data: ContractData, now: datetime) -> SignedContractData:
        """Contract data, signed: what goes into the contract certificate pool.

        Raises
        ------
        InputError
            The data are of the other standard.
        """
        if data.schema != self.schema:
            raise InputError(f"This CPS signs contracts of {number(self.schema)}.", hint="Take the other sample folder.")
        self._renew(now)
        chain, key = self._chain, self._key
        if self._fault == "not-a-cps" and self._spare is not None:
            chain, key, _ = self._spare
        elif self._fault == "expired-sub-ca":
            chain = (chain[0], self._expired_sub_ca(now), *chain[2:])
        elif self._fault == "another-key":
            key = self._drawing.curve_key("P-521" if self.schema == ISO_20 else "P-256", "another CPS")
        parts = data.signed_parts()
        cps_id = "id1" if self._fault in {"duplicate-id", "wrapped"} else None
        signature = self._sign(parts, key, chain)
        if self._fault == "changed-after-signing":
            parts = _changed(parts)
        answer = ("FAILED_NoCertificateAvailable" if self.schema != ISO_20 else "FAILED") if self._fault == "failed-code" else "OK"
        return SignedContractData(data=data, cps_chain=chain, parts=parts, signature=signature, answer=answer, cps_id=cps_id)

    def _sign(self, parts: tuple[tuple[str, Any], ...], key: SigningKey, chain: tuple[Item, ...]) -> Signature | None:
        schema = SCHEMAS[self.schema]
        match self._fault:
            case "unsigned":
                return None
            case "part-unsigned" if len(parts) > 1:
                parts = parts[:-1]
            case "wrapped" if len(parts) > 1:
                presented = messages_2.CertificateChain(chain[0].der, tuple(one.der for one in chain[1:]), "id1")
                parts = (("ContractSignatureCertChain", presented), *parts[1:])
            case "part-unsigned" | "wrapped":
                other = replace(parts[0][1], id="id2")
                parts = ((parts[0][0], other),)
        grammar = schema if self._fault == "combined-grammar" else XML_SIGNATURE
        return sign(schema, parts, key, grammar=grammar)

    def _expired_sub_ca(self, now: datetime) -> Item:
        """Sub-CA 2 with its own name and key, in a certificate that ended yesterday."""
        if self._spare is None:
            raise TypeError("no Sub-CA 1")
        issuer = self._spare[2]
        own = self._chain[1].certificate
        if own is None:
            raise TypeError("no certificate")
        serial = self._drawing.serial("expired Sub-CA 2")
        der = issuer.again(own, serial=serial, not_before=now - 400 * DAY, not_after=now - DAY)
        return certificate_items("CPS Sub-CA 2", der, ())[0]

    def _renew(self, now: datetime) -> None:
        """A new leaf where the old one is out of date, of a new Sub-CA 2 certificate where that is needed; Sub-CA 1 stays."""
        leaf = self._chain[0].certificate
        if self._issuer is None or leaf is None or _valid(leaf, now):
            return
        if not _valid(self._issuer.certificate, now):
            if self._spare is None or not _valid(self._spare[2].certificate, now):
                return
            self._issuer = self._issuer.succeeded(self._spare[2], self._drawing.serial("Sub-CA 2"), now)
        key = self._drawing.curve_key("P-521" if self.schema == ISO_20 else "P-256", "CPS leaf")
        profile = replace(_PROFILE, short_identifier=self.schema == ISO_20)
        serial = self._drawing.serial("CPS leaf")
        der = self._issuer.issue(leaf.subject.public_bytes(), key.public_key(), profile, serial=serial, not_before=now)
        self._chain = (*certificate_items("CPS certificate", der, ()), *self._issuer.chain)
        self._key = key

    def __repr__(self) -> str:
        shown = f", fault={self._fault!r}" if self._fault else ""
        return f"ProvisioningService(simulated, {number(self.schema)}{shown})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("private keys are not copied and not written")


def _valid(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc


def _changed(parts: tuple[tuple[str, Any], ...]) -> tuple[tuple[str, Any], ...]:
    """The last part with one octet or character changed."""
    name, value = parts[-1]
    if isinstance(value, messages_20.SignedInstallationData):
        other = bytes([value.dh_public_key[-1] ^ 1])
        return (*parts[:-1], (name, replace(value, dh_public_key=value.dh_public_key[:-1] + other)))
    return (*parts[:-1], (name, replace(value, value=f"{value.value[:-1]}{'0' if value.value[-1] != '0' else '1'}")))
