"""Files of answers, made quickly."""

from __future__ import annotations

import json


def answer(station, second=0, entries=2, status="Accepted"):
    chain = [
        {
            "certificateType": "CSMSRootCertificate",
            "certificateHashData": {
                "hashAlgorithm": "SHA256",
                "issuerNameHash": "aa" * 32,
                "issuerKeyHash": "bb" * 32,
                "serialNumber": f"{number:04x}beef",
            },
        }
        for number in range(entries)
    ]
    payload = {"status": status, "certificateHashDataChain": chain} if chain else {"status": "NotFound"}
    return {"station": station, "timestamp": f"2026-11-20T00:00:{second:02}Z", "response": payload}


def jsonl(answers):
    return "".join(json.dumps(one) + "\n" for one in answers).encode()
