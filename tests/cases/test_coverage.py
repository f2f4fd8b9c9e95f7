"""The atlas knows every finding code that a chain of files can show, and every case names a clause of the catalogue."""

import re
from pathlib import Path

from tests.cases.atlas import CASES
from workbench.requirements import find

CONTRACTS = Path(__file__).parents[2] / "docs" / "contracts.md"
NO_CHAIN_SHOWS = {
    "chain-incomplete": "tests/diagnosis: a case has one file of its own",
    "check-failed": "a fault of our own",
    "connected-twice": "a real connection",
    "connection-refused": "a real connection",
    "handshake-failed": "a real connection",
    "ocsp-nonce": "asking, not a chain: tests/revocation",
    "ocsp-sha1": "asking, not a chain: tests/revocation",
    "status-plan": "asking, not a chain: tests/revocation",
    "status-url": "asking, not a chain: tests/revocation",
    "engines-disagree": "what others say, who are not asked here",
    "csms-answered": "a CSMS and its stations: tests/csms",
    "csms-consequence": "a CSMS and its stations: tests/csms",
    "csms-drift": "a CSMS and its stations: tests/csms",
    "csms-guard": "a CSMS and its stations: tests/csms",
    "csms-no-answer": "a CSMS and its stations: tests/csms",
    "csms-rollout": "a CSMS and its stations: tests/csms",
    "csms-signing": "a CSMS and its stations: tests/csms",
    "date-time-format": "OCPP messages",
    "field-format": "OCPP messages",
    "hash-data-format": "OCPP messages",
    "reason-code": "OCPP messages",
    "schema-invalid": "OCPP messages",
    "server-refused": "a station's answer",
    "server-verified": "a station's answer",
    "station-accepted": "a station's answer",
    "station-consequence": "a station's answer",
    "station-failed": "a station's answer",
    "station-not-found": "a station's answer",
    "station-rejected": "a station's answer",
    "variable-refused": "a station's answer",
    **dict.fromkeys(
        ("exi-content", "exi-schema-mismatch", "exi-schema-unknown", "message-digest", "message-signature", "signature-grammar"),
        "a message of ISO 15118: tests/contracts",
    ),
    **dict.fromkeys(
        ("est-certificate", "est-content", "est-pending", "est-request", "est-status", "est-trust", "est-unreachable"),
        "enrolment: tests/net/est",
    ),
    **dict.fromkeys(
        ("pool-content", "pool-several", "pool-status", "pool-unreachable", "pool-update"),
        "a contract pool over HTTP: tests/net/contract_pool",
    ),
    **dict.fromkeys(
        ("challenge-invalid", "contract-refused"),
        "a Plug & Charge session: tests/net/pnc",
    ),
    **dict.fromkeys(
        (
            "contract-certificate-too-long",
            "contract-certificate-unreadable",
            "contract-chain-too-long",
            "contract-emaid-mismatch",
            "contract-ended",
            "contract-none",
            "contracts-all-delivered",
            "contracts-maximum-conflict",
            "exi-action-mismatch",
            "exi-another-message",
            "exi-base64",
            "exi-too-long",
            "exi-unreadable",
            "keywrap-binding",
            "keywrap-key-mismatch",
            "keywrap-length",
            "keywrap-padding",
            "keywrap-point",
            "keywrap-receiver",
            "keywrap-scalar",
            "keywrap-tag",
            "keywrap-tpm",
            "message-duplicate-id",
            "message-part-unsigned",
            "message-signs-another",
            "message-unsigned",
            "pcid-duplicate",
            "pcid-missing",
            "pcid-unknown",
            "pcid-withdrawn",
            "response-code",
            "session-mismatch",
        ),
        "contracts and their pools: tests/contracts",
    ),
    "malformed-ocsp": "tests/revocation: an answer that cannot be read is no file of a chain",
    "message-refused": "a station over a connection: tests/net/machines",
    "message-too-large": "tests/diagnosis: a chain of more than 10,000 characters would be most of the atlas",
    "private-key-missing": "tests/diagnosis: a PKCS#12 store is not the same to the byte each time",
    **dict.fromkeys(
        ("replay-answer", "replay-frame", "replay-note", "replay-order", "replay-request", "replay-schema", "replay-unknown"),
        "a log of messages: tests/replay",
    ),
    **dict.fromkeys(
        ("chain-ends-first", "renewal-due", "renewal-gap", "renewal-overdue", "renewal-short", "renewal-stopped"),
        "what ends when: tests/lab",
    ),
    "revocation-unreachable": "the network",
    "search-limit": "hostile piles, tests/trust",
}
"""Codes without a case, and why."""


def codes() -> set[str]:
    table = CONTRACTS.read_text("utf-8").partition("### Finding codes")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {code for row in rows for code in re.findall(r"`([a-z0-9-]+)`", row)}


def test_every_code_has_a_case_or_a_reason() -> None:
    shown = {code for case in CASES for code in case.findings}
    assert len(codes()) > 60
    assert codes() - shown == NO_CHAIN_SHOWS.keys()
    assert shown <= codes()


def test_every_case_teaches_a_clause_of_the_catalogue() -> None:
    assert [case.teaches for case in CASES if find(case.teaches).id != case.teaches] == []
