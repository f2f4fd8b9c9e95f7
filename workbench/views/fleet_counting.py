"""Answers that count: what is installed, what nobody knows, what stands there twice, what hangs in the air."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from workbench.views.fleet_bars import Bar, Group, Part
from workbench.views.fleet_frames import Drawn, column, name_of, rows_in, stations_by, text_of
from workbench.views.fleet_groups import drawn, stations_words, typed
from workbench.views.fleet_looks import OPEN, SOLID, Look, count_words, ink_of, present, result_look
from workbench.views.palette import FADED, INK, mixed

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fleet.answer import Answer

_ORDER = "exact dialect ambiguous not checked unknown"
_RESULTS = (
    (Look(FADED), "exact"),
    (Look(mixed(FADED, 0.3), FADED), "by a vendor's mistake"),
    (OPEN, "unknown, or not to be told"),
)


def installed(answer: Answer) -> Drawn:
    """What is installed: bars of stations by certificate, under each certificate type."""
    if "certificates" in answer.frame.columns:
        return _by_type(answer)
    keys = ["certificate_type", "certificate", "name", "result", "serial_number"]
    by_result = stations_by(answer.frame, keys)
    share = _shares(answer.frame)
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for row in rows_in(by_result):
        key = (str(row["certificate_type"]), text_of(row, "certificate"), name_of(row))
        results = found.setdefault(key, {})
        result = text_of(row, "result") or "exact"
        results[result] = results.get(result, 0) + int(row["stations"])
    alike = Counter((kind, name) for kind, _, name in found)

    def bar(row: dict[str, Any]) -> Bar:
        kind, digits, name = row["key"]
        results = dict(sorted(found[row["key"]].items(), key=lambda one: _ORDER.find(one[0])))
        ink, whole = ink_of(kind), share.get(kind, 0)
        parts = tuple(Part(number, result_look(result, ink)) for result, number in results.items())
        figure = " + ".join(f"{number:,} {result}" for result, number in results.items())
        if len(results) == 1:
            figure = count_words(next(iter(results.values())), whole)
        aside = next(iter(results)) if len(results) == 1 and "exact" not in results else digits[:8] if alike[kind, name] > 1 else ""
        return Bar(name, parts, figure, aside, f"{name}: {', '.join(results)}")

    rows = [{"certificate_type": key[0], "key": key, "stations": sum(results.values())} for key, results in found.items()]
    rows.sort(key=lambda row: -int(str(row["stations"])))
    return drawn(answer, typed(rows, bar), _RESULTS)


def _shares(frame: pd.DataFrame) -> dict[str, int]:
    """By certificate type how many stations a share of 1 is."""
    if not {"share", "stations"} <= set(frame.columns):
        return {}
    told = frame[(frame["share"] > 0) & frame["share"].notna()].drop_duplicates("certificate_type")
    return {
        str(kind): round(stations / share)
        for kind, stations, share in zip(told["certificate_type"], told["stations"], told["share"], strict=True)
    }


def _by_type(answer: Answer) -> Drawn:
    bars = []
    for row in answer.frame.to_dict("records"):
        kind, stations = str(row["certificate_type"]), int(row["stations"])
        figure = f"{stations:,} stations, {int(row['entries']):,} entries"
        aside = f"{int(row['certificates']):,} known, {int(row.get('unknown', 0)):,} unknown"
        bars.append(Bar(kind, (Part(stations, Look(ink_of(kind))),), figure, aside))
    return drawn(answer, [Group("By certificate type", INK, tuple(bars))])


def unknown(answer: Answer) -> Drawn:
    """Entries that nobody can name: bars of different entries by vendor, model and firmware, under each certificate type."""
    frame = answer.frame
    senders = [name for name in ("vendor_name", "model", "firmware_version") if name in frame.columns]
    keys = [name for name in ("certificate_type", *senders) if name in frame.columns]
    if not keys:
        return drawn(answer, [Group("Entries", INK, (Bar("all", (Part(len(frame), OPEN),), f"{len(frame):,}"),))])
    # counted are rows, each an entry of its own, and no stations
    counts = stations_by(frame.drop(columns=["station", "stations"], errors="ignore"), keys)

    def bar(row: dict[str, Any]) -> Bar:
        name = " ".join(str(row[one]) for one in senders if present(row[one])) or "vendor not known"
        count = int(row["stations"])
        look = Look("#ffffff", ink_of(str(row.get("certificate_type", ""))), (3.0, 2.0))
        return Bar(name, (Part(count, look),), f"{count:,} {'entry' if count == 1 else 'different entries'}")

    return drawn(answer, typed(counts, bar))


def orphaned(answer: Answer) -> Drawn:
    """Stations by the issuer that is not to be had, under what is wrong."""
    keys = ["verdict", "authority", "issuer_key_hash"]
    counts = stations_by(answer.frame, keys)

    def bar(row: dict[str, Any]) -> Bar:
        issuer = text_of(row, "authority") or f"issuerKeyHash {text_of(row, 'issuer_key_hash') or 'not told'}"
        return Bar(issuer, (Part(row["stations"], SOLID),), stations_words(row["stations"]), hover=issuer)

    return drawn(answer, typed(counts, bar, column(counts, "verdict") or "certificate_type", "By issuer"))


def private_cas(answer: Answer) -> Drawn:
    """Stations by CA; one without a name of its own goes by its hashes."""
    counts = stations_by(answer.frame, ["authority", "name"])
    called = Counter(text_of(row, "name") for row in rows_in(counts))

    def bar(row: dict[str, Any]) -> Bar:
        name = text_of(row, "name")
        told = name if name and called[name] == 1 else text_of(row, "authority") or name
        return Bar(told, (Part(row["stations"], SOLID),), stations_words(row["stations"]), hover=name)

    return drawn(answer, typed(counts, bar, "", "By CA"))


def by_certificate(answer: Answer) -> Drawn:
    """Stations by certificate, under each certificate type, or how, or whatever the answer tells them apart by."""
    frame = answer.frame
    heading = column(frame, "how", "certificate_type", "certificate_types", "purpose")
    reason = column(frame, "reason", "why", "what", "missing", "result")
    keys = list(dict.fromkeys([heading or "certificate_type", "certificate", "name", "serial_number", reason]))
    if "certificate" in frame.columns or "name" in frame.columns:
        keys = [
            key for key in keys if key != "serial_number" or frame["certificate" if "certificate" in frame else "name"].isna().any()
        ]
    counts = stations_by(frame, [key for key in keys if key])

    def bar(row: dict[str, Any]) -> Bar:
        name = name_of(row)
        look = Look(ink_of(str(row.get(heading, "")))) if heading == "certificate_type" else SOLID
        return Bar(name, (Part(row["stations"], look),), stations_words(row["stations"]), text_of(row, reason) if reason else "")

    return drawn(answer, typed(counts, bar, heading))
