"""RFC 5280 6.1.4 (k) to (n): what makes a certificate a CA's. Version 3, basicConstraints, keyCertSign, path length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.findings import Severity
from workbench.trust.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate


def judge(certificate: PathCertificate, *, anchor: bool = False) -> Iterator[Finding]:
    """Whether a certificate that issued another one may do so.

    An anchor is a name and a key to RFC 5280 (6.1.1 (d)), but verifiers ask its certificate all the same. They let a root of an old
    form pass: of version 1, or one whose key usage alone says that it is a CA.
    """
    facts = certificate.facts
    old_form = anchor and certificate.self_issued and (facts.version == 1 or "keyCertSign" in (facts.key_usage or ()))
    severity = Severity.WARNING if old_form and facts.is_ca is None else Severity.ERROR
    if facts.version != 3:
        yield fault(
            certificate,
            "not-version-3",
            f"{{}} issued a certificate, but is of version {facts.version}, which cannot say that it is a CA.",
            requirement="RFC 5280 4.1.2.1",
            observed=f"version {facts.version}",
            expected="version 3 with basicConstraints",
            remedy="Use a CA certificate of version 3.",
            severity=severity,
        )
    elif facts.is_ca is not True:
        yield fault(
            certificate,
            "not-a-ca",
            "{} issued a certificate, but is no CA: "
            + ("its basicConstraints say CA:FALSE." if facts.is_ca is False else "it has no basicConstraints."),
            requirement="RFC 5280 4.2.1.9",
            observed="CA:FALSE" if facts.is_ca is False else "no basicConstraints",
            expected="basicConstraints with CA:TRUE",
            remedy="Issue from a CA, or have this CA's certificate issued again with CA:TRUE.",
            severity=severity,
        )
    if facts.key_usage is not None and "keyCertSign" not in facts.key_usage:
        yield fault(
            certificate,
            "ca-key-usage",
            "{} issued a certificate, but its key usage does not allow it to sign certificates.",
            requirement="RFC 5280 4.2.1.3",
            observed=", ".join(sorted(facts.key_usage)) or "no usage",
            expected="keyCertSign among them",
            remedy="Have this CA's certificate issued again with keyCertSign.",
        )


def judge_path_length(certificates: Sequence[PathCertificate]) -> Iterator[Finding]:
    """Each CA whose path length is exceeded: more CAs that are not self-issued stand below it than it allows.

    Parameters
    ----------
    certificates
        The leaf first.
    """
    below = 0
    for position, certificate in enumerate(certificates):
        limit = certificate.facts.path_length
        if position and limit is not None and certificate.facts.is_ca and below > limit:
            yield fault(
                certificate,
                "path-length-exceeded",
                f"{{}} allows {limit} CA{'' if limit == 1 else 's'} below it, but {below} stand{'s' if below == 1 else ''} there: "
                f"{', '.join(name_of(one.facts) for one in certificates[1:position] if not one.self_issued)}.",
                requirement="RFC 5280 4.2.1.9",
                observed=f"{below} below it",
                expected=f"at most {limit} (pathLenConstraint)",
                remedy="Issue from a CA further up, or have this CA's certificate issued with a longer path length.",
            )
        if position and not certificate.self_issued:
            below += 1
