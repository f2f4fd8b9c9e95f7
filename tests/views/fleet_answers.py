"""Answers about a fleet for pictures, made by hand: few categories or many, plain names or hostile ones."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from workbench.display import Tone
from workbench.fleet.answer import Answer
from workbench.fleet.schema import CERTIFICATE_TYPES

NOW = pd.Timestamp("2026-06-01", tz="UTC")
HOSTILE = [
    "<script>alert(1)</script>",
    "'\"><svg onload=alert(1)>",
    "]]> --> <image href='http://evil.example/x.png'/>",
    "$\\frac{1}{0}$",
    "\x1b]8;;http://evil.example\x07click",
    "red\u202egnp.exe\x00",
    "a" + "\u0301\u0489" * 200,
    "中文证书授权中心 😀",
    "W" * 3_000,
    " ",
]
PLAIN = ["Hubject V2G Root CA G1", "Acme CSMS Root 2024", "Sub-CA 2 of the operator Nordlade GmbH & Co. KG, Hamburg"]


def answers(many: int, *, hostile: bool = False) -> dict[str, Answer]:
    """One answer to each question, with so many certificates; the same each time."""
    numbers = np.random.default_rng(3)
    named = (HOSTILE if hostile else PLAIN).__getitem__
    names = [f"{named(n % len(HOSTILE if hostile else PLAIN))} {n}" for n in range(many)]
    entries = _entries(many, names, numbers)
    word = HOSTILE[0] if hostile else "nothing"

    def made(question: str, frame: pd.DataFrame, **tones: dict[str, Tone]) -> Answer:
        return Answer(
            question, f"Question {word}", f"17 of 20,000 stations: {word}.", frame, (f"Not checked: {word}.",), tones=tones
        )

    counts = entries.groupby(["certificate_type", "certificate", "name", "result"])["station"].nunique()
    by_certificate = counts.rename("stations").reset_index().assign(share=lambda frame: frame["stations"] / 200)
    return {
        "installed": made("installed", by_certificate),
        "unknown": made("unknown", entries.drop_duplicates("certificate").assign(stations=3)),
        "mistakes": made("mistakes", _mistakes(many, names, numbers)),
        "orphaned": made("orphaned", entries),
        "duplicates": made("duplicates", entries.assign(how="twice alike")),
        "expired": made("expired", entries.assign(days_left=-entries["days_left"].abs())),
        "expiring": made("expiring", entries),
        "calendar": made("calendar", _calendar(many, numbers)),
        "waterfall": made("waterfall", _waterfall(names, numbers)),
        "who-breaks": made("who-breaks", entries, verdict={"breaks": Tone.ERROR}),
        "headroom": made("headroom", _headroom(numbers), verdict={"cannot": Tone.ERROR, "fits": Tone.GOOD}),
        "drift": made("drift", entries),
        "private-cas": made("private-cas", pd.DataFrame({"authority": names, "name": names, "stations": range(1, many + 1)})),
        "changes": made("changes", entries),
        "one-expiry-away": made("one-expiry-away", entries),
    }


def _entries(many: int, names: list[str], numbers: np.random.Generator) -> pd.DataFrame:
    count = max(many * 8, 60)
    place = np.arange(count) % many
    days = (place * 9 - 20).tolist()
    return pd.DataFrame(
        {
            "station": [f"CS-{n:05}" for n in numbers.integers(0, count // 2, count)],
            "certificate_type": numbers.choice(CERTIFICATE_TYPES, count),
            "certificate": [f"{n:064x}" for n in place],
            "name": [names[n] for n in place],
            "result": numbers.choice(["exact", "dialect", "unknown"], count),
            "serial_number": [f"{n:x}" for n in place],
            "purpose": "reaches the CSMS",
            "verdict": numbers.choice(["breaks", "already broken", "saved", "holds", "not checked"], count),
            "reason": [f"{names[n]} goes (3 entries concerned, this is the worst)" for n in place],
            "vendor_name": [names[n // 2] for n in place],
            "days_left": pd.array(days, dtype="Int64"),
            "not_after": NOW + pd.to_timedelta(days, unit="D"),
            "side": numbers.choice(["station only", "csms only", "both"], count),
            "change": numbers.choice(["added", "removed", "not checked"], count),
        }
    )


def _mistakes(many: int, names: list[str], numbers: np.random.Generator) -> pd.DataFrame:
    told = ["key:spki", "serial:decimal", "key:spki serial:decimal", *(f"m:{n}" for n in range(many // 20))]
    return pd.DataFrame(
        {
            "vendor_name": names,
            "model": "EVX",
            "firmware_version": pd.Series([None if n % 2 else f"1.{n}" for n in range(many)], dtype="str"),
            "mistakes": numbers.choice(told, many),
            "stations": numbers.integers(1, 900, many),
            "entries": 5,
            "explanation": names,
        }
    )


def _calendar(many: int, numbers: np.random.Generator) -> pd.DataFrame:
    months = [f"{2026 + n // 12}-{n % 12 + 1:02}" for n in range(many)]
    rows = [(month, kind, 1, int(numbers.integers(1, 20_000)), 5) for month in months for kind in CERTIFICATE_TYPES[:4]]
    rows.append(("not known", CERTIFICATE_TYPES[0], 1, 99, 3))
    return pd.DataFrame(rows, columns=["month", "certificate_type", "certificates", "entries", "stations"])


def _waterfall(names: list[str], numbers: np.random.Generator) -> pd.DataFrame:
    rows, left, at = [], 20_000, NOW
    for name in names:
        breaks = int(numbers.integers(0, left // 3 + 1))
        left, at = left - breaks, at + pd.Timedelta(days=int(numbers.integers(1, 200)))
        rows.append((at, "0" * 64, name, "CSMSRootCertificate", "reaches the CSMS", breaks, left))
    columns = ["at", "certificate", "name", "certificate_type", "purpose", "breaks", "stations_left"]
    return pd.DataFrame(rows, columns=columns)


def _headroom(numbers: np.random.Generator) -> pd.DataFrame:
    free = pd.array([None, -1, 0, *numbers.integers(0, 30, 97).tolist()], dtype="Int64")
    verdict = ["not checked" if one is pd.NA else "fits" if one >= 1 else "cannot" for one in free]
    return pd.DataFrame({"station": [f"CS-{n}" for n in range(100)], "free": free, "verdict": verdict})


def with_frame(answer: Answer, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Answer:
    """The same answer with other rows."""
    return Answer(answer.question, answer.title, answer.sentence, change(answer.frame), answer.notes, tones=answer.tones)
