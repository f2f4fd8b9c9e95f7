"""basicConstraints, and which extensions are there, absent or critical."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.profiles.checks.words import listed
from workbench.profiles.examined import EXTENSIONS, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.profiles.examined import Examined


def not_a_ca(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """A leaf is no CA by its basicConstraints."""
    if examined.facts.is_ca:
        yield Fault(
            "is a CA by its basicConstraints",
            "CA:TRUE",
            "CA:FALSE",
            "Have it issued as a leaf: basicConstraints CA:FALSE, critical.",
        )


def is_a_ca(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """A CA is one by its basicConstraints."""
    absent = examined.lacks("basicConstraints", examined.facts.is_ca)
    if absent or not examined.facts.is_ca:
        yield Fault(
            "has no basicConstraints" if absent else "is no CA by its basicConstraints",
            "no basicConstraints" if absent else "CA:FALSE",
            "CA:TRUE",
            "Have it issued with basicConstraints CA:TRUE, critical.",
        )


def root_is_ca(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """A root says that it is a CA, at least in an old form: version 1, or keyCertSign alone."""
    if not (_without_constraints(examined) and _is_of_old_form(examined)):
        yield from is_a_ca(examined, {})


def root_of_old_form(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """A root says by basicConstraints that it is a CA, and not in an old form only."""
    if _without_constraints(examined) and _is_of_old_form(examined):
        facts = examined.facts
        yield Fault(
            "is of version 1, without basicConstraints" if facts.version == 1 else "has no basicConstraints",
            f"version {facts.version}, no basicConstraints",
            "CA:TRUE",
            "Make the next root with basicConstraints CA:TRUE, critical.",
        )


def _without_constraints(examined: Examined) -> bool:
    return examined.lacks("basicConstraints", examined.facts.is_ca)


def _is_of_old_form(examined: Examined) -> bool:
    return examined.facts.version == 1 or "keyCertSign" in (examined.facts.key_usage or ())


def path_length(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """A CA's path length is there and no larger than it should be; smaller is sound where fewer CAs follow."""
    facts, most = examined.facts, values["at_most"]
    if examined.lacks("basicConstraints", facts.is_ca) or not facts.is_ca:
        return
    if facts.path_length is None:
        yield Fault(
            "has no path length", "no pathLenConstraint", f"at most {most}", f"Have it issued with a pathLenConstraint of {most}."
        )
    elif facts.path_length > most:
        yield Fault(
            f"has the path length {facts.path_length}, so more CAs could follow than the profile has",
            f"pathLenConstraint {facts.path_length}",
            f"at most {most}",
            f"Have it issued with a pathLenConstraint of {most}.",
        )


def no_path_length(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """A root does not limit the path."""
    if examined.facts.path_length is not None:
        yield Fault(
            f"limits the path to {examined.facts.path_length} CAs below it",
            f"pathLenConstraint {examined.facts.path_length}",
            "no pathLenConstraint",
            "Leave pathLenConstraint out of the root; its Sub-CAs have theirs.",
        )


def present(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """These extensions are there."""
    missing = [name for name in values["extensions"] if not examined.has(name)]
    if missing and not examined.request:
        yield Fault(
            f"has no {listed(missing, 'or')}",
            f"no {listed(missing, 'or')}",
            listed(values["extensions"]),
            f"Add {listed(missing)}.",
        )


def absent(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """These extensions are not there."""
    found = [name for name in values["extensions"] if examined.has(name)]
    if found:
        yield Fault(
            f"has {listed(found)}, which its profile rules out",
            listed(found),
            f"no {listed(found, 'or')}",
            f"Leave {listed(found)} out.",
        )


def critical(examined: Examined, values: Mapping[str, Any]) -> Iterator[Fault]:
    """These extensions, where they are there, are critical."""
    not_critical = [name for name in values["extensions"] if examined.has(name) and EXTENSIONS[name] not in examined.facts.critical]
    if not_critical:
        be = "is" if len(not_critical) == 1 else "are"
        yield Fault(
            f"has {listed(not_critical)} that {be} not critical",
            f"{listed(not_critical)} not critical",
            "critical",
            f"Have {listed(not_critical)} marked critical.",
        )
