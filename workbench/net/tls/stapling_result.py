"""A handshake with a stapled OCSP response, as people look at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.display import Card, Cell, Readable, Table, Tone, findings_table, view
from workbench.messages.certificate_status import CertificateStatusValue
from workbench.net.tls.stapling_wire import ALERTS

if TYPE_CHECKING:
    from workbench.findings import Finding
    from workbench.revocation.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class StapledHandshake(Readable):
    """What came of it.

    Attributes
    ----------
    ok
        Both sides are content.
    edition
        ``"-2"`` or ``"-20"``, of ISO 15118.
    version, cipher
        ``"TLSv1.3"``, ``"TLS_AES_256_GCM_SHA384"``; empty where the handshake failed.
    staple
        The OCSP response as the vehicle received it, DER; None where none was stapled, or the vehicle did not come so far.
    judged
        The vehicle's verdict on it, with its steps; what it would be where the station's OpenSSL withheld it (:attr:`withheld`).
        None where there was nothing to judge.
    findings
        The verdict's, and what else the vehicle found.
    alert
        The number of the fatal alert that ended it (RFC 8446 6.2), 113 where the vehicle refuses what was stapled; None: none.
    ended_by
        ``"EV"`` or ``"SECC"``: who broke off; empty where nobody did.
    said
        OpenSSL's words where it is not ok.
    not_checked
        What was not looked at, in sentences.
    """

    ok: bool
    edition: str
    version: str = ""
    cipher: str = ""
    staple: bytes | None = field(default=None, repr=False)
    judged: Verdict | None = field(default=None, repr=False)
    findings: tuple[Finding, ...] = ()
    alert: int | None = None
    ended_by: str = ""
    said: str = ""
    not_checked: tuple[str, ...] = ()

    @property
    def alert_name(self) -> str:
        """Its name in RFC 8446, ``"bad_certificate_status_response"``; empty where none was sent."""
        return "" if self.alert is None else ALERTS.get(self.alert, f"alert {self.alert}")

    @property
    def withheld(self) -> bool:
        """Whether the station's OpenSSL did not send what it was given: newer ones look at it."""
        return self.staple is None and self.judged is not None

    def _card(self) -> Card:
        fields: list[tuple[str, Cell | str | int]] = [
            ("Handshake", Cell("done", Tone.GOOD) if self.ok else Cell(f"broken off by the {self.ended_by or 'peer'}", Tone.ERROR))
        ]
        if self.ok:
            fields += [("TLS", self.version), ("Cipher suite", Cell(self.cipher, code=True))]
        if self.alert is not None:
            fields.append(("Alert", Cell(f"{self.alert_name} ({self.alert})", Tone.ERROR)))
        if self.said:
            fields.append(("OpenSSL", self.said))
        seen = "nothing: OpenSSL withheld what it was given" if self.withheld else "nothing that the vehicle saw"
        fields.append(("Stapled", f"{len(self.staple):,} octets" if self.staple else seen))
        if self.judged is not None:
            status = self.judged.status
            fields.append(("Status", Cell(status.value, Tone.GOOD if status is CertificateStatusValue.GOOD else Tone.ERROR)))
        return Card(f"A vehicle of ISO 15118{self.edition} and a charging station", fields)

    def _more(self) -> list[Table]:
        """The vehicle's own findings, and what was not checked; the verdict shows its own."""
        theirs = self.judged.findings if self.judged is not None else ()
        own = [one for one in self.findings if one not in theirs]
        tables = [findings_table(own)] if own else []
        return [*tables, Table(["Not checked"], [(sentence,) for sentence in self.not_checked])] if self.not_checked else tables

    def __str__(self) -> str:
        parts = [self._card().to_text(), *([str(self.judged)] if self.judged is not None else [])]
        return "\n\n".join([*parts, *(table.to_text() for table in self._more())])

    def _repr_html_(self) -> str:
        judged = [Markup(self.judged._repr_html_())] if self.judged is not None else []  # noqa: S704  # escaped there
        return str(view(self._card().to_html(), *judged, *(table.to_html() for table in self._more())))
