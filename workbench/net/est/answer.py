"""What an EST server answered, and what is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.display import Card, Cell, Readable, Table, Tone, findings_table, view, visible
from workbench.display.findings import Findings
from workbench.errors import NetworkError
from workbench.findings import Severity
from workbench.net.est.paths import Operation
from workbench.net.est.roles import roles
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.diagnosis import Diagnosis
    from workbench.findings import Finding

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Pending:
    """Not yet: the same request is to be sent again.

    Attributes
    ----------
    retry_at
        When, UTC-aware; None where the server did not say.
    status
        202 (not decided yet: RFC 7030 4.2.3) or 503 (not available now).
    """

    retry_at: datetime | None
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EstAnswer(Readable):
    """What came of one request.

    Attributes
    ----------
    http_status
        None where nothing came.
    certificates
        As they came: of cacerts the CAs, of an enrolment the certificate, and whatever else the server put beside it.
    chain
        Of an enrolment: the certificate, then its sub-CAs, no root, as far as they are at hand; what CertificateSigned carries.
    diagnosis
        How the chain was judged; None where nothing was.
    pending
        Not yet, come again.
    attributes
        Of csrattrs: the OBJECT IDENTIFIERs that the server asks for.
    request_findings, findings
        What is to be said of the request; of the answer.
    not_checked
        What nobody looked at.
    """

    operation: Operation
    url: str
    at: datetime
    http_status: int | None = None
    certificates: tuple[Item, ...] = ()
    chain: tuple[Item, ...] = ()
    diagnosis: Diagnosis | None = field(default=None, repr=False)
    pending: Pending | None = None
    attributes: tuple[str, ...] = ()
    request_findings: Findings = field(default_factory=Findings)
    findings: Findings = field(default_factory=Findings)
    not_checked: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether what was asked for is there, and nothing in the answer is wrong."""
        there = bool(self.certificates) or self.operation is Operation.CSRATTRS
        return there and self.pending is None and not self._errors

    @property
    def certificate(self) -> Item | None:
        """Of an enrolment: the certificate that was issued."""
        return self.chain[0] if self.chain else None

    @property
    def chain_pem(self) -> str:
        """:attr:`chain` as PEM, leaf first."""
        from workbench.csms.certificates import pem_of  # noqa: PLC0415  # only those who write it

        return pem_of(self.chain)

    @property
    def sentence(self) -> str:
        """What came of it, in one."""
        if self._errors:
            return self._errors[0].message
        if self.pending is not None:
            when = f"at {rfc3339(self.pending.retry_at)}" if self.pending.retry_at else "later"
            return f"Not yet: the server says to come again {when} (HTTP {self.pending.status})."
        if self.operation is Operation.CACERTS:
            return f"The server's CAs: {len(self.certificates)} certificates."
        if self.operation is Operation.CSRATTRS:
            return f"The server asks for {len(self.attributes)} attributes in a request."
        return "The certificate is issued." if self.ok else "There is no certificate."

    @property
    def _errors(self) -> list[Finding]:
        found = [one for one in self.findings if one.severity is Severity.ERROR]
        if found or self.http_status is not None:
            return found
        return [one for one in self.request_findings if one.code == "est-request"]  # why it did not go out

    def required(self) -> EstAnswer:
        """The answer itself, where it is one.

        Raises
        ------
        NetworkError
            It is none, or not yet, in the words of :attr:`sentence`.
        """
        if not self.ok:
            hint = self._errors[0].remedy if self._errors else "Send the same request again then."
            raise NetworkError(self.sentence, hint=hint)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as ``workbench/schemas/est.schema.json`` has them."""
        words = roles(self.certificates)
        retry_at = self.pending.retry_at if self.pending else None
        return {
            "operation": self.operation.value,
            "url": self.url,
            "at": rfc3339(self.at),
            "ok": self.ok,
            "http_status": self.http_status,
            "sentence": self.sentence,
            "pending": {"retry_at": rfc3339(retry_at) if retry_at else None, "status": self.pending.status}
            if self.pending
            else None,
            "certificates": [_plain(one, role) for one, role in zip(self.certificates, words, strict=True)],
            "chain": [one.facts.sha256 for one in self.chain if one.facts is not None],
            "attributes": list(self.attributes),
            "request_findings": [one.to_dict() for one in self.request_findings],
            "findings": [one.to_dict() for one in self.findings],
            "not_checked": list(self.not_checked),
        }

    def tables(self) -> tuple[Table, ...]:
        """For people: the certificates, then what is to be said."""
        found = []
        if self.certificates:
            rows = [_row(one, role) for one, role in zip(self.certificates, roles(self.certificates), strict=True)]
            found.append(Table(("What", "Subject", "Issuer", "Valid from", "Valid until"), rows, caption="What came"))
        if self.request_findings:
            found.append(findings_table(self.request_findings, caption="About the request"))
        if self.findings:
            found.append(findings_table(self.findings, caption="About the answer"))
        return tuple(found)

    def _head(self) -> str:
        status = f"HTTP {self.http_status}" if self.http_status is not None else "no answer"
        lines = [f"{self.operation.value} {visible(self.url, 200)}: {status}. {self.sentence}"]
        lines += [f"Not checked: {one}." for one in self.not_checked]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        tone = Tone.GOOD if self.ok else Tone.WARNING if self.pending else Tone.ERROR
        rows: list[tuple[str, Cell | str | int]] = [
            ("What came of it", Cell(self.sentence, tone)),
            ("Asked", Cell(visible(self.url, 200), code=True)),
            ("HTTP", "no answer" if self.http_status is None else self.http_status),
            *(("Not checked", one) for one in self.not_checked),
        ]
        return str(view(Card(f"EST: {self.operation.value}", rows).to_html(), *(one.to_html() for one in self.tables())))

    def __str__(self) -> str:
        return "\n".join([self._head(), *(str(one) for one in self.tables())])


def _row(item: Item, role: str) -> tuple[Cell | str, ...]:
    facts = item.facts
    if facts is None:
        return (role, Cell("unreadable", Tone.ERROR), "", "", "")
    ends = [one.strftime("%Y-%m-%d") if one else "" for one in (facts.not_before, facts.not_after)]
    return (role, str(facts.subject)[:_LONGEST], str(facts.issuer)[:_LONGEST], *(Cell(one, tight=True) for one in ends))


def _plain(item: Item, role: str) -> dict[str, Any]:
    facts = item.facts
    return {
        "sha256": facts.sha256 if facts else None,
        "role": role,
        "subject": str(facts.subject) if facts else "",
        "issuer": str(facts.issuer) if facts else "",
        "not_before": rfc3339(facts.not_before) if facts and facts.not_before else None,
        "not_after": rfc3339(facts.not_after) if facts and facts.not_after else None,
    }
