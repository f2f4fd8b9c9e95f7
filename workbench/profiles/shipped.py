"""The profiles that the workbench brings along, read once; and which one fits a certificate."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from workbench.certs.kinds import ISO_15118, Kind, profile_of_key
from workbench.certs.kinds.weights import PKIS_OF
from workbench.errors import InputError
from workbench.profiles.custom import changed
from workbench.profiles.profile import Profile
from workbench.profiles.reading import Document, gap_of, groups_of, rule_of

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = ("iso15118-2", "iso15118-20", "ocpp")
"""The profiles that the workbench brings along."""


@cache
def profile(name: str) -> Profile:
    """One of :data:`NAMES`, read once.

    Raises
    ------
    InputError
        There is no such profile; the hint lists them.
    """
    return _read(name)[0]


def custom(text: str, source: str) -> Profile:
    """A profile of one's own: TOML with ``base``, the name of a profile, and what is changed in it below ``[rules.ID]``.

    A rule's table may give another ``severity``, ``values``, ``kinds``, ``confidence``, ``source``, ``requirement``, ``because``,
    ``title`` or ``applies``, or leave the rule out with ``off = true``; ``reason`` says why. A new id with ``check``, ``kinds``,
    ``code`` and ``severity`` is a new rule.

    Parameters
    ----------
    text
        The file's content.
    source
        Its name, for messages; it becomes the profile's name.

    Raises
    ------
    InputError
        It cannot be understood; the message names line and key.
    """
    document = Document(text, source)
    base = document.tree.get("base")
    if base not in NAMES:
        raise document.fault(
            ("base",), "has to name the profile that is changed.", f'One of {", ".join(NAMES)}: base = "{NAMES[0]}".'
        )
    return changed(*_read(base), document)


def profile_for(kind: Kind, key: str) -> str:
    """The name of the profile that fits a certificate; empty where none does.

    Parameters
    ----------
    kind
        What it is.
    key
        Its :attr:`~workbench.certs.facts.CertificateFacts.key`, which tells the two editions of ISO 15118 apart.
    """
    if kind in profile("ocpp").kinds:
        return "ocpp"
    if ISO_15118.intersection(PKIS_OF.get(kind, ())):
        return "iso15118-20" if kind is Kind.VEHICLE else profile_of_key(key)
    return ""


@cache
def _read(name: str) -> tuple[Profile, Mapping[str, frozenset[Kind]]]:
    if name not in NAMES:
        raise InputError(f"There is no profile {name!r}.", hint=f"There are {', '.join(NAMES)}, or a file of your own.")
    text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    document = Document(text, f"{name}.toml")
    groups = groups_of(document)
    rules = tuple(rule_of(rule, table, groups, document) for rule, table in document.tree["rules"].items())
    gaps = tuple(gap_of(table, groups, document) for table in document.tree.get("gaps", ()))
    return Profile(name, document.tree["title"], rules, groups["any"], gaps), groups
