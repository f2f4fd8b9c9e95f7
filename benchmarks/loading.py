"""10,000 certificates from one PEM bundle: loaded and classified, beside cryptography and asn1crypto reading the same fields."""

from __future__ import annotations

from datetime import UTC, datetime

from asn1crypto import pem
from asn1crypto import x509 as asn1
from cryptography import x509

from benchmarks.measure import in_turn, report
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    derive_private_key,
    encode_name,
    issue_certificate,
    public_key_info,
)
from workbench.certs.loading import load

COUNT = 10_000
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


def bundle() -> bytes:
    """SECC leaves of one sub-CA as PEM, each with its own name and serial number."""
    key = derive_private_key(b"benchmark", "all", "P-256")
    issuer = encode_name((NameAttribute("CN", "Benchmark CPO Sub-CA 2"), NameAttribute("O", "Bench"), NameAttribute("DC", "V2G")))
    extensions = (
        Extension("2.5.29.19", bytes.fromhex("3000"), critical=True),
        Extension("2.5.29.15", bytes.fromhex("03020388"), critical=True),
        Extension("2.5.29.14", bytes.fromhex("0414" + "11" * 20)),
        Extension("2.5.29.35", bytes.fromhex("30168014" + "22" * 20)),
    )
    blocks = []
    for number in range(COUNT):
        subject = encode_name(
            (
                NameAttribute("CN", f"DEBNCS{number:033}"),
                NameAttribute("O", "Bench"),
                NameAttribute("C", "DE"),
                NameAttribute("DC", "CPO"),
            )
        )
        content = CertificateContent(
            serial=(1 << 90) + number,
            issuer=issuer,
            subject=subject,
            not_before=SINCE,
            not_after=UNTIL,
            public_key_info=public_key_info(key),
            extensions=extensions,
        )
        blocks.append(pem.armor("CERTIFICATE", issue_certificate(content, key)))
    return b"".join(blocks)


PILE = bundle()


def cryptography_loads() -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(PILE)


def cryptography_reads() -> list[tuple[object, ...]]:
    return [
        (
            [attribute.value for attribute in certificate.subject],
            [attribute.value for attribute in certificate.issuer],
            certificate.serial_number,
            certificate.not_valid_before_utc,
            certificate.not_valid_after_utc,
            [extension.value for extension in certificate.extensions],
            certificate.public_key(),
            certificate.signature_algorithm_oid,
        )
        for certificate in cryptography_loads()
    ]


def asn1crypto_reads() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for _, _, der in pem.unarmor(PILE, multiple=True):
        certificate = asn1.Certificate.load(der)
        rows.append(
            (
                list(certificate.subject.native.values()),
                list(certificate.issuer.native.values()),
                certificate.serial_number,
                certificate.not_valid_before,
                certificate.not_valid_after,
                [extension["extn_value"].parsed.native for extension in certificate["tbs_certificate"]["extensions"]],
                certificate.public_key.native,
                certificate.signature_algo,
            )
        )
    return rows


def workbench_loads() -> object:
    return load([("pile.pem", PILE)])


def workbench_classifies() -> object:
    return load([("pile.pem", PILE)]).entries


def main() -> None:
    pile = load([("pile.pem", PILE)])
    kinds = {entry.classification.kind.value for entry in pile.entries if entry.classification}
    assert kinds == {"secc"}, kinds
    for item, theirs, other in zip(pile, cryptography_reads(), asn1crypto_reads(), strict=True):
        assert item.facts is not None
        ours = (
            item.facts.serial,
            item.facts.not_before,
            item.facts.not_after,
            [value for _, value in item.facts.subject.attributes],
        )
        assert ours == (theirs[2], theirs[3], theirs[4], theirs[0]) == (other[2], other[3], other[4], other[0])
    times = in_turn({"cryptography, load only": cryptography_loads, "workbench, load only": workbench_loads})
    report(f"{COUNT:,} certificates from one PEM bundle: parsed", times, ["cryptography, load only"])
    times = in_turn(
        {
            "cryptography": cryptography_reads,
            "asn1crypto": asn1crypto_reads,
            "workbench, with kinds and findings": workbench_classifies,
        },
        runs=3,
    )
    report(f"{COUNT:,} certificates: all fields read; ours classified too", times, ["cryptography", "asn1crypto"])


if __name__ == "__main__":
    main()
