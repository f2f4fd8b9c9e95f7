"""The scenarios, by name; each is made when it is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.errors import InputError
from workbench.station.moves import Migrate, Wait
from workbench.station.personalities import STRICT_STATION
from workbench.station.planning_evidence import TimeHasCome
from workbench.station.planning_mishaps import FailedMigration
from workbench.station.planning_pki import root
from workbench.station.planning_plan import Goal, Plan
from workbench.station.planning_scenario import (
    Scenario,
    beginning,
    deadlines,
    delete,
    install,
    server_to,
    shows,
    shows_no_more,
    under,
    usual_mishaps,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from workbench.station.moves import Move
    from workbench.station.planning_pki import Root


def scenario(name: str = "csms-root-rotation", *, check: bool = True, expiry: bool = False, migration: bool = False) -> Scenario:
    """A scenario by its name, from the sample PKI.

    Parameters
    ----------
    name
        One of :data:`SCENARIOS`.
    check
        AdditionalRootCertificateCheck of the station; only ``csms-root-rotation`` asks, the others need it as it is.
    expiry
        Whether certificates end during the search.
    migration
        Whether there is a second CSMS, under the new root, in slot 2.

    Raises
    ------
    InputError
        There is none of that name.
    """
    if name not in SCENARIOS:
        raise InputError(f"There is no scenario {visible(name, 40)!r}.", hint=f"There are {', '.join(SCENARIOS)}.")
    made = SCENARIOS[name](check)
    if expiry:
        made = replace(made, mishaps=(*made.mishaps, *made.deadlines))
    if migration:
        away: tuple[Move, ...] = (Migrate("migrate to the second CSMS", 2), Migrate("migrate back home", 1))
        dead = FailedMigration("migrate, but the network there is dead", 2)
        servers = (*made.world.servers, (2, made.goal.server))
        made = replace(made, moves=(*made.moves, *away), mishaps=(*made.mishaps, dead), world=replace(made.world, servers=servers))
    return made


def _rotation(name: str, says: str, old: Root, new: Root, *, check: bool, now: datetime | None = None) -> Scenario:
    """From one root to another, as most scenarios go."""
    to_new, back, gone = server_to(new), server_to(old, "server back to"), delete(old)
    issuer = new if new.self_signed else old
    shown, met = shows(new, issuer), under(new)
    done = (install(new), shown, to_new, met) if check else (install(new), shown, to_new, met, gone)  # the check drops the old root
    return Scenario(
        name=name,
        says=says,
        world=beginning(old, check=check, servers=((1, old.server),), now=now),
        moves=(install(new), to_new, back, gone),
        mishaps=usual_mishaps(old),
        deadlines=deadlines((old, new)),
        guards=(shown, met, shows_no_more(old)),
        evidence={install(new): shown, to_new: met, gone: shows_no_more(old)},
        goal=Goal(new.sha256, new.server),
        mistakes=(
            Plan((to_new, install(new)), f"The server goes under {new.name} before the station has it."),
            Plan((install(new), shown, gone, to_new), f"{_capital(old.name)} is deleted while the server is still under it."),
            Plan((*done, back), f"The server goes back to {old.name} after the rotation."),
        ),
        names={one.sha256: one.name for one in (old, new)},
    )


def _csms_root_rotation(check: bool) -> Scenario:  # noqa: FBT001
    says = "The CSMS gets a new root; the station holds the old one."
    return _rotation("csms-root-rotation", says, root(), root("-new") if check else root("-unsigned"), check=check)


def _blind(made: Scenario) -> Scenario:
    """With the mistake that each of these scenarios is about: nobody looks whether the new root was taken."""
    plan = Plan(made.moves[:2], "The server changes without a look whether the station took the new root.")
    return replace(made, mistakes=(plan, *made.mistakes[:1]))


def _unsigned_root(_: bool) -> Scenario:  # noqa: FBT001
    says = "AdditionalRootCertificateCheck is on, and the old root did not sign the new one."
    return _blind(_rotation("unsigned-root", says, root(), root("-unsigned"), check=True))


def _linked_root(_: bool) -> Scenario:  # noqa: FBT001
    says = "AdditionalRootCertificateCheck is off, and the new root is not self-signed, but signed by the old one."
    return _rotation("linked-root", says, root(), root("-new"), check=False)


def _future_root(_: bool) -> Scenario:  # noqa: FBT001
    new = root("-future")
    made = _blind(_rotation("future-root", "The new root is not valid yet.", root(), new, check=True))
    begins = new.begins
    wait = Wait(f"{new.name} becomes valid", begins)
    return replace(
        made,
        mishaps=(*made.mishaps, wait),
        guards=(TimeHasCome(f"{new.name} is valid", begins), *made.guards),
    )


def _old_root_expires(_: bool) -> Scenario:  # noqa: FBT001
    old, new = root("-short"), root("-after-short")
    made = _rotation("old-root-expires", f"{_capital(old.name)} ends soon.", old, new, check=True)
    ends = next(one for one in made.deadlines if one.name == f"{old.name} expires")
    late = (
        Plan(
            (install(new), made.guards[0], ends, server_to(new)), f"The server goes under {new.name} after {old.name} has expired."
        ),
        Plan((ends, install(new), server_to(new)), f"{_capital(new.name)} is installed after {old.name} has expired."),
    )
    return replace(made, mistakes=late)


def _second_rotation(_: bool) -> Scenario:  # noqa: FBT001
    old, new, third = root(), root("-new"), root("-third")
    world = beginning(old, check=True, servers=((1, old.server),))
    world, _said = install(new).made(world, STRICT_STATION) or (world, ())
    to_new, to_third = server_to(new), server_to(third)
    return Scenario(
        name="second-rotation",
        says=f"The next rotation, to {third.name}, while the station still keeps {old.name} as fallback of the last one.",
        world=world,
        moves=(install(third), to_new, to_third, delete(old)),
        mishaps=usual_mishaps(old),
        deadlines=deadlines((old, new, third)),
        guards=(under(new), shows(third, new), under(third)),
        evidence={install(third): shows(third, new), to_new: under(new), to_third: under(third)},
        goal=Goal(third.sha256, third.server),
        mistakes=(
            Plan((install(third), to_third), f"{_capital(third.name)} is installed while {old.name} is still kept."),
            Plan((to_new, install(third), to_third), f"{_capital(third.name)} comes before the station was under {new.name}."),
        ),
        names={one.sha256: one.name for one in (old, new, third)},
    )


SCENARIOS: dict[str, Callable[[bool], Scenario]] = {
    "csms-root-rotation": _csms_root_rotation,
    "second-rotation": _second_rotation,
    "unsigned-root": _unsigned_root,
    "linked-root": _linked_root,
    "future-root": _future_root,
    "old-root-expires": _old_root_expires,
}
"""What :func:`scenario` knows."""


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
