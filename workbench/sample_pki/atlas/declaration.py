"""``sample_certs/atlas.toml`` as values: cases, and the certificates and CRLs that they need beside those of ``pki.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from workbench.errors import InputError
from workbench.sample_pki.atlas.ocsp_responses import CaseOcsp
from workbench.sample_pki.declaration import (
    CertificateDeclaration,
    Declaration,
    Instant,
    certificate_of,
    frozen,
    merged_entry,
    read_declaration,
)

HINT = "Correct atlas.toml; its head explains the format."
FOLDER = "atlas"

_ITS_OWN = frozenset({"serial", "description", "defect", "expected"})  # not taken over from the certificate that is changed
_EDITS = frozenset({"like", "own_key", "drop", "append", "exchange"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCrl:
    """One CRL of a case.

    Attributes
    ----------
    issuer
        Full name of a certificate: whose name it gives, and whose key signs it.
    revoked
        Tables of ``certificate`` (a full name), ``at`` and ``reason``.
    extensions
        Behind the authority key identifier and the number: dotted OID, ``critical`` perhaps, and content in hex.
    before_signing, after_signing
        See :mod:`workbench.sample_pki.raw_changes`.
    """

    issuer: str
    number: int = 20
    this_update: Instant = date(2026, 5, 25)
    next_update: Instant = date(2026, 6, 25)
    revoked: tuple[dict[str, Any], ...] = ()
    extensions: tuple[str, ...] = ()
    before_signing: dict[str, str] = field(default_factory=dict)
    after_signing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDeclaration:
    """One case; what it shares with :class:`~workbench.sample_pki.atlas.cases.Case` is explained there.

    Attributes
    ----------
    holds
        What its file holds: full references, as in pki.toml. Empty where ``files`` names samples instead.
    anchors
        OCPP type, or an empty text, and the full name of a certificate.
    leaf, certificate
        Full names, or empty.
    then
        Steps of :mod:`workbench.sample_pki.mishaps` on its file.
    """

    name: str
    title: str
    holds: tuple[str, ...]
    files: tuple[str, ...] = ()
    anchors: tuple[tuple[str, str], ...]
    crls: tuple[CaseCrl, ...] = ()
    ocsp: tuple[CaseOcsp, ...] = ()
    leaf: str
    use: str
    profile: str
    then: tuple[str, ...] = ()
    at: datetime | None = None
    asked_name: str = ""
    policies: dict[str, Any] = field(default_factory=dict)
    require_revocation: bool = False
    ok: bool
    cause: str = ""
    certificate: str = ""
    findings: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    why: str
    teaches: str


def read_atlas(text: str, pki: str) -> tuple[Declaration, tuple[CaseDeclaration, ...]]:
    """The cases of an atlas.toml, and the declaration of pki.toml with all their certificates added.

    Raises
    ------
    InputError
        A key is missing or unknown, or a name that is used is not declared.
    """
    atlas, document = tomllib.loads(text), tomllib.loads(pki)
    declaration = read_declaration(pki)
    certificates = dict(declaration.certificates)
    cases = []
    for name, entry in atlas.get("case", {}).items():
        reading = _Reading(name, entry, atlas, document)
        certificates |= {one.name: one for one in map(reading.certificate, reading.own)}
        cases.append(reading.case())
    for certificate in certificates.values():
        for used in (certificate.issuer, certificate.same_key_as, certificate.signed_by):
            if used and used not in certificates:
                raise InputError(f"certificate {certificate.name} names {used}, which is not declared.", hint=HINT)
    return replace(declaration, certificates=certificates), tuple(cases)


class _Reading:
    """One case while it is read: short names become full ones, of this case's certificates where it has them."""

    def __init__(self, name: str, entry: dict[str, Any], atlas: dict[str, Any], document: dict[str, Any]) -> None:
        self._name = name
        self._document = document
        if "base" in entry and entry["base"] not in atlas.get("base", {}):
            raise InputError(f"case {name} has the base {entry['base']}, which is not declared.", hint=HINT)
        self._base = atlas.get("base", {}).get(entry.get("base", ""), {})
        self._entry = {key: value for key, value in entry.items() if key != "base"}
        self._chain = {full.rpartition("/")[2]: full for full in self._base.get("chain", ())}
        changes = self._entry.pop("change", {})
        self.own: dict[str, dict[str, Any]] = {
            **{stem: {"like": self._chain.get(stem, ""), **change} for stem, change in changes.items()},
            **self._entry.pop("add", {}),
        }

    def certificate(self, stem: str) -> CertificateDeclaration:
        """One of the case's certificates: that which it is like, with changes."""
        change = self.own[stem]
        like = self._document["certificate"].get(change["like"])
        if like is None:
            raise InputError(f"case {self._name}: {stem} is like {change['like'] or 'nothing'}, not declared.", hint=HINT)
        model = {key: value for key, value in merged_entry(change["like"], like, self._document).items() if key not in _ITS_OWN}
        merged = {**model, "description": "", **{key: value for key, value in change.items() if key not in _EDITS}}
        merged["extensions"] = _edited(list(merged["extensions"]), change, f"case {self._name}: {stem}")
        if "key" in change or change.get("own_key"):
            merged["same_key_as"] = stem
        merged["issuer"] = (
            self._full(change["issuer"]) if "issuer" in change else self._issuer(model["issuer"], change["like"], stem)
        )
        for used in ("same_key_as", "signed_by"):
            merged[used] = self._full(merged.get(used, ""))
        return certificate_of(f"{FOLDER}/{self._name}/{stem}", merged)

    def _issuer(self, name: str, like: str, stem: str) -> str:
        """The issuer where a change names none: itself where the model is a root, else the case's form of the model's issuer."""
        if name == like:
            return self._full(stem)
        changed = next((one for one, full in self._chain.items() if full == name and one in self.own), name)
        return self._full(changed)

    def _full(self, reference: str) -> str:
        stem, dot, ending = reference.partition(".")
        if stem in self.own:
            return f"{FOLDER}/{self._name}/{stem}{dot}{ending}"
        return f"{self._chain.get(stem, stem)}{dot}{ending}"

    def case(self) -> CaseDeclaration:
        """The case itself."""
        entry = {key: value for key, value in self._base.items() if key not in {"chain", "anchor"}} | self._entry
        if not entry.get("cause"):
            entry.setdefault("ok", True)
        chain = list(self._chain)
        holds = entry.pop("holds", [] if "files" in entry else chain[:-1])
        anchors = entry.pop("anchors", [f"{self._base.get('anchor', '')}={chain[-1]}"] if chain else [])
        crls = [self._crl(one) for one in entry.pop("crl", ())]
        ocsp = [self._ocsp(one) for one in entry.pop("ocsp", ())]
        leaf = entry.pop("leaf", chain[0] if chain else "")
        cause, found = entry.get("cause", ""), entry.pop("findings", [])
        try:
            return CaseDeclaration(
                name=self._name,
                ok=entry.pop("ok", False),
                holds=tuple(map(self._full, holds)),
                anchors=tuple((kind, self._full(name)) for kind, _, name in (anchor.rpartition("=") for anchor in anchors)),
                crls=tuple(crls),
                ocsp=tuple(ocsp),
                leaf=self._full(leaf),
                certificate=self._full(entry.pop("certificate", "")),
                findings=tuple(dict.fromkeys(filter(None, (cause, *found)))),
                **{key: frozen(value) for key, value in entry.items()},
            )
        except TypeError as error:
            raise InputError(f"case {self._name}: {str(error).partition('() ')[2]}.", hint=HINT) from error

    def _crl(self, entry: dict[str, Any]) -> CaseCrl:
        values: dict[str, Any] = {key: frozen(value) for key, value in entry.items()}
        values["issuer"] = self._full(entry.get("issuer", ""))
        values["revoked"] = tuple({**one, "certificate": self._full(one["certificate"])} for one in entry.get("revoked", ()))
        try:
            return CaseCrl(**values)
        except TypeError as error:
            raise InputError(f"case {self._name}, a CRL: {str(error).partition('() ')[2]}.", hint=HINT) from error

    def _ocsp(self, entry: dict[str, Any]) -> CaseOcsp:
        values: dict[str, Any] = {key: frozen(value) for key, value in entry.items()}
        values |= {key: self._full(entry[key]) for key in ("certificate", "responder") if key in entry}
        try:
            return CaseOcsp(**values)
        except TypeError as error:
            raise InputError(f"case {self._name}, an OCSP response: {str(error).partition('() ')[2]}.", hint=HINT) from error


def _edited(extensions: list[str], change: dict[str, Any], what: str) -> list[str]:
    """The extensions without those to ``drop``, with those to ``exchange`` exchanged, and those to ``append`` behind."""
    exchange = dict.fromkeys(change.get("drop", ()), "") | change.get("exchange", {})
    if missing := exchange.keys() - set(extensions):
        raise InputError(f"{what} has no extension {', '.join(sorted(missing))}.", hint=HINT)
    kept = [exchange.get(extension, extension) for extension in extensions]
    return [extension for extension in kept if extension] + list(change.get("append", ()))
