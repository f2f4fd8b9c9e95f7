"""Ways to break the right log, one at a time: what is done to it, and which message is then the first wrong one."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.replay.story import CSMS, CSMS_ROOT, MO_ROOT, STATION, V2G_ROOT, Said, certificates, hash_data, root_entry, text
from tests.station.plug_made import request_of
from workbench.contracts.parties import ISO_2, ISO_20

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.replay.story import Story


class Break(NamedTuple):
    """A break; ``where`` is ``"call NAME"`` or ``"answer NAME"`` of the story, ``rule`` the requirement or the finding's code."""

    name: str
    where: str
    rule: str
    make: Callable[[Story], object]


def _pem_of(*names: str) -> str:
    return "".join(text(name) for name in names)


def _blocks(name: str) -> list[str]:
    end = "-----END CERTIFICATE-----\n"
    return [f"{block}{end}" for block in text(name).split(end) if block.strip()]


def _entry(story: Story, name: str, place: int = 0) -> Any:
    return story[name].answer["certificateHashDataChain"][place]


def _resigned(story: Story) -> None:
    story.after(
        "list chains",
        Said(
            CSMS,
            "CertificateSigned",
            {"certificateChain": text("iso15118-20/secc-chain.pem"), "certificateType": "V2GCertificate"},
            {"status": "Rejected"},
            "again",
        ),
    )


def _whole_key(story: Story) -> None:
    (root,) = certificates("iso15118-2/v2g-root.pem")
    _entry(story, "list all", 1)["certificateHashData"]["issuerKeyHash"] = hashlib.sha256(root.public_key.dump()).hexdigest()


def _delete(story: Story, entry: Any, status: str, name: str = "last") -> None:
    story.after("list none", Said(CSMS, "DeleteCertificate", {"certificateHashData": entry}, {"status": status}, name))


def _maximum(story: Story) -> None:
    story["first of two"].request.update(
        exiRequest=b64encode(request_of(ISO_20, maximum=3)).decode(), maximumContractCertificateChains=2
    )


def _update(story: Story) -> None:
    story["contract"].request.update(exiRequest=b64encode(request_of(ISO_2, "Update")).decode())


def _install(story: Story) -> None:
    story["contract"].request.update(exiRequest=b64encode(request_of(ISO_2)).decode(), action="Update")


def _first(story: Story) -> Any:
    return story["authorize"].request["iso15118CertificateHashData"][0]


def _chain_is(story: Story, certificate: str) -> None:
    story["authorize centrally"].request["certificate"] = certificate


def _another_emaid(story: Story) -> None:
    story["authorize centrally"].request["idToken"] = {"idToken": "DEPNCC99999999X", "type": "eMAID"}


def _says(story: Story, certificate: str, token: str) -> None:
    story["authorize"].answer.update(certificateStatus=certificate, idTokenInfo={"status": token})


def _sha384(story: Story) -> None:
    story["delete"].request["certificateHashData"] = root_entry("iso15118-2/mo-root.pem", MO_ROOT, "SHA384")["certificateHashData"]


def _own_client(story: Story) -> None:
    leaf, issuer, *_ = certificates("ocpp/station-client-chain.pem")
    story.after(
        "list none",
        Said(
            STATION,
            "SignCertificate",
            {"csr": text("ocpp/station-client.csr.pem"), "certificateType": "ChargingStationCertificate", "requestId": 8},
            {"status": "Accepted"},
        ),
        Said(
            CSMS,
            "CertificateSigned",
            {
                "certificateChain": text("ocpp/station-client-chain.pem"),
                "certificateType": "ChargingStationCertificate",
                "requestId": 8,
            },
            {"status": "Accepted"},
        ),
        Said(CSMS, "DeleteCertificate", {"certificateHashData": hash_data(leaf, issuer)}, {"status": "Failed"}, "own"),
    )


BREAKS = (
    # M03
    Break("NotFound with []", "answer list none", "M03.FR.02", lambda s: s["list none"].answer.update(certificateHashDataChain=[])),
    Break("Accepted without a list", "answer list none", "M03.FR.02", lambda s: s["list none"].answer.update(status="Accepted")),
    Break(
        "Accepted with []",
        "answer list none",
        "M03.FR.02",
        lambda s: s["list none"].answer.update(status="Accepted", certificateHashDataChain=[]),
    ),
    Break("NotFound with entries", "answer list MO", "M03.FR.03", lambda s: s["list MO"].answer.update(status="NotFound")),
    Break(
        "installed and not listed", "answer list MO", "M03.FR.04", lambda s: setattr(s["list MO"], "answer", {"status": "NotFound"})
    ),
    Break(
        "a type that was not asked for",
        "answer list MO",
        "M03.FR.04",
        lambda s: s["list MO"].answer["certificateHashDataChain"].append(root_entry("iso15118-2/v2g-root.pem", V2G_ROOT)),
    ),
    Break("the whole key hashed", "answer list all", "M03.FR.04", _whole_key),
    Break(
        "a serial number with a leading zero",
        "answer list MO",
        "M03.FR.04",
        lambda s: _entry(s, "list MO")["certificateHashData"].update(
            serialNumber="0" + _entry(s, "list MO")["certificateHashData"]["serialNumber"]
        ),
    ),
    Break(
        "a hash that is too short",
        "answer list all",
        "M03.FR.04",
        lambda s: _entry(s, "list all")["certificateHashData"].update(issuerNameHash="abcd"),
    ),
    Break(
        "a chain without its sub-CAs",
        "answer list chains",
        "M03.FR.05",
        lambda s: _entry(s, "list chains").pop("childCertificateHashData"),
    ),
    Break(
        "a chain that is not listed",
        "answer list chains",
        "M03.FR.04",
        lambda s: setattr(s["list chains"], "answer", {"status": "NotFound"}),
    ),
    # M04
    Break("another algorithm than listed", "call delete", "M04.FR.07", _sha384),
    Break(
        "an altered echo",
        "call delete",
        "M04.FR.07",
        lambda s: s["delete"].request["certificateHashData"].update(issuerKeyHash="ab" * 32),
    ),
    Break(
        "the last CSMS root",
        "call last",
        "M04.FR.03",
        lambda s: _delete(s, root_entry("ocpp/csms-root.pem", CSMS_ROOT)["certificateHashData"], "Failed"),
    ),
    Break(
        "the station does not find what it lists",
        "answer delete",
        "M04.FR.02",
        lambda s: s["delete"].answer.update(status="NotFound"),
    ),
    Break(
        "deleted, and listed all the same",
        "answer list none",
        "M04.FR.02",
        lambda s: setattr(s["list none"], "answer", dict(s["list MO"].answer)),
    ),
    Break(
        "Accepted to what it does not list",
        "answer last",
        "M04.FR.04",
        lambda s: _delete(s, root_entry("iso15118-20/mo-root.pem", MO_ROOT)["certificateHashData"], "Accepted"),
    ),
    Break("the station's own certificate", "call own", "M04.FR.06", _own_client),
    # M05
    Break(
        "a leaf as root",
        "call install",
        "M05.FR.07",
        lambda s: (
            s["install"].request.update(certificate=text("iso15118-2/secc.pem")),
            s["install"].answer.update(status="Rejected"),
        ),
    ),
    Break(
        "two certificates in one field",
        "call install",
        "M05.FR.07",
        lambda s: (
            s["install"].request.update(certificate=_pem_of("iso15118-2/mo-root.pem", "iso15118-2/oem-root.pem")),
            s["install"].answer.update(status="Rejected"),
        ),
    ),
    Break(
        "no certificate",
        "call install",
        "M05.FR.07",
        lambda s: (s["install"].request.update(certificate="MIIB"), s["install"].answer.update(status="Rejected")),
    ),
    Break(
        "too long for the schema",
        "call install",
        "replay-schema",
        lambda s: s["install"].request.update(certificate=s["install"].request["certificate"] + "\n" * 10_000),
    ),
    Break(
        "a type that OCPP does not have",
        "call install",
        "replay-schema",
        lambda s: s["install"].request.update(certificateType="V2GRoot"),
    ),
    Break(
        "no room",
        "call install",
        "M05.FR.06",
        lambda s: (
            s["limits"].answer["getVariableResult"][1].update(attributeValue="3"),
            s["install"].answer.update(status="Rejected"),
        ),
    ),
    Break("a sound root is rejected", "answer install", "M05.FR.02", lambda s: s["install"].answer.update(status="Rejected")),
    Break("a status that OCPP does not have", "answer install", "replay-schema", lambda s: s["install"].answer.update(status="OK")),
    # A02
    Break("another requestId", "call signed", "A02.FR.25", lambda s: s["signed"].request.update(requestId=6)),
    Break("no requestId", "call signed", "A02.FR.25", lambda s: s["signed"].request.pop("requestId")),
    Break(
        "another key",
        "call signed",
        "A02.FR.06",
        lambda s: (
            s["signed"].request.update(certificateChain=text("iso15118-20/secc-chain.pem")),
            s["signed"].answer.update(status="Rejected"),
        ),
    ),
    Break(
        "the chain upside down",
        "call signed",
        "A02.FR.06",
        lambda s: s["signed"].request.update(certificateChain="".join(reversed(_blocks("iso15118-2/secc-chain.pem")))),
    ),
    Break(
        "the sub-CAs in the wrong order",
        "call signed",
        "A02.FR.06",
        lambda s: s["signed"].request.update(
            certificateChain="".join(_blocks("iso15118-2/secc-chain.pem")[place] for place in (0, 2, 1))
        ),
    ),
    Break(
        "another certificateType",
        "call signed",
        "A02.FR.14",
        lambda s: s["signed"].request.update(certificateType="ChargingStationCertificate"),
    ),
    Break(
        "signed though the request was rejected", "call signed", "A02.FR.12", lambda s: s["ask"].answer.update(status="Rejected")
    ),
    Break("signed without a request", "call again", "A02.FR.06", _resigned),
    Break("no CSR", "call ask", "A02.FR.03", lambda s: s["ask"].request.update(csr="-----BEGIN")),
    Break("a sound chain is rejected", "answer signed", "A02.FR.08", lambda s: s["signed"].answer.update(status="Rejected")),
    # M06, M07, M01
    Break("Failed with a response", "answer status", "M06.FR.04", lambda s: s["status"].answer.update(ocspResult="MAMKAQY=")),
    Break("Accepted without a response", "answer status", "M06.FR.03", lambda s: s["status"].answer.update(status="Accepted")),
    Break(
        "a response in PEM",
        "answer status",
        "M06.FR.09",
        lambda s: s["status"].answer.update(status="Accepted", ocspResult=text("iso15118-2/secc.pem")[:200]),
    ),
    Break(
        "a status is missing",
        "answer chain status",
        "M07.FR.08",
        lambda s: s["chain status"].answer["certificateStatus"].pop(),
    ),
    Break(
        "a status that was not asked for",
        "answer chain status",
        "M07.FR.08",
        lambda s: (
            s["chain status"]
            .answer["certificateStatus"][0]
            .update(certificateHashData=root_entry("iso15118-2/mo-root.pem", MO_ROOT)["certificateHashData"])
        ),
    ),
    Break(
        "more questions than a message takes",
        "call chain status",
        "replay-schema",
        lambda s: s["chain status"].request.update(
            certificateStatusRequests=s["chain status"].request["certificateStatusRequests"] * 3
        ),
    ),
    Break("nothing for the vehicle", "answer contract", "M01.FR.01", lambda s: s["contract"].answer.update(exiResponse="")),
    Break(
        "a maximum for ISO 15118-2",
        "call contract",
        "M01.FR.02",
        lambda s: s["contract"].request.update(maximumContractCertificateChains=1),
    ),
    Break(
        "no maximum for ISO 15118-20",
        "call first of two",
        "M01.FR.03",
        lambda s: s["first of two"].request.pop("maximumContractCertificateChains"),
    ),
    Break("another maximum than the vehicle's", "call first of two", "M01.FR.03", _maximum),
    Break("no count", "answer first of two", "M01.FR.04", lambda s: s["first of two"].answer.pop("remainingContracts")),
    Break(
        "a count that stays", "answer second of two", "M01.FR.07", lambda s: s["second of two"].answer.update(remainingContracts=1)
    ),
    Break("an update sent as an installation", "call contract", "M02.FR.01", _update),
    Break("an installation sent as an update", "call contract", "M01.FR.01", _install),
    Break(
        "an update of ISO 15118-20", "call first of two", "M02.FR.02", lambda s: s["first of two"].request.update(action="Update")
    ),
    # C07
    Break("hash data that are none", "call authorize", "C07.FR.02", lambda s: _first(s).update(issuerKeyHash="12345ABCDE")),
    Break("no certificate to validate", "call authorize centrally", "C07.FR.06", lambda s: _chain_is(s, "a text")),
    Break("a CA first", "call authorize centrally", "C07.FR.06", lambda s: _chain_is(s, text("iso15118-2/mo-sub-ca2.pem"))),
    Break("another eMAID", "call authorize centrally", "C07.FR.02", _another_emaid),
    Break("nothing of the certificate", "answer authorize", "C07.FR.14", lambda s: s["authorize"].answer.pop("certificateStatus")),
    Break("cancelled and accepted", "answer authorize", "C07.FR.13", lambda s: _says(s, "ContractCancelled", "Accepted")),
    Break("an unknown eMAID is fine", "answer authorize", "C07.FR.13", lambda s: _says(s, "Accepted", "Unknown")),
    Break("expired and accepted", "answer authorize", "C07.FR.15", lambda s: _says(s, "CertificateExpired", "Accepted")),
    Break("revoked and blocked", "answer authorize", "C07.FR.16", lambda s: _says(s, "CertificateRevoked", "Blocked")),
    Break("a broken chain and unknown", "answer authorize", "C07.FR.17", lambda s: _says(s, "CertChainError", "Unknown")),
    Break("a wrong signature and accepted", "answer authorize", "C07.FR.17", lambda s: _says(s, "SignatureError", "Accepted")),
    # OCPP-J
    Break("an id used again", "call list MO", "replay-order", lambda s: setattr(s["list MO"], "message_id", "m-3")),
    Break("an answer under another id", "answer install", "replay-order", lambda s: setattr(s["install"], "answer_id", "m-99")),
    Break("never answered", "call delete", "replay-order", lambda s: setattr(s["delete"], "answer", None)),
    Break(
        "a field is missing",
        "call delete",
        "replay-schema",
        lambda s: s["delete"].request["certificateHashData"].pop("serialNumber"),
    ),
    Break("a field too many", "call install", "replay-schema", lambda s: s["install"].request.update(comment="x")),
    Break("a payload that is no object", "call list MO", "replay-frame", lambda s: setattr(s["list MO"], "request", [])),
    Break("the other side's action", "call ask", "replay-order", lambda s: setattr(s["ask"], "asker", CSMS)),
    Break(
        "a variable without its result", "answer limits", "replay-answer", lambda s: s["limits"].answer["getVariableResult"].pop()
    ),
)
