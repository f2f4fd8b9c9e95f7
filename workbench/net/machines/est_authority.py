"""A CSMS's CA that is asked by EST (RFC 7030): station's CSR (A02) -> CSMS -> EST -> CertificateSigned -> station."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, NoReturn

from workbench.display import Cell, Readable, Table, Tone, view
from workbench.errors import InputError
from workbench.net.est.client import EstClient
from workbench.net.machines.authorities import NotYet
from workbench.net.machines.authority import SigningRefusedError
from workbench.net.machines.clock import Clock
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.net.est.answer import EstAnswer
    from workbench.net.machines.authority import SigningAuthority
    from workbench.net.machines.issuer import Issuer
    from workbench.station.state import SigningUse

_MOST = 1000
_LABELS: Mapping[str, Mapping[SigningUse, str]] = {
    "rfc": {"V2GCertificate": "iso15118-2", "V2G20Certificate": "iso15118-20"},
    "maeve": {"V2GCertificate": "ISO15118-2", "V2G20Certificate": "ISO15118-20"},
    "citrineos": {"V2GCertificate": "", "V2G20Certificate": ""},
}


class EstAuthority(Readable):
    """What signs for a CSMS: an EST server for each type of certificate. The CSMS is a registration authority for its stations.

    It always enrols and never re-enrols: a renewal by EST shows the old certificate in TLS [RFC 7030 4.2.2], whose key only the
    station has. A certificate that is wrong (another key, outside its validity, a chain that leads to no root) goes to no station.

    Parameters
    ----------
    clients
        By type of certificate.
    otherwise
        What signs the other types; None: nobody does.

    Attributes
    ----------
    answers
        What the servers answered, the oldest first; the latest thousand.
    """

    def __init__(self, clients: Mapping[SigningUse, EstClient], *, otherwise: SigningAuthority | None = None) -> None:
        if not clients:
            raise InputError("An authority without an EST client enrols nothing.", hint="Take EstAuthority.at(url, ...).")
        self._clients, self._otherwise = dict(clients), otherwise
        self._answers: deque[tuple[SigningUse, EstAnswer]] = deque(maxlen=_MOST)

    @classmethod
    def at(
        cls,
        url: str,
        *,
        paths: str = "rfc",
        labels: Mapping[SigningUse, str] | None = None,
        otherwise: SigningAuthority | None = None,
        **options: Any,
    ) -> EstAuthority:
        """The leaves of SECCs, of ISO 15118-2 and -20, from one server.

        Parameters
        ----------
        paths
            ``"rfc"``, ``"maeve"`` or ``"citrineos"``.
        labels
            The label of each type's path; by default ``iso15118-2`` and ``iso15118-20``, in MaEVe's form ``ISO15118-2`` ...;
            CitrineOS has one path for both.
        options
            ``anchors``, ``roots``, ``access``, ``allow`` ...: as :class:`~workbench.net.est.client.EstClient` takes them.
        """
        wanted = labels if labels is not None else _LABELS.get(paths, _LABELS["rfc"])
        usual: dict[str, Any] = {"use": "secc"}
        clients = {use: EstClient(url, paths=paths, label=label, **(usual | options)) for use, label in wanted.items()}
        return cls(clients, otherwise=otherwise)

    @property
    def answers(self) -> tuple[EstAnswer, ...]:
        """What the servers answered."""
        return tuple(answer for _, answer in self._answers)

    @property
    def clients(self) -> Mapping[SigningUse, EstClient]:
        """By type of certificate."""
        return dict(self._clients)

    @property
    def chains(self) -> tuple[tuple[Item, ...], ...]:
        """What cacerts gave so far; and the CAs of the authority for the other types."""
        own = tuple(one.ca_certificates for one in self._clients.values() if one.ca_certificates)
        return (*own, *(self._otherwise.chains if self._otherwise is not None else ()))

    def follow(self, issuer: Issuer) -> None:
        """The CSMS shows a server of this CA from now on; of interest to the authority for the other types."""
        if self._otherwise is not None:
            self._otherwise.follow(issuer)

    async def enrol(self, csr: str, certificate_type: SigningUse, now: datetime) -> str | NotYet:
        """The certificate of a CSR and its sub-CAs, PEM, leaf first, no root; or when to ask again.

        Raises
        ------
        SigningRefusedError
            There is no EST server for that type, it could not be asked, it refused, or what it sent is wrong.
        """
        client = self._clients.get(certificate_type)
        if client is None:
            return self._signed(csr, certificate_type, now)
        client.clock = Clock(now)
        answer = await client.simpleenroll(csr.encode("ascii", "replace"))
        self._answers.append((certificate_type, answer))
        if answer.pending is not None:
            return NotYet(answer.pending.retry_at)
        if not answer.ok:
            hint = answer.findings[0].remedy if answer.findings else "Look at authority.answers[-1]."
            raise SigningRefusedError(answer.sentence, hint=hint)
        return answer.chain_pem

    def _signed(self, csr: str, certificate_type: SigningUse, now: datetime) -> str:
        if self._otherwise is None:
            raise SigningRefusedError(f"There is no EST server for a {certificate_type}.", hint="Give clients={...} one for it.")
        return self._otherwise.sign(csr, certificate_type, now)

    @property
    def table(self) -> Table:
        """The answers for people."""
        rows = [
            (
                Cell(rfc3339(answer.at), tight=True),
                use,
                Cell(answer.url[:120], code=True),
                "none" if answer.http_status is None else answer.http_status,
                Cell(answer.sentence[:300], Tone.GOOD if answer.ok else Tone.MUTED if answer.pending else Tone.ERROR),
            )
            for use, answer in self._answers
        ]
        return Table(("Time", "Type", "Where", "HTTP", "What came of it"), rows, caption=f"Enrolments by EST: {len(rows)}")

    def _repr_html_(self) -> str:
        return str(view(self.table.to_html()))

    def __str__(self) -> str:
        return self.table.to_text()

    def __repr__(self) -> str:
        return f"EstAuthority({', '.join(self._clients)}, {len(self._answers)} answers)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("an authority with credentials is not copied and not written")
