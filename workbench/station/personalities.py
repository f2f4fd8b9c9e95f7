"""Stations as they are met in the field: presets that depart from the standard as observed stacks do.

A personality has a policy, may take a request for another one, and may change the answer. Whether a state is sound is not its
business: its departures are in what it hears and says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.errors import InputError
from workbench.station.departures import (
    accepted,
    by_serial,
    empty_list,
    last_leaf_only,
    no_children,
    no_root_under_the_check,
    vague,
)
from workbench.station.hash_dialects import DIALECTS
from workbench.station.policy import STRICT, Policy
from workbench.station.station import decide

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from workbench.station.decision import Decision
    from workbench.station.events import Event
    from workbench.station.state import StationState

    Hearing = Callable[[StationState, Event], Event]
    Saying = Callable[[StationState, Event, Decision], Decision]


def _as_it_is(_: StationState, event: Event) -> Event:
    return event


def _as_decided(_: StationState, __: Event, decision: Decision) -> Decision:
    return decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Personality:
    """A station with its ways.

    Attributes
    ----------
    name
        For command lines: letters and hyphens.
    says
        What it does otherwise, one sentence.
    policy
        Its choices where the standard leaves one.
    hears
        The event as it understands it.
    tells
        The decision as it tells it; a finding says what is not so.
    """

    name: str
    says: str
    policy: Policy = STRICT
    hears: Hearing = _as_it_is
    tells: Saying = _as_decided

    def decide(self, state: StationState, event: Event, now: datetime) -> Decision:
        """As :func:`workbench.station.station.decide`, in its way."""
        heard = self.hears(state, event)
        return self.tells(state, event, decide(state, heard, now, self.policy))


STRICT_STATION = Personality(name="strict", says="As the standard says.")

PERSONALITIES: tuple[Personality, ...] = (
    STRICT_STATION,
    Personality(
        name="always-accepted",
        says="Answers Accepted to every InstallCertificate, whether it installed the certificate or not.",
        tells=accepted,
    ),
    Personality(
        name="self-signed-only",
        says="Takes self-signed roots only: one that an installed root signed is refused while the check is off.",
        policy=Policy(take_linked_roots=False),
    ),
    Personality(
        name="takes-sub-cas",
        says="Installs a sub-CA as a root where its issuer is installed, and one of another PKI too.",
        policy=Policy(take_sub_cas=True, refuse_wrong_role=False),
    ),
    Personality(
        name="takes-strays",
        says="Installs a sub-CA whose issuer it does not have, and can then neither list nor delete it.",
        policy=Policy(take_sub_cas=True, take_without_issuer=True),
    ),
    Personality(name="takes-expired", says="Installs roots whose validity is over.", policy=Policy(take_expired_roots=True)),
    Personality(
        name="no-limit", says="Installs more than its CertificateEntries.maxLimit says.", policy=Policy(enforce_limit=False)
    ),
    Personality(name="vague", says="Gives every refused InstallCertificate one invented reason code and no sentence.", tells=vague),
    Personality(
        name="empty-list",
        says="Answers Accepted with an empty list where nothing is installed; the schema has no empty list.",
        tells=empty_list,
    ),
    Personality(
        name="no-root-under-check",
        says="Rejects every CSMS root while AdditionalRootCertificateCheck is on.",
        tells=no_root_under_the_check,
    ),
    Personality(name="last-leaf-only", says="Lists only the last of several V2G chains.", tells=last_leaf_only),
    Personality(name="no-children", says="Lists no sub-CAs of V2G chains.", tells=no_children),
    Personality(
        name="silent-cascade",
        says="Deletes V2G chains together with their root; the answer does not say so.",
        policy=Policy(cascade=True),
    ),
    Personality(
        name="deletes-by-serial",
        says="Deletes the first certificate with the serial number, whoever issued it.",
        hears=by_serial,
    ),
    *(Personality(name=one.name, says=one.says, hears=one.hears, tells=one.tells) for one in DIALECTS),
    Personality(
        name="own-algorithm-only",
        says="Finds certificates by the hash algorithm of its own listing alone, which is SHA384.",
        policy=Policy(reported_algorithm="SHA384", delete_by_any_algorithm=False),
    ),
    Personality(
        name="leaf-status-only",
        says="Asks for the OCSP status of its leaf alone: vehicles of ISO 15118-20 get none of its sub-CAs.",
        policy=Policy(status_of_sub_cas=False),
    ),
    Personality(
        name="ignores-next-update",
        says="Keeps each OCSP response for a week, whatever its nextUpdate says.",
        policy=Policy(heed_next_update=False),
    ),
)
"""All presets, the strict one first."""


def personality(name: str) -> Personality:
    """A preset by its name.

    Raises
    ------
    InputError
        There is none of that name.
    """
    found = next((one for one in PERSONALITIES if one.name == name), None)
    if found is None:
        raise InputError(
            f"There is no personality {visible(name, 40)!r}.", hint=f"There are {', '.join(one.name for one in PERSONALITIES)}."
        )
    return found
