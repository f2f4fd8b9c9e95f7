"""What the standard leaves to the station: each choice a named switch with its requirement, its default and one sentence.

The defaults are the strict reading of the text; a personality is a policy with other values. A few switches are no choices at all,
and stations in the field make them all the same: their sentences say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workbench.requirements.switches import Switch, switch, switches_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The switches; :func:`switches` lists them with their requirement and meaning."""

    reported_algorithm: Literal["SHA256", "SHA384", "SHA512"] = switch(
        default="SHA256", requirement="M03.FR.04", says="The hash algorithm by which the station reports its certificates."
    )
    child_order: Literal["leaf-first", "root-first"] = switch(
        default="leaf-first",
        requirement="M03.FR.05",
        says="Whether childCertificateHashData begins with the leaf's issuer or with the sub-CA below the root.",
    )
    delete_by_any_algorithm: bool = switch(
        default=True,
        requirement="M04.FR.02",
        says="Whether hash data by another algorithm than the reported one finds a certificate too.",
    )
    own_certificate_answer: Literal["Failed", "NotFound"] = switch(
        default="Failed",
        requirement="M04.FR.06",
        says="The answer to the deletion of the station's own client certificate; the test case takes both.",
    )
    cascade: bool = switch(
        default=False, requirement="M04.FR.08", says="Whether what hangs below a deleted root or sub-CA is deleted with it."
    )
    kept_last_roots: frozenset[str] = switch(
        default=frozenset({"CSMSRootCertificate"}),
        requirement="M04.FR.03",
        says="The types whose last root the station refuses to delete.",
    )
    keep_root_in_use: bool = switch(
        default=False,
        requirement="M04.FR.03",
        says="Whether the station refuses to delete the root that verified the present connection.",
    )
    take_linked_roots: bool = switch(
        default=True,
        requirement="M05.FR.02",
        says="Whether a root that an installed root of its type signed is taken, outside the root check.",
    )
    weak_roots: Literal["refuse", "warn"] = switch(
        default="refuse",
        requirement="A00.FR.501",
        says="What becomes of a root whose key or signature is too weak by A00.FR.501 to .504.",
    )
    take_sub_ca_as_successor: bool = switch(
        default=True,
        requirement="M05.FR.12",
        says="Whether a sub-CA that the current CSMS root signed replaces it under the root check, as M05.FR.12 allows literally.",
    )
    take_sub_cas: bool = switch(
        default=False,
        requirement="M05.FR.07",
        says="Whether a CA signed by an installed root of its type is taken as an anchor, outside the root check.",
    )
    take_future_roots: bool = switch(
        default=False, requirement="M05.FR.07", says="Whether a root whose validity has not begun is taken."
    )
    take_expired_roots: bool = switch(
        default=False, requirement="M05.FR.07", says="Whether a root whose validity is over is taken; no station should."
    )
    take_without_issuer: bool = switch(
        default=False,
        requirement="M05.FR.07",
        says="Whether a CA whose issuer is not at hand is taken: without hash data it can be neither listed nor deleted.",
    )
    mend_damaged_pem: bool = switch(
        default=False,
        requirement="M05.FR.07",
        says="Whether damaged PEM (no line breaks, bare base64) is read all the same.",
    )
    refuse_wrong_role: bool = switch(
        default=True,
        requirement="M05.FR.07",
        says="Whether a root that clearly belongs to another PKI than its type says is refused.",
    )
    refuse_csms_root_without_tls: bool = switch(
        default=False,
        requirement="M05.FR.03",
        says="Whether a CSMS root is refused over a connection without TLS (security profile 0 or 1).",
    )
    enforce_limit: bool = switch(
        default=True, requirement="M05.FR.06", says="Whether CertificateEntries.maxLimit is respected; every station should."
    )
    fallback_counts: bool = switch(
        default=True,
        requirement="M05.FR.06",
        says="Whether the fallback root counts against maxLimit: a full store then cannot rotate its CSMS root.",
    )
    take_reissue_of_old_key: bool = switch(
        default=True,
        requirement="M05.FR.10",
        says="Whether a self-signed new root with the current one's name and key counts as signed by it; not so to OpenSSL.",
    )
    take_current_root_again: bool = switch(
        default=False,
        requirement="M05.FR.10",
        says="Whether the current root is accepted once more although it did not sign itself: a repeat does no harm.",
    )
    third_root: Literal["refuse", "drop-fallback"] = switch(
        default="refuse",
        requirement="M05.FR.09",
        says="What happens to a new CSMS root while a fallback is still kept: refused, or the old fallback is given up for it.",
    )
    server_name: Literal["refuse", "warn"] = switch(
        default="refuse",
        requirement="A00.FR.510",
        says="What becomes of a server whose certificate has another name than the station called.",
    )
    server_usage: Literal["refuse", "warn"] = switch(
        default="refuse",
        requirement="A00.FR.512",
        says="What becomes of a server whose certificate may not sign a handshake, or is for other purposes only.",
    )
    v2g_profile: Literal["refuse", "warn"] = switch(
        default="warn",
        requirement="A00.FR.513",
        says="What becomes of a certificate for ISO 15118 that breaks the profile of its edition.",
    )
    signed_for_another_type: Literal["refuse", "warn"] = switch(
        default="refuse",
        requirement="A02.FR.14",
        says="What becomes of a signed certificate whose message names another type than the request with its key and id.",
    )
    station_name: Literal["refuse", "warn"] = switch(
        default="refuse",
        requirement="A00.FR.511",
        says="What becomes of a client certificate whose CN is not the station's serial number (SecurityCtrlr.Identity).",
    )
    refuse_oversize_chain: bool = switch(
        default=True, requirement="A02.FR.16", says="Whether a chain longer than MaxCertificateChainSize is rejected."
    )
    new_key_for_each_resend: bool = switch(
        default=False, requirement="A02.FR.17", says="Whether a repeated signing request has a new key pair."
    )
    send_request_id: bool = switch(
        default=True, requirement="A02.FR.24", says="Whether a signing request has a requestId (OCPP 2.1)."
    )
    name_the_v2g_root: bool = switch(
        default=True,
        requirement="A02.FR.27",
        says="Whether a V2G signing request names the root by hashRootCertificate (OCPP 2.1).",
    )
    report_discarded_renewal: bool = switch(
        default=True,
        requirement="A02.FR.29",
        says="Whether a renewed client certificate that had to be given up raises a security event.",
    )
    pause_after_refusal: bool = switch(
        default=True,
        requirement="A03.FR.02",
        says="Whether the station's own renewal pauses after its request was rejected: CertSigningWaitMinimum, doubled to a day.",
    )
    pause_plug_and_charge: bool = switch(
        default=False,
        requirement="A02.FR.21",
        says="Whether Plug & Charge is off until reboot after a V2G signing request was rejected.",
    )
    status_of_sub_cas: bool = switch(
        default=True,
        requirement="M06.FR.07",
        says="Whether the station asks for the status of its sub-CAs too, and not of its leaf alone; every station should.",
    )
    heed_next_update: bool = switch(
        default=True,
        requirement="M06.FR.10",
        says="Whether a cached OCSP response ends with its nextUpdate, and not only after a week; every station should.",
    )
    vehicle_without_status: Literal["refuse", "accept"] = switch(
        default="refuse",
        requirement="M07.FR.11",
        says="What becomes of a vehicle of whose chain not every status is known to be Good, while none is Revoked.",
    )
    vehicle_budget: float = switch(
        default=4.5,
        requirement="M01.FR.01",
        says="Seconds after which a vehicle is answered whatever the CSMS does; it gives up after 5, and EVerest counts to 4.5.",
    )
    read_vehicle_messages: bool = switch(
        default=True,
        requirement="M01.FR.03",
        says="Whether the station reads the vehicle's EXI, to copy its maximum and to notice where the action is another.",
    )
    write_remaining: bool = switch(
        default=True,
        requirement="M01.FR.05",
        says="Whether remainingContracts is written into the answer for the vehicle where that says another number.",
    )
    remaining_counts_this_one: bool = switch(
        default=False,
        requirement="M01.FR.04",
        says="Whether remainingContracts counts the contract that came with it too: the total, as M01.FR.04 has it literally.",
    )
    repeat_for_remaining: bool = switch(
        default=True,
        requirement="M01.FR.06",
        says="Whether the request is repeated while contracts remain; every station should.",
    )
    other_emaid: Literal["refuse", "warn"] = switch(
        default="refuse",
        requirement="C07.FR.02",
        says="What becomes of a vehicle that names another eMAID than its contract certificate.",
    )
    invalid_contract: Literal["refuse", "ask"] = switch(
        default="refuse",
        requirement="C07.FR.02",
        says="What becomes of a contract chain that leads to an installed root and does not hold: refused, or the CSMS decides.",
    )
    without_certificate_status: Literal["refuse", "accept"] = switch(
        default="refuse",
        requirement="C07.FR.14",
        says="What becomes of an accepted eMAID about whose certificate the CSMS says nothing although it was asked.",
    )


STRICT = Policy()
"""The defaults."""


def switches() -> tuple[Switch, ...]:
    """All of them, in their order."""
    return switches_of(Policy)
