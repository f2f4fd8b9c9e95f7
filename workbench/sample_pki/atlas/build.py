"""The atlas as files: one PEM file a case, its own anchors and CRLs beside it, and ``CASES.toml`` with the answers."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from asn1crypto import pem
from cryptography import x509

from workbench.certs.issuing import CrlContent, Extension, RevokedEntry, encode_name, issue_crl
from workbench.certs.issuing.signing import signed
from workbench.sample_pki import mishaps, raw_changes
from workbench.sample_pki.atlas.cases import FIELDS, Case
from workbench.sample_pki.atlas.declaration import FOLDER
from workbench.sample_pki.atlas.ocsp_responses import ocsp_response
from workbench.sample_pki.build import SampleFile
from workbench.sample_pki.containers import pem_text
from workbench.sample_pki.declaration import moment
from workbench.sample_pki.issuance import CERTIFICATE, CRL, Issuance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from workbench.sample_pki.atlas.declaration import CaseCrl, CaseDeclaration
    from workbench.sample_pki.declaration import Declaration

CASES = f"{FOLDER}/CASES.toml"
_HEAD = """\
# Chains that are broken on purpose, and what must be said of each. Made by `pnc samples` from atlas.toml: do not edit, a test holds
# it to the byte. cause comes first, certificate is what it is about; findings must be there; also: other errors that may be there.
"""


def build_atlas(declaration: Declaration, cases: Iterable[CaseDeclaration]) -> tuple[tuple[SampleFile, ...], tuple[Case, ...]]:
    """Every file of the cases, in order, and the cases.

    Parameters
    ----------
    declaration
        With the certificates of the cases.
    """
    builder = _Builder(declaration)
    built = [builder.case(case) for case in cases]
    return tuple(file for files, _ in built for file in files), tuple(case for _, case in built)


def cases_text(cases: Iterable[Case]) -> str:
    """The whole of CASES.toml; what is empty is left out."""
    blocks = [_HEAD]
    for case in cases:
        values = ((key, getattr(case, key)) for key in FIELDS)
        lines = [f"{key} = {_toml(value)}" for key, value in values if key == "ok" or value not in ("", (), {}, None, False)]
        blocks.append("\n".join(["[[case]]", *lines, ""]))
    return "\n".join(blocks)


class _Builder:
    """Makes the files of the cases of one declaration."""

    def __init__(self, declaration: Declaration) -> None:
        self._issuance = Issuance(declaration)

    def case(self, case: CaseDeclaration) -> tuple[list[SampleFile], Case]:
        files = list(self._files(case))
        own = {file.holds[0]: file.path for file in files}
        crls = [f"{FOLDER}/{case.name}-crls.pem"] if case.crls else []
        told = Case(
            name=case.name,
            title=case.title,
            files=case.files or (f"{FOLDER}/{case.name}.pem",),
            anchors=tuple(f"{kind}={path}" if kind else path for kind, path in self._anchors(case, own)),
            use=case.use,
            profile=case.profile,
            leaf=self._fingerprint(case.leaf),
            at=case.at,
            asked_name=case.asked_name,
            crls=tuple(crls),
            ocsp=tuple(file.path for file in files if file.format == "DER"),
            policies=case.policies,
            require_revocation=case.require_revocation,
            ok=case.ok,
            cause=case.cause,
            certificate=case.certificate,
            certificate_sha256=self._fingerprint(case.certificate),
            findings=case.findings,
            also=case.also,
            why=case.why,
            teaches=case.teaches,
            sha256=tuple(dict.fromkeys(sha256 for file in files for sha256 in file.sha256)),
        )
        return files, told

    def _anchors(self, case: CaseDeclaration, own: dict[str, str]) -> Iterator[tuple[str, str]]:
        for kind, name in case.anchors:
            yield kind, name if name.endswith(".pem") else own.get(f"{name} as anchor", f"{name}.pem")

    def _fingerprint(self, name: str) -> str:
        return hashlib.sha256(self._issuance.certificate(name)).hexdigest() if name else ""

    def _files(self, case: CaseDeclaration) -> Iterator[SampleFile]:
        if case.holds:
            parts = [self._issuance.part(reference) for reference in case.holds]
            content = pem_text(parts).encode("ascii")
            for step in case.then:
                content = mishaps.apply(step, content)
            ders = [part.der for part in parts if part.label == CERTIFICATE]
            yield _file(f"{case.name}.pem", content, case, case.holds, ders)
        for _, name in case.anchors:
            if name.startswith(f"{FOLDER}/"):
                part = self._issuance.part(name)
                path = f"{case.name}-{name.rpartition('/')[2]}.pem"
                yield _file(path, pem_text([part]).encode("ascii"), case, (f"{name} as anchor",), [part.der])
        if case.crls:
            ders = [self._crl(crl) for crl in case.crls]
            content = b"".join(pem.armor(CRL, der) for der in ders)
            yield _file(f"{case.name}-crls.pem", content, case, tuple(f"{crl.issuer}.crl" for crl in case.crls), ders)
        for number, response in enumerate(case.ocsp, 1):
            der = ocsp_response(response, self._issuance)
            yield _file(f"{case.name}-{number}.ors", der, case, (f"{response.certificate}.ocsp",), [der])

    def _crl(self, crl: CaseCrl) -> bytes:
        signer = self._issuance.key(crl.issuer)
        content = CrlContent(
            issuer=encode_name(self._issuance.declared(crl.issuer).subject),
            this_update=moment(crl.this_update),
            next_update=moment(crl.next_update),
            revoked=tuple(
                RevokedEntry(self._issuance.serial(one["certificate"]), moment(one["at"]), one.get("reason", ""))
                for one in crl.revoked
            ),
            extensions=(
                Extension.of(x509.AuthorityKeyIdentifier(self._issuance.key_identifier(crl.issuer), None, None)),
                Extension.of(x509.CRLNumber(crl.number)),
                *map(_extension, crl.extensions),
            ),
        )
        issued = issue_crl(content, signer)
        if crl.before_signing:
            issued = signed(raw_changes.to_be_signed(issued, crl.before_signing, raw_changes.CRL_FIELDS), signer)
        return raw_changes.after_signing(issued, crl.after_signing)


def _file(name: str, content: bytes, case: CaseDeclaration, holds: tuple[str, ...], ders: list[bytes]) -> SampleFile:
    return SampleFile(
        path=f"{FOLDER}/{name}",
        content=content,
        format="PEM" if name.endswith(".pem") else "DER",
        description=case.title,
        holds=holds,
        kinds=(),
        sha256=tuple(hashlib.sha256(der).hexdigest() for der in ders),
    )


def _extension(words: str) -> Extension:
    oid, *critical, value = words.split()
    return Extension(oid, bytes.fromhex(value), critical == ["critical"])


def _toml(value: Any) -> str:
    """A TOML value; JSON's strings, numbers and arrays of strings are TOML's too."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    if hasattr(value, "isoformat"):
        moment_of: datetime = value
        return moment_of.isoformat().replace("+00:00", "Z")
    return json.dumps(value, ensure_ascii=False)
