"""A contract certificate pool (CCP) in memory, simulated: Get15118EVCertificateRequest in, its response out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from workbench.contracts.faults import fault
from workbench.contracts.keywrap.binding import plain
from workbench.contracts.parties.mobility_operator import TWO_YEARS
from workbench.contracts.parties.samples import sample_items
from workbench.contracts.pool import judging
from workbench.contracts.pool.answer import Did, PoolAnswer, failed
from workbench.contracts.pool.delivering import Deliveries
from workbench.contracts.pool.operator import Operator, sample_emaid
from workbench.contracts.pool.policy import PoolPolicy
from workbench.contracts.pool.provisioning import ProvisioningPool
from workbench.contracts.pool.serving import Serving
from workbench.contracts.standards import ISO_2, ISO_20
from workbench.contracts.times import aware
from workbench.display import Cell, Findings, Readable, Table, Tone, view
from workbench.errors import WorkbenchError
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from workbench.certs.items import Item
    from workbench.contracts.installation.contract_data import SignedContractData
    from workbench.contracts.pool.operator import Maker
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest


class Pool(Readable):
    """The pool with what it knows: provisioning certificates, accounts, and who makes contracts when one is asked for.

    Parameters
    ----------
    provisioning
        The provisioning certificates, by PCID.
    makers
        By schema: who makes and signs contracts. Without one there is nothing for that standard but what :meth:`put` put there.
    contract_roots
        OCPP certificate type and root: contracts that shall be updated must lead to one of them.
    policy
        What the standards leave open.
    """

    def __init__(
        self,
        provisioning: ProvisioningPool,
        makers: Mapping[str, Maker],
        *,
        contract_roots: Sequence[tuple[str, Item]] = (),
        policy: PoolPolicy | None = None,
    ) -> None:
        self.provisioning = provisioning
        self.makers = dict(makers)
        self.contract_roots = tuple(contract_roots)
        self.policy = policy or PoolPolicy()
        self._accounts: dict[str, list[str]] = {}
        self._ended: set[str] = set()
        self._made: dict[tuple[str, str, str], tuple[SignedContractData, str]] = {}
        self.deliveries = Deliveries()

    @classmethod
    def of_samples(
        cls,
        now: datetime,
        *,
        seed: bytes | None = None,
        contracts: int = 1,
        lifetime: timedelta = TWO_YEARS,
        policy: PoolPolicy | None = None,
    ) -> Pool:
        """A pool for the sample vehicles of both standards, each with so many accounts.

        Parameters
        ----------
        now
            When the provisioning certificates are published.
        lifetime
            Of a contract certificate.
        seed
            With one, keys and certificates are the same each time.

        Raises
        ------
        InputError
            The time has no time zone.
        """
        aware(now)
        folders = ("iso15118-2", "iso15118-20")
        provisioning = ProvisioningPool(
            [(kind, root) for folder in folders for kind, root in (*_roots(folder, "OEM"), *_roots(folder, "V2G"))]
        )
        pool = cls(
            provisioning,
            {
                schema: Operator.of_samples(folder, seed=seed, lifetime=lifetime)
                for schema, folder in zip((ISO_2, ISO_20), folders, strict=True)
            },
            contract_roots=[(kind, root) for folder in folders for kind, root in (*_roots(folder, "MO"), *_roots(folder, "V2G"))],
            policy=policy,
        )
        for first, folder in enumerate(folders):
            chain = sample_items(folder, "oem-provisioning", "oem-sub-ca2", "oem-sub-ca1")
            provisioning.publish(chain, now)
            for count in range(contracts):
                pool.account(judging.name_of(chain), sample_emaid(100 * first + count + 1))
        return pool

    def account(self, pcid: str, emaid: str) -> None:
        """From now on there is a contract of this eMAID for the vehicle with this PCID."""
        known = self._accounts.setdefault(plain(pcid), [])
        if emaid not in known:
            known.append(emaid)
        self._ended.discard(plain(emaid))

    def end(self, emaid: str) -> None:
        """The driver's account has ended: no contract for it any more, and no update."""
        self._ended.add(plain(emaid))

    def accounts(self, pcid: str) -> tuple[str, ...]:
        """The eMAIDs for which there is a contract for this vehicle, as they came."""
        return tuple(one for one in self._accounts.get(plain(pcid), ()) if plain(one) not in self._ended)

    def has(self, emaid: str) -> bool:
        """Whether there is an account with this eMAID, of whatever vehicle."""
        wanted = plain(emaid)
        return wanted not in self._ended and any(wanted == plain(one) for emaids in self._accounts.values() for one in emaids)

    def made(self, schema: str, pcid: str, emaid: str) -> SignedContractData | None:
        """Signed contract data that lie here; whether they are still in force is another question.

        None where the PCID has got another certificate since: their key is wrapped for one that the vehicle has no more.
        """
        data, wrapped_for = self._made.get((schema, plain(pcid), plain(emaid)), (None, ""))
        return data if wrapped_for in {"", self.provisioning.fingerprint(pcid)} else None

    def put(self, pcid: str, data: SignedContractData) -> None:
        """Signed contract data are laid in, by whoever made them, for the certificate that is published under this PCID now."""
        self.account(pcid, data.data.emaid)
        self._made[data.data.schema, plain(pcid), plain(data.data.emaid)] = data, self.provisioning.fingerprint(pcid)

    def answer(
        self, request: Get15118EVCertificateRequest, now: datetime, *, version: Version = Version.V21, longest: int | None = None
    ) -> PoolAnswer:
        """The answer; a bad request is answered with Failed and raises nothing.

        Parameters
        ----------
        version
            Of OCPP, as spoken with the station.
        longest
            FieldLength of exiResponse where the station's device model says one; None: the version's.

        Raises
        ------
        InputError
            The time has no time zone.
        """
        aware(now)
        serving = Serving(self, request, now, version, longest)
        try:
            return serving.answer()
        except Exception as reason:  # noqa: BLE001  # an own fault, or a maker's, is said; the next request is answered
            known = reason if isinstance(reason, WorkbenchError) else None
            said = known.message if known else type(reason).__name__
            hint = known.hint if known else "Report it, with the request."
            found = fault("check-failed", f"The pool could not answer: {said}", remedy=hint)
            steps = (*serving.steps, Did("answer", said, ok=False))
            return PoolAnswer(failed((found,), version), Findings((*serving.found, found)), steps)

    def table(self) -> Table:
        """One row for each account."""
        rows = [
            (Cell(pcid, code=True), Cell(one, code=True), Cell("ended", Tone.MUTED) if plain(one) in self._ended else "in force")
            for pcid, emaids in self._accounts.items()
            for one in emaids
        ]
        return Table(("PCID", "eMAID", "Account"), rows, caption="Contract certificate pool (simulated)")

    def _repr_html_(self) -> str:
        return str(view(self.provisioning.table().to_html(), self.table().to_html()))

    def __str__(self) -> str:
        return f"{self.provisioning.table().to_text()}\n\n{self.table().to_text()}"

    def __repr__(self) -> str:
        return f"Pool(simulated, {len(self.provisioning)} vehicles, {sum(map(len, self._accounts.values()))} accounts)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a pool with its operators' private keys is not copied and not written")


def _roots(folder: str, kind: str) -> list[tuple[str, Item]]:
    return [(f"{kind}RootCertificate", one) for one in sample_items(folder, f"{kind.lower()}-root")]
