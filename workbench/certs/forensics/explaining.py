"""How an entry's fields may come from one known certificate: the ways of each field, and their combinations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from workbench.certs.forensics.key_forms import identifier_forms, key_forms
from workbench.certs.forensics.mistakes import NONE, Mistakes, preference
from workbench.certs.forensics.name_forms import encoded_forms, folded_text, printed_forms
from workbench.certs.forensics.readings import LONGEST_FIELD, readings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.certs.forensics.forms import Form, Forms
    from workbench.certs.forensics.known import Known
    from workbench.certs.forensics.readings import Reading

_SWAPPED: Mistakes = frozenset({"fields:swapped"})
_MOST_WAYS = 16
"""So many ways of one field are combined with those of the others; sound certificates have a handful."""


@dataclass(frozen=True, slots=True)
class Field:
    """A hash field as it was sent, with what its octets may be."""

    text: str
    readings: tuple[Reading, ...]

    @classmethod
    def of(cls, value: Any) -> Field:
        """A JSON value; what is no string, or absurdly long, has no readings."""
        usable = isinstance(value, str) and len(value) <= LONGEST_FIELD
        return cls(folded_text(value) if usable else "", tuple(readings(value)))


@dataclass(frozen=True, slots=True)
class Way:
    """A set of mistakes that leads from a certificate to an entry.

    Attributes
    ----------
    mistakes
        Empty: the entry is right.
    digests
        With what issuerNameHash and issuerKeyHash were really made; None for a field that holds no digest.
    """

    mistakes: Mistakes
    digests: tuple[str | None, str | None] = (None, None)

    @property
    def digest(self) -> str | None:
        """The SHA-2 with which the sender worked, where the entry shows one."""
        return next((digest for digest in self.digests if digest not in {None, "SHA1"}), None)


class Explainer:
    """Explains entries by certificates; remembers what each name and key may turn into."""

    def __init__(self) -> None:
        self._encoded: dict[bytes, Forms] = {}
        self._printed: dict[bytes, Forms] = {}
        self._keys: dict[tuple[bytes, bool], Forms] = {}
        self._identifiers: dict[bytes, Forms] = {}
        self._fingerprints: dict[str, dict[bytes, Form]] = {}

    def ways(
        self, known: Known, name: Field, key: Field, serial: Iterable[Mistakes], named: str | None, *, printed: bool
    ) -> list[Way]:
        """Every set of mistakes that leads from the certificate to the entry, the simplest first; empty where none does.

        Parameters
        ----------
        serial
            The ways of the serial number.
        named
            The algorithm that hashAlgorithm names, or None where it names none of OCPP's.
        printed
            Whether to look for printed names too, of which there are a hundred a name.
        """
        for first, second, swapped in ((name, key, NONE), (key, name, _SWAPPED)):
            keys = self._key_ways(known, second)
            names = self._name_ways(known, first, printed=printed) if keys else []  # keys are cheaper to tell than names
            if found := self._combined(names, keys, serial, named):
                return [replace(way, mistakes=way.mistakes | swapped) for way in found]
        return []

    def tells_key(self, known: Known, fields: Iterable[Field]) -> bool:
        """Whether one of the two hash fields can come from a key of this certificate."""
        return any(self._key_ways(known, field) for field in fields)

    def _name_ways(self, known: Known, field: Field, *, printed: bool) -> list[Form]:
        if not field.text:
            return []
        found = self._fingerprint_ways(known, field)
        for der, role in known.names:
            encoded = self._encoded.get(der) or self._encoded.setdefault(der, encoded_forms(der))
            found += _looked_up(encoded, field, role)
        return found if found or not printed else self._printed_ways(known, field)

    def _printed_ways(self, known: Known, field: Field) -> list[Form]:
        found = []
        for der, role in known.names:
            printed = self._printed.get(der) or self._printed.setdefault(der, printed_forms(der))
            found += _looked_up(printed, field, role)
            if (form := printed.by_text.get(field.text)) is not None:
                found.append(form.also(role))
        return found

    def _key_ways(self, known: Known, field: Field) -> list[Form]:
        if not field.readings:
            return []
        found = self._fingerprint_ways(known, field)
        for key, own in ((known.issuer_key, False), (known.own_key, True)):
            if key is not None:
                forms = self._keys.get((key, own)) or self._keys.setdefault((key, own), key_forms(key, own=own))
                found += _looked_up(forms, field)
        for identifier in known.identifiers:
            forms = self._identifiers.get(identifier) or self._identifiers.setdefault(identifier, identifier_forms(identifier))
            found += _looked_up(forms, field)
        return found

    def _fingerprint_ways(self, known: Known, field: Field) -> list[Form]:
        if known.sha256 not in self._fingerprints:
            self._fingerprints[known.sha256] = known.fingerprints()
        fingerprints = self._fingerprints[known.sha256]
        return [fingerprints[octets].also(encoding) for octets, encoding in field.readings if octets in fingerprints]

    @staticmethod
    def _combined(names: list[Form], keys: list[Form], serials: Iterable[Mistakes], named: str | None) -> list[Way]:
        if not names or not keys:
            return []
        found: dict[Mistakes, Way] = {}
        simplest = sorted(serials, key=preference)[:_MOST_WAYS]
        for name, key, serial in product(_simplest(names), _simplest(keys), simplest):
            digest = _digest_mistakes(name, key, named)
            if digest is not None:
                mistakes = name.mistakes | key.mistakes | serial | digest
                found.setdefault(mistakes, Way(mistakes, (name.digest, key.digest)))
        return sorted(found.values(), key=lambda way: preference(way.mistakes))


def _looked_up(forms: Forms, field: Field, role: Mistakes = NONE) -> list[Form]:
    return [form.also(role | encoding) for octets, encoding in field.readings for form in forms.by_octets.get(octets, ())]


def _simplest(forms: list[Form]) -> list[Form]:
    return sorted(set(forms), key=_preference)[:_MOST_WAYS]


def _preference(form: Form) -> tuple[tuple[int, list[int]], str]:
    return preference(form.mistakes), form.digest or ""


def _digest_mistakes(name: Form, key: Form, named: str | None) -> Mistakes | None:
    """The mistakes in the choice of digest; None where the two fields do not go together.

    A key hash alone with SHA-1 is a key identifier, which is a mistake of its own: no sender uses SHA-1 for one field only.
    A fingerprint is SHA-1 by habit.
    """
    if key.digest == "SHA1" and name.digest != "SHA1" and not key.mistakes & {"digest:certificate", "digest:issuer-certificate"}:
        return None
    found = set()
    if name.digest == "SHA1":
        found.add("digest:sha1")
    if named is not None and any(digest not in {None, "SHA1", named} for digest in (name.digest, key.digest)):
        found.add("digest:mislabelled")
    return frozenset(found)
