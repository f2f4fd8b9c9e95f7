"""A vehicle (EVCC), simulated: it asks for contracts, unwraps their keys and keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NoReturn, get_args

from cryptography.hazmat.primitives.asymmetric import ec

from workbench.contracts.faults import errors
from workbench.contracts.installation import answering, requests
from workbench.contracts.installation.parts import common_name
from workbench.contracts.parties import expecting, unwrapping
from workbench.contracts.parties.contract import Contract
from workbench.contracts.parties.drawing import Drawing
from workbench.contracts.parties.expecting import Expected
from workbench.contracts.parties.received import Received
from workbench.contracts.parties.samples import sample_items, sample_key, schema_of
from workbench.contracts.parties.unwrapping import Receiver
from workbench.contracts.standards import ISO_20, number
from workbench.contracts.times import aware
from workbench.display import Findings
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric import x448

    from workbench.certs.items import Item
    from workbench.contracts.installation.asking import Action
    from workbench.contracts.signing import SigningKey

VehicleFault = Literal["", "another-key", "unsigned", "cut-off", "lost-contract"]
"""What can go wrong: another key than the certificate's signs; nothing is signed; the EXI ends in the middle; the key of the
contract that an update replaces is lost, and the provisioning key signs instead."""

SESSION = bytes.fromhex("0102030405060708")


class Vehicle:
    """A simulated vehicle with its provisioning certificate.

    Parameters
    ----------
    schema
        The URN of the standard that it speaks.
    provisioning
        Its provisioning chain, leaf first; no root.
    key
        The leaf's; never shown.
    v2g_roots, mo_roots
        The roots that it has: CPS chains must lead to one of the first; of the second it may have none.
    alternate
        Its X448 key, where its provisioning certificate has one (ISO 15118-20).
    drawing
        Where keys for its faults come from.
    """

    __slots__ = ("_alternate", "_contracts", "_drawing", "_expected", "_fault", "_key", "chain", "mo_roots", "schema", "v2g_roots")

    def __init__(  # noqa: PLR0913  # what a vehicle is born with
        self,
        schema: str,
        provisioning: Sequence[Item],
        key: ec.EllipticCurvePrivateKey,
        *,
        v2g_roots: Sequence[Item],
        mo_roots: Sequence[Item] = (),
        alternate: x448.X448PrivateKey | None = None,
        drawing: Drawing | None = None,
    ) -> None:
        leaf = provisioning[0].certificate if provisioning else None
        if leaf is None or leaf.public_key() != key.public_key():
            raise InputError("The vehicle's private key is not its provisioning certificate's.", hint="Give the leaf first.")
        self.schema, self.chain = schema, tuple(provisioning)
        self.v2g_roots, self.mo_roots = tuple(v2g_roots), tuple(mo_roots)
        self._key, self._alternate, self._drawing = key, alternate, drawing or Drawing()
        self._contracts: dict[str, Contract] = {}
        self._fault: VehicleFault = ""
        self._expected: Expected | None = None

    @classmethod
    def of_samples(cls, folder: str = "iso15118-2", *, seed: bytes | None = None, curve: str = "SECP521") -> Vehicle:
        """The one of the sample PKI; ``curve="X448"`` gives one of ISO 15118-20 a second key, from the seed or by chance."""
        drawing = Drawing(seed)
        schema = schema_of(folder)
        key = sample_key(folder, "oem-provisioning")
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(folder)
        alternate = drawing.x448_key("alternate key") if curve == "X448" and schema == ISO_20 else None
        chain = sample_items(folder, "oem-provisioning", "oem-sub-ca2", "oem-sub-ca1")
        roots = sample_items(folder, "v2g-root")
        return cls(schema, chain, key, v2g_roots=roots, alternate=alternate, drawing=drawing)

    @property
    def pcid(self) -> str:
        """Its provisioning certificate's common name."""
        certificate = self.chain[0].certificate
        return common_name(certificate) if certificate is not None else ""

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """What it has installed; one for each eMAID, the newest."""
        return tuple(self._contracts.values())

    @property
    def alternate_public_key(self) -> x448.X448PublicKey | None:
        """The X448 key for which a contract on Ed448 is wrapped."""
        return self._alternate.public_key() if self._alternate else None

    @property
    def fault(self) -> VehicleFault:
        """What goes wrong from now on; empty: nothing."""
        return self._fault

    @fault.setter
    def fault(self, value: VehicleFault) -> None:
        if value not in get_args(VehicleFault):
            raise InputError("The vehicle does not know this fault.", hint=f"There are {', '.join(get_args(VehicleFault))}.")
        self._fault = value

    def install(self, contract: Contract) -> None:
        """A contract that it has from elsewhere; one of the same eMAID is replaced."""
        self._contracts[contract.emaid] = contract

    def request(  # noqa: PLR0913  # what a vehicle may ask for
        self,
        now: datetime,
        *,
        roots: Sequence[Item] | None = None,
        maximum: int = 1,
        prioritized: Sequence[str] = (),
        action: Action = "Install",
        session: bytes = SESSION,
        contract: Contract | None = None,
    ) -> bytes:
        """The EXI of its request, signed.

        Parameters
        ----------
        roots
            The V2G roots that it says it has; None: those that it has.
        maximum, prioritized
            How many contracts, and of which accounts first; ISO 15118-20 only.
        action
            ``"Update"`` in ISO 15118-2 asks for a contract's successor; ISO 15118-20 has no such request and installs.
        contract
            Which one an update replaces; None: the first.

        Raises
        ------
        InputError
            There is no contract to update; the time has no time zone.
        """
        aware(now)
        said = self.v2g_roots if roots is None else tuple(roots)
        key: SigningKey | None = self._key
        if self.schema == ISO_20:
            signing = self._signing(key)
            exi = requests.installation_20(self.chain, said, signing, session, now, maximum=maximum, prioritized=prioritized)
            self._expected = Expected("Install", session, left=maximum)
        elif action == "Update":
            old = contract or next(iter(self._contracts.values()), None)
            if old is None:
                raise InputError("The vehicle has no contract to update.", hint='Ask with action="Install".')
            key = self._key if self._fault == "lost-contract" else old.key
            exi = requests.update_2(old.chain, old.emaid, said, self._signing(key), session)
            self._expected = Expected("Update", session, old)
        else:
            exi = requests.installation_2(self.chain[0], said, self._signing(key), session)
            self._expected = Expected("Install", session)
        return exi[: len(exi) // 2] if self._fault == "cut-off" else exi

    def receive(self, exi: bytes, now: datetime, *, reveal: bool = False) -> Received:
        """What it makes of the answer to its last request; a contract is installed where nothing is wrong.

        With its contract the request is answered: the same answer once more is refused.

        Parameters
        ----------
        reveal
            Whether the steps of the unwrap keep secret octets: test keys only.

        Raises
        ------
        InputError
            The time has no time zone; whatever the answer is, it raises nothing.
        """
        aware(now)
        answer = answering.judge(self.schema, exi, now, v2g_roots=self.v2g_roots, mo_roots=self.mo_roots)
        expected = self._expected
        found = [*answer.findings, *expecting.judge(answer, expected)]
        old = expected.old if expected is not None else None
        receiver = Receiver(self.pcid, self._key if old is None else old.key, self._alternate)
        unwrapped = None if answering.FILLERS in answer.not_checked else unwrapping.unwrap(answer, receiver, reveal=reveal)
        found += unwrapped.findings if unwrapped else ()
        leaf = answer.contract_chain[0].certificate if answer.contract_chain else None
        contract = None
        if not errors(tuple(found)) and unwrapped is not None and unwrapped.key is not None and leaf is not None:
            contract = Contract(self.schema, answer.contract_chain, unwrapped.key)
            self._contracts[contract.emaid] = contract
            self._expected = expected.after(answer.remaining) if expected is not None else None
        return Received(answer, contract, unwrapped.steps if unwrapped and len(unwrapped.steps) else None, Findings(found))

    def _signing(self, key: SigningKey | None) -> SigningKey | None:
        if self._fault == "unsigned":
            return None
        if self._fault == "another-key":
            return self._drawing.curve_key("P-521" if self.schema == ISO_20 else "P-256", "another vehicle")
        return key

    def __repr__(self) -> str:
        shown = f", fault={self._fault!r}" if self._fault else ""
        return f"Vehicle(simulated, {number(self.schema)}, {len(self._contracts)} contracts{shown})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("private keys are not copied and not written")
