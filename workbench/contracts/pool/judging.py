"""What a pool holds against a request, beyond what is wrong with the message itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.faults import fault
from workbench.contracts.installation import trusting
from workbench.contracts.installation.parts import common_name
from workbench.contracts.keywrap.binding import plain
from workbench.contracts.standards import ISO_20, number
from workbench.diagnosis import Use
from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.contracts.installation.asking import Asked
    from workbench.contracts.installation.contract_data import SignedContractData
    from workbench.contracts.pool.policy import PoolPolicy
    from workbench.contracts.pool.provisioning import Entry
    from workbench.findings import Finding
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest


def name_of(chain: Sequence[Item]) -> str:
    """The leaf's common name; empty where it cannot be read."""
    leaf = chain[0].certificate if chain else None
    return common_name(leaf) if leaf is not None else ""


def in_force(data: SignedContractData, now: datetime) -> bool:
    """Whether the contract certificate and every certificate of the CPS's chain are valid at this time."""
    certificates = [one.certificate for one in (data.data.leaf, *data.cps_chain)]
    return all(one is not None and one.not_valid_before_utc <= now <= one.not_valid_after_utc for one in certificates)


def action(request: Get15118EVCertificateRequest, asked: Asked) -> Iterator[Finding]:
    """Whether OCPP's action says what the EXI asks for; ISO 15118-20 knows no update (M02.FR.02)."""
    said = request.action.value
    if said == asked.action:
        return
    if asked.schema == ISO_20:
        yield fault(
            "exi-action-mismatch",
            "ISO 15118-20 has no update: the request is answered as an installation.",
            requirement="M02.FR.02",
            observed=said,
            expected="Install",
            remedy="Nothing; the station may also send Install.",
            severity=Severity.INFO,
        )
        return
    yield fault(
        "exi-action-mismatch",
        f"OCPP's action says {said}, and the EXI asks to {asked.action.lower()}.",
        requirement="M02.FR.01",
        observed=said,
        expected=asked.action,
        remedy="Have the station derive the action from the vehicle's message.",
    )


def same_certificate(entry: Entry | None, asked: Asked) -> Iterator[Finding]:
    """That the certificate that asks is the one that was published under its PCID."""
    if entry is not None and entry.chain[0].der != asked.chain[0].der:
        yield fault(
            "pcid-duplicate",
            "The request comes with another certificate than the one that was published under its PCID.",
            observed=asked.chain[0].facts.sha256[:16] if asked.chain[0].facts else "unreadable",
            expected=entry.chain[0].facts.sha256[:16] if entry.chain[0].facts else "",
            remedy="Ask the manufacturer which of the two is the vehicle's; wrap no key until then.",
        )


def old_contract(
    asked: Asked, roots: Sequence[tuple[str, Item]], now: datetime, policy: PoolPolicy
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """What is held against the contract that an update shall replace: its chain, its time, its name; and what was left open."""
    found: list[Finding] = []
    leaf = asked.chain[0].certificate
    left_open: tuple[str, ...] = ("the old contract's chain",)
    if leaf is None:
        return (), left_open
    ended = now > leaf.not_valid_after_utc
    if ended:
        found.append(
            fault(
                "contract-ended",
                f"The contract ended on {leaf.not_valid_after_utc:%Y-%m-%d}: its key proves nothing any more, and the update comes "
                "too late.",
                requirement="M02.FR.01",
                observed=f"{now:%Y-%m-%d}",
                expected=f"an update before {leaf.not_valid_after_utc:%Y-%m-%d}",
                remedy="Install anew with the provisioning certificate; update in time from now on.",
                severity=Severity.WARNING if policy.update_after_expiry else Severity.ERROR,
            )
        )
    if policy.check_chains:
        at = leaf.not_valid_after_utc if ended else now  # that it has ended is said already
        trusted = trusting.judge(asked.chain, roots, Use.CONTRACT, at)
        found += trusted.findings
        left_open = tuple(f"{one} of the old contract" for one in trusted.not_checked)
    name = common_name(leaf)
    if plain(asked.emaid) != plain(name):
        found.append(
            fault(
                "contract-emaid-mismatch",
                "The eMAID of the request is not the old contract certificate's common name.",
                requirement="V2G2-108",
                observed=asked.emaid[:40],
                expected=name[:40],
                remedy="Refuse: one account's key must not ask for another account's contract.",
            )
        )
    return tuple(found), left_open


def no_base64() -> Finding:
    """The request's EXI is no base64."""
    return fault(
        "exi-base64",
        "exiRequest is no base64.",
        expected="base64 without line breaks (RFC 4648 4)",
        remedy="Have the station encode the vehicle's octets as they are.",
    )


def no_contract(pcid: str) -> Finding:
    """There is no account for the vehicle."""
    return fault(
        "contract-none",
        "There is no contract for this vehicle.",
        observed=pcid[:40],
        expected="an account whose driver has named this PCID",
        remedy="Have the driver give the PCID to the mobility operator.",
    )


def none_wanted() -> Finding:
    """The vehicle asks for a contract and takes none."""
    return fault(
        "contracts-maximum-conflict",
        "The vehicle takes no contract: its MaximumContractCertificateChains is 0.",
        observed="0",
        expected="1 or more",
        remedy="Have the vehicle say how many contracts it has room for, or not ask.",
    )


def no_account(emaid: str) -> Finding:
    """The account is unknown or has ended."""
    return fault(
        "contract-none",
        "There is no account with this eMAID, or it has ended: there is no successor.",
        observed=emaid[:40],
        expected="an account in force",
        remedy="Have the driver ask the mobility operator.",
    )


def all_delivered(total: int) -> Finding:
    """The station asked once more than there are contracts."""
    return fault(
        "contracts-all-delivered",
        f"All {total} contracts were delivered already; the station asked once more, for remainingContracts was still above zero.",
        requirement="M01.FR.04",
        observed=f"request {total + 1}",
        expected=f"at most {total} requests",
        remedy='Count what remains after each answer: PoolPolicy(remaining="total-1").',
    )


def out_of_date(emaid: str) -> Finding:
    """What lies in the pool has ended, and nobody makes another."""
    return fault(
        "contract-ended",
        f"The contract data of {emaid[:40]} in the pool are out of date, the CPS's chain included.",
        expected="contract and CPS certificates that are valid now",
        remedy="Have the mobility operator make them again, and the CPS sign them.",
    )


def no_maker(schema: str) -> Finding:
    """Nobody makes contracts of this standard."""
    return fault(
        "contract-none",
        f"This pool has no contracts of {number(schema)}.",
        expected="an operator for this standard",
        remedy="Give the pool a maker for it.",
    )
