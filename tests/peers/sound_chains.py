"""Sound chains with the keys that made them, so that what is changed in one can be signed again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from tests.trust.rfc5280.constrained_names import directory_name, general_names, name_constraints
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    derive_private_key,
    issue_certificate,
    key_identifier,
    public_key_info,
)
from workbench.certs.issuing.extensions import key_usage

if TYPE_CHECKING:
    from workbench.certs.issuing import PrivateKey

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "sample_certs"


@dataclass(frozen=True)
class SoundChain:
    """The root first; ``signers[i]`` made the signature of ``certificates[i]``."""

    name: str
    certificates: tuple[bytes, ...]
    signers: tuple[PrivateKey, ...]


@cache
def sound_chains() -> tuple[SoundChain, ...]:
    """The samples' chains, one of each key type, and ones with policies, name constraints, a path length, a self-issued CA."""
    sampled = (
        ("iso15118-2", "v2g-root", "cpo-sub-ca1", "cpo-sub-ca2", "secc"),
        ("iso15118-2", "mo-root", "mo-sub-ca1", "mo-sub-ca2", "contract"),
        ("iso15118-2", "oem-root", "oem-sub-ca1", "oem-sub-ca2", "oem-provisioning"),
        ("iso15118-2", "v2g-root", "cps-sub-ca1", "cps-sub-ca2", "cps"),
        ("hash-cases", "v2g-root", "cpo-sub-ca1", "cpo-sub-ca2", "secc-outlet6"),
    )
    made = (
        *(_made(f"plain {curve}", curve) for curve in ("P-256", "P-384", "P-521", "Ed25519", "Ed448")),
        _made("policies", ca=_POLICIES, leaf=_POLICIES),
        _made("names", ca=_NAMES, leaf=_NAMED),
        _made("path length", path_lengths=(2, 1, 0)),
        _made("self-issued", subjects=("Root", "Sub 1", "Sub 1", "Leaf"), path_lengths=(None, 0, 0)),
        _made("no key identifiers", identifiers=False),
        _made("short", subjects=("Root", "Leaf")),
    )
    return (*(_sampled(*names) for names in sampled), *made)


def _sampled(folder: str, *names: str) -> SoundChain:
    files = [SAMPLES / folder / name for name in names]
    certificates = [
        x509.load_pem_x509_certificate(file.with_suffix(".pem").read_bytes()).public_bytes(Encoding.DER) for file in files
    ]
    keys = [load_pem_private_key(file.with_suffix(".key.pem").read_bytes(), None) for file in files]
    return SoundChain(f"{folder} {names[-1]}", tuple(certificates), (keys[0], *keys[:-1]))  # type: ignore[arg-type]


_POLICIES = (
    Extension.of(
        x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(f"1.3.6.1.4.1.99999.{n}"), None) for n in (1, 2)])
    ),
    Extension.of(x509.PolicyConstraints(require_explicit_policy=0, inhibit_policy_mapping=0), critical=True),
)
_NAMES = (
    Extension("2.5.29.30", name_constraints(["DNS:example.org", "dirName:C:=DE, O=Test"], ["DNS:bad.example.org"]), critical=True),
)
_NAMED = (Extension("2.5.29.17", general_names(["DNS:a.example.org", "DNS:b.example.org"]) or b""),)


def _made(
    name: str,
    curve: str = "P-256",
    subjects: tuple[str, ...] = ("Root", "Sub 1", "Sub 2", "Leaf"),
    path_lengths: tuple[int | None, ...] = (None, None, None),
    ca: tuple[Extension, ...] = (),
    leaf: tuple[Extension, ...] = (),
    *,
    identifiers: bool = True,
) -> SoundChain:
    keys = [derive_private_key(b"differential", f"{curve} {level}", curve) for level in range(len(subjects))]
    signers, issuers = (keys[0], *keys[:-1]), (subjects[0], *subjects[:-1])
    certificates = []
    for level, (subject, issuer) in enumerate(zip(subjects, issuers, strict=True)):
        last = level == len(subjects) - 1
        usages = ["digitalSignature"] if last else ["keyCertSign", "cRLSign"]
        extensions = [
            Extension.of(x509.BasicConstraints(ca=not last, path_length=None if last else path_lengths[level]), critical=True),
            Extension.of(key_usage(usages), critical=True),
        ]
        if identifiers:
            extensions += [
                Extension.of(x509.SubjectKeyIdentifier(key_identifier(keys[level]))),
                Extension.of(x509.AuthorityKeyIdentifier(key_identifier(signers[level]), None, None)),
            ]
        content = CertificateContent(
            serial=1000 + level,
            issuer=directory_name(f"C:=DE, O=Test, CN={issuer}"),
            subject=directory_name(f"C:=DE, O=Test, CN={subject}"),
            not_before=datetime(2026, 1, 1, tzinfo=UTC),
            not_after=datetime(2036, 1, 1, tzinfo=UTC),
            public_key_info=public_key_info(keys[level]),
            extensions=(*extensions, *((ca if not last else leaf) if level else ())),
        )
        certificates.append(issue_certificate(content, signers[level]))
    return SoundChain(name, tuple(certificates), signers)
