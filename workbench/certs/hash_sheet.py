"""The hash data of a whole pile: a row for each certificate, or the reason why there is none (``wb.hash_data``, ``pnc hash``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.certs import hash_sheet_view
from workbench.certs.hashdata import LONGEST_SERIAL, CertificateHashData, HashAlgorithm, algorithm_of, hash_data_of
from workbench.certs.pairing import Pairing, about, name_of, pair_up
from workbench.display import Readable, frame
from workbench.errors import InputError
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from workbench.certs.items import Item


@dataclass(frozen=True, slots=True)
class HashRow:
    """One certificate and its hash data.

    Attributes
    ----------
    pairing
        The certificate and its issuer.
    hash_data
        None where the issuer is not at hand, or not certain which of several it is.
    findings
        Why there is none; or what is odd about it: an issuer that is not proven, a serial number that does not fit OCPP.
    """

    pairing: Pairing
    hash_data: CertificateHashData | None
    findings: tuple[Finding, ...]

    @property
    def item(self) -> Item:
        """The certificate."""
        return self.pairing.item

    @property
    def issuer(self) -> Item | None:
        """Its issuer's certificate, or None."""
        return self.pairing.issuer


@dataclass(frozen=True)
class HashSheet(Readable):
    """The hash data of every distinct certificate of a pile, in order.

    Attributes
    ----------
    algorithm
        Of all rows.
    rows
        One per distinct certificate.
    """

    algorithm: HashAlgorithm
    rows: tuple[HashRow, ...]

    @classmethod
    def of(cls, items: Iterable[Item], algorithm: str = "SHA256") -> HashSheet:
        """The sheet of a pile; each issuer is found by key and signature.

        Raises
        ------
        InputError
            OCPP has no such algorithm.
        """
        named = algorithm_of(algorithm)
        return cls(named, tuple(_row(pairing, named) for pairing in pair_up(items)))

    @property
    def complete(self) -> bool:
        """Whether every certificate has its hash data."""
        return all(row.hash_data is not None for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[HashRow]:
        return iter(self.rows)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``pnc hash --format json``; its schema is ``workbench/schemas/hash.schema.json``."""
        return {
            "schema": "pnc-workbench/hash/1",
            "algorithm": self.algorithm.value,
            "certificates": [
                {
                    "certificate": row.pairing.facts.sha256,
                    "subject": str(row.pairing.facts.subject),
                    "source": str(row.item.source),
                    "issuer": row.issuer.facts.sha256 if row.issuer and row.issuer.facts else None,
                    "hash_data": row.hash_data.to_dict() if row.hash_data else None,
                    "findings": [finding.to_dict() for finding in row.findings],
                }
                for row in self.rows
            ],
        }

    def to_frame(self) -> pd.DataFrame:
        """One row per certificate: source, subject, the four fields (empty where there are none), problems. Text is not escaped."""
        empty = CertificateHashData("", "", "", "")
        return frame(
            [
                {
                    "source": str(row.item.source),
                    "subject": str(row.pairing.facts.subject),
                    "certificate": row.pairing.facts.sha256,
                    **(row.hash_data or empty).to_dict(),
                    "problems": "; ".join(finding.code for finding in row.findings),
                }
                for row in self.rows
            ]
        )

    def _repr_html_(self) -> str:
        return str(hash_sheet_view.to_html(self))

    def __str__(self) -> str:
        return hash_sheet_view.to_text(self)


def _row(pairing: Pairing, algorithm: HashAlgorithm) -> HashRow:
    findings = [pairing.finding] if pairing.finding else []
    if pairing.issuer is None:
        return HashRow(pairing, None, tuple(findings))
    try:
        hash_data = hash_data_of(pairing.item, pairing.issuer, algorithm)
    except InputError as refusal:  # malformed beyond what the facts need: said, and no other row is lost
        return HashRow(pairing, None, (*findings, about(pairing.item, _malformed(pairing, refusal))))
    return HashRow(pairing, hash_data, (*findings, *(about(pairing.item, one) for one in _serial_findings(pairing, hash_data))))


def _malformed(pairing: Pairing, refusal: InputError) -> Finding:
    return Finding(
        code="malformed-certificate",
        severity=Severity.ERROR,
        message=f"There is no hash data of {name_of(pairing.facts)}: it or its issuer's certificate is malformed.",
        requirement="RFC 5280 4.1",
        observed=refusal.message,
        expected="a serial number, an issuer's name, and a public key in the issuer's certificate",
        remedy="Have the malformed certificate issued anew.",
        item="certificate",
    )


def _serial_findings(pairing: Pairing, hash_data: CertificateHashData) -> Iterator[Finding]:
    """What OCPP's serialNumber cannot hold, or only by a convention that stations do not share."""
    serial, subject = hash_data.serial_number, name_of(pairing.facts)
    if serial.startswith("-"):
        problem, expected = f"The serial number of {subject} is negative; OCPP's hexadecimal has no sign.", "a positive number"
    elif len(serial) > LONGEST_SERIAL:
        problem, expected = f"The serial number of {subject} does not fit OCPP's serialNumber.", f"at most {LONGEST_SERIAL} digits"
    else:
        return
    yield Finding(
        code="serial-number",
        severity=Severity.WARNING,
        message=problem,
        requirement="RFC 5280 4.1.2.2",
        observed=serial if len(serial) <= LONGEST_SERIAL else f"{len(serial)} digits",
        expected=expected,
        remedy="Stations will differ in what they report for it: have the certificate issued anew.",
        item="certificate",
    )
