"""What the standard leaves to the CSMS: each choice a named switch with its requirement, its default and one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workbench.requirements.switches import Switch, switch, switches_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The switches; :func:`switches` lists them with their requirement and meaning. An empty requirement: good custom only."""

    list_before_delete: bool = switch(
        default=True,
        requirement="M04.FR.07",
        says="Whether a deletion begins with M03, so that it echoes what the station reports now.",
    )
    kept_last_roots: frozenset[str] = switch(
        default=frozenset({"CSMSRootCertificate"}),
        requirement="M04.FR.03",
        says="The types whose last root is deleted with an explicit word only.",
    )
    list_after_change: bool = switch(
        default=True,
        requirement="M03.FR.04",
        says="Whether an accepted install or deletion is verified with M03.",
    )
    read_limits_first: bool = switch(
        default=True,
        requirement="M05.FR.06",
        says="Whether the station's limits are read before the first install.",
    )
    try_without_room: bool = switch(
        default=False,
        requirement="M05.FR.06",
        says="Whether a certificate is sent although the limits that were read say that it cannot fit.",
    )
    try_unsigned_root: bool = switch(
        default=False,
        requirement="M05.FR.11",
        says="Whether a CSMS root that the current one did not sign is sent although AdditionalRootCertificateCheck is on.",
    )
    try_invalid_root: bool = switch(
        default=False,
        requirement="M05.FR.07",
        says="Whether a root that is expired, or no CA, is sent: to see how a station answers.",
    )
    csms_root_without_tls: bool = switch(
        default=True,
        requirement="M05.FR.03",
        says="Whether a CSMS root is sent over a connection without TLS, which anybody can read and change.",
    )
    refused_departures: Literal["none", "unmendable", "all"] = switch(
        default="unmendable",
        requirement="A02.FR.12",
        says="Which departures from its profile reject a CSR: none, those of key and signature that no CA can mend, or all.",
    )
    refuse_other_subject: bool = switch(
        default=True,
        requirement="A02.FR.12",
        says="Whether a CSR whose common name is not the one that is known of the station is rejected.",
    )
    refuse_known_key: bool = switch(
        default=True,
        requirement="A02.FR.02",
        says="Whether a CSR for the key of a certificate that the station has already is rejected.",
    )
    echo_certificate_type: bool = switch(
        default=True,
        requirement="A02.FR.14",
        says="Whether CertificateSigned repeats the certificateType.",
    )
    unverifiable_status: Literal["failed", "as received"] = switch(
        default="failed",
        requirement="M07.FR.03",
        says="What M07 says of an answer whose signature nobody can verify, for the CSMS has no issuer of both hashes.",
    )
    ask_in_sha1_too: bool = switch(
        default=True,
        requirement="M07.FR.01",
        says="Whether a responder that says unauthorized is asked once more by SHA-1, which OCPP does not have.",
    )
    contracts: tuple[tuple[str, str], ...] = switch(
        default=(),
        requirement="C07.FR.13",
        says="What is known of contracts, pairs of an eMAID and its AuthorizationStatus; spelling does not count.",
    )
    unknown_contract: Literal["Unknown", "Accepted"] = switch(
        default="Unknown",
        requirement="C07.FR.13",
        says="What is said of an eMAID of which nothing is known.",
    )
    contract_without_status: Literal["refuse", "accept"] = switch(
        default="refuse",
        requirement="C07.FR.05",
        says="What becomes of a contract of whose chain not every status could be had, while none is revoked.",
    )
    variables_per_message: int = switch(
        default=20, requirement="", says="How many variables one GetVariables or SetVariables names at most."
    )
    heartbeat_interval: int = switch(
        default=300, requirement="", says="The seconds between heartbeats that BootNotification is answered with."
    )
    accept_boot: bool = switch(
        default=True,
        requirement="",
        says="Whether a booting station is Accepted at once, or Pending until its certificates are seen.",
    )


STRICT = Policy()
"""The defaults."""


def switches() -> tuple[Switch, ...]:
    """All of them, in their order."""
    return switches_of(Policy)
