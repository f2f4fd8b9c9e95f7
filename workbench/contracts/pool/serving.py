"""One request on its way through a contract certificate pool: read, judged, looked up, answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.contracts.faults import errors
from workbench.contracts.installation import asking, budgets
from workbench.contracts.keywrap.binding import plain
from workbench.contracts.pool import judging, ordering
from workbench.contracts.pool.answer import Did, PoolAnswer, accepted, failed, octets_of
from workbench.contracts.pool.delivering import Progress
from workbench.contracts.pool.operator import RefusedError, spoils
from workbench.contracts.standards import ISO_20, number
from workbench.display import Findings
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.contracts.installation.asking import Asked
    from workbench.contracts.installation.contract_data import SignedContractData
    from workbench.contracts.pool.pool import Pool
    from workbench.findings import Finding
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest, Get15118EVCertificateResponse


@dataclass(slots=True)
class Serving:
    """A request that is being answered.

    Attributes
    ----------
    pool
        Who answers.
    version
        Of OCPP.
    longest
        FieldLength of exiResponse; None: the version's.
    steps, found, left_open
        What was done, found and not checked so far.
    """

    pool: Pool
    request: Get15118EVCertificateRequest
    now: datetime
    version: Version
    longest: int | None
    steps: list[Did] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)
    left_open: list[str] = field(default_factory=list)

    def answer(self) -> PoolAnswer:
        """The answer; whatever a maker raises goes through."""
        text = self.request.exi_request
        self.found += budgets.judge_field("exiRequest", text, budgets.REQUEST[self.version], f"OCPP {self.version.value}")
        exi = octets_of(text)
        if exi is None:
            self.found.append(judging.no_base64())
            return self._refused()
        asked = asking.read(self.request.iso15118_schema_version, exi)
        self.found += asked.findings
        self._did("read exiRequest", _summary(asked), ok=bool(asked.chain))
        if not asked.chain:
            return self._refused()
        self.found += judging.action(self.request, asked)
        self.found += ordering.judge(self.request, asked, self.version)
        update = asked.action == "Update"
        data, remaining = (self._updated(asked), None) if update else self._installed(asked)
        if data is None or self._wrong:
            return self._refused()
        return self._written(data, asked, remaining)

    @property
    def _wrong(self) -> bool:
        return bool(errors(tuple(self.found)))

    def _did(self, what: str, seen: str, *, ok: bool = True) -> None:
        self.steps.append(Did(what, seen, ok))

    def _refused(self) -> PoolAnswer:
        reasons = errors(tuple(self.found)) or (judging.no_contract(""),)
        return self._answered(failed(reasons, self.version))

    def _answered(self, response: Get15118EVCertificateResponse) -> PoolAnswer:
        return PoolAnswer(response, Findings(self.found), tuple(self.steps), tuple(self.left_open))

    def _written(self, data: SignedContractData, asked: Asked, remaining: int | None) -> PoolAnswer:
        exi = data.response(asked.session, self.now, remaining=remaining or 0, action=asked.action)
        response = accepted(exi, remaining if self.version is Version.V21 else None)
        limit, why = budgets.RESPONSE[self.version], f"OCPP {self.version.value}"
        if self.longest is not None and self.longest < limit:
            limit, why = self.longest, "FieldLength of the station"
        too_long = tuple(budgets.judge_field("exiResponse", response.exi_response, limit, why))
        self._did("write exiResponse", f"{len(response.exi_response):,} of {limit:,} characters", ok=not too_long)
        if too_long:
            self.found += too_long
            return self._refused()
        if remaining is not None:
            self.pool.deliveries.delivered(self.request.exi_request, keep=self.pool.policy.remaining == "total")
        return self._answered(response)

    def _installed(self, asked: Asked) -> tuple[SignedContractData | None, int | None]:
        pool, pcid = self.pool, asked.name
        known = pool.provisioning.look_up(pcid, self.now, check_chain=pool.policy.check_chains)
        self.found += known.findings
        self.left_open += known.not_checked
        self.found += judging.same_certificate(known.entry, asked)
        self._did("look up the PCID", f"{pcid}: {'found' if known.ok else 'not usable'}", ok=known.ok)
        if known.entry is None or self._wrong:
            return None, None
        if asked.maximum == 0:
            self.found.append(judging.none_wanted())
            return None, None
        progress = self._progress(asked)
        self._did("contracts of this vehicle", ", ".join(progress.emaids) or "none", ok=bool(progress.emaids))
        if progress.done:
            pool.deliveries.forget(self.request.exi_request)
            total = len(progress.emaids)
            self.found.append(judging.all_delivered(total) if total else judging.no_contract(pcid))
            return None, None
        emaid = progress.emaids[progress.delivered]
        if not pool.has(emaid):
            self.found.append(judging.no_account(emaid))
            return None, None
        data = self._data(asked.schema, known.entry.chain, emaid)
        if data is None:
            return None, None
        self._did("take the contract", f"{emaid}, signed by {judging.name_of(data.cps_chain)}")
        several = asked.schema == ISO_20
        return data, pool.policy.count(len(progress.emaids), progress.delivered) if several else None

    def _progress(self, asked: Asked) -> Progress:
        """How far this request has come; only ISO 15118-20 over OCPP 2.1 gets more than the first contract."""
        several = asked.schema == ISO_20 and self.version is Version.V21
        known = self.pool.deliveries.of(self.request.exi_request) if several else None
        if known is None:
            first = asked.maximum if several else min(1, asked.maximum if asked.maximum is not None else 1)
            known = Progress(ordering.order(self.pool.accounts(asked.name), asked.prioritized, first))
            if several:
                self.pool.deliveries.note(self.request.exi_request, known)
        return known

    def _data(self, schema: str, chain: Sequence[Item], emaid: str) -> SignedContractData | None:
        """What lies there and is in force, or what is made now; what a fault spoils is made for this request alone."""
        name = judging.name_of(chain)
        known = self.pool.made(schema, name, emaid)
        maker = self.pool.makers.get(schema)
        spoiled = spoils(maker)
        if known is not None and not spoiled and judging.in_force(known, self.now):
            return known
        if maker is None:
            self.found.append(judging.out_of_date(emaid) if known is not None else judging.no_maker(schema))
            return None
        try:
            made = maker.install(chain, emaid, self.now)
        except RefusedError as refusal:
            self.found += refusal.findings
            return None
        self.found += made.data.findings
        if not spoiled:
            self.pool.put(name, made)
        return made

    def _updated(self, asked: Asked) -> SignedContractData | None:
        judged, left_open = judging.old_contract(asked, self.pool.contract_roots, self.now, self.pool.policy)
        self.found += judged
        self.left_open += left_open
        sound = not errors(judged)
        self._did("judge the old contract", f"{asked.emaid}: {'sound' if sound else 'refused'}", ok=sound)
        if not self.pool.has(asked.emaid):
            self.found.append(judging.no_account(asked.emaid))
        maker = self.pool.makers.get(asked.schema)
        if maker is None:
            self.found.append(judging.no_maker(asked.schema))
        if maker is None or self._wrong:
            return None
        try:
            made = maker.update(asked.chain, self.now)
        except RefusedError as refusal:
            self.found += refusal.findings
            return None
        self.found += made.data.findings
        self._did("make the successor", f"{plain(asked.emaid)}, its key wrapped for the old contract's")
        return made


def _summary(asked: Asked) -> str:
    if not asked.chain:
        return "no request that can be answered"
    what = "CertificateUpdateReq" if asked.action == "Update" else "CertificateInstallationReq"
    return f"{what} of {number(asked.schema)}, by {asked.name}"
