"""pyhanko-certvalidator: RFC 5280 with policies and CRLs, in Python on asn1crypto. It can take very long on a hostile pile."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, TypeVar

import pyhanko_certvalidator
from asn1crypto import crl, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, PathValidationError, ValidationError
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule

from workbench.net.peers.asked import left_out, sha256
from workbench.net.peers.wire import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.net.peers.asked import Asked

_PURPOSES = {
    "serverAuth": "server_auth",
    "clientAuth": "client_auth",
    "OCSPSigning": "ocsp_signing",
    "codeSigning": "code_signing",
}
_REQUIRED = RevocationCheckingRule.CRL_REQUIRED
_NOT_ASKED = RevocationCheckingRule.NO_CHECK
_Structure = TypeVar("_Structure", x509.Certificate, crl.CertificateList)
_INTERMEDIATE = re.compile(r"intermediate certificate (\d+)")


def named_version() -> str:
    """As the package says it."""
    return str(pyhanko_certvalidator.__version__)


def judge(asked: Asked) -> tuple[bool | None, str, str | None]:
    """What it says; of the pool and the CRLs it gets what it can read. An absent extended key usage suits every purpose.

    With CRLs it wants one for every certificate, as OpenSSL does with ``-crl_check_all``; the leaf's is asked first, as there.
    """
    leaf = _read(x509.Certificate, asked.leaf)
    if leaf is None:
        return False, "cannot read the certificate", sha256(asked.leaf)
    notes = left_out(asked, host=True)
    try:
        for above in (_NOT_ASKED, _REQUIRED) if asked.crls else (_NOT_ASKED,):
            asyncio.run(_validate(asked, leaf, RevocationCheckingPolicy(_REQUIRED if asked.crls else _NOT_ASKED, above)))
    except (PathError, ValidationError) as error:
        return False, in_words(str(error), notes), _blamed(error, asked.leaf)
    return True, in_words("OK", notes), None


async def _validate(asked: Asked, leaf: x509.Certificate, revocation: RevocationCheckingPolicy) -> None:
    context = ValidationContext(
        trust_roots=_readable(x509.Certificate, asked.anchors),
        other_certs=_readable(x509.Certificate, asked.pool),
        crls=_readable(crl.CertificateList, asked.crls),
        moment=asked.at,
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(revocation),
    )
    usages = {_PURPOSES[asked.purpose]} if asked.purpose in _PURPOSES else set()
    validator = CertificateValidator(leaf, validation_context=context)
    await validator.async_validate_usage(set(), usages, extended_optional=True)  # type: ignore[no-untyped-call]  # it has no types


def _read(kind: type[_Structure], der: bytes) -> _Structure | None:
    try:
        structure: _Structure = kind.load(der, strict=True)
        structure.issuer  # noqa: B018  # asn1crypto reads when it is asked
    except (ValueError, TypeError):
        return None
    return structure


def _readable(kind: type[_Structure], ders: Iterable[bytes]) -> list[_Structure]:
    return [structure for structure in (_read(kind, der) for der in ders) if structure is not None]


def _blamed(error: Exception, leaf: bytes) -> str | None:
    """The certificate that its words point to: the end entity, or an intermediate one counted from the anchor."""
    if "end-entity certificate" in str(error):
        return sha256(leaf)
    found = _INTERMEDIATE.search(str(error))
    if not found or not isinstance(error, PathValidationError) or error.is_side_validation:
        return None
    path = error.current_path
    position = int(found[1])
    return sha256(path[position].dump()) if 0 < position <= path.pkix_len else None
