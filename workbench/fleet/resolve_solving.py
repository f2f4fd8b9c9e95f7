"""What the hash solver makes of the entries that are no certificate's exact hash data: each once for each kind of station.

Whoever writes one serial number in decimal writes all of them so; hence the entries of one sender (vendor, model, firmware) are
solved together. Of stations that nobody told the vendor of, each entry stands for itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.certs.forensics import HashEntry, words
from workbench.certs.forensics.result import Result
from workbench.certs.forensics.serial_forms import written_forms
from workbench.certs.loading.hash_objects import HASH_FIELDS
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import pandas as pd

    from workbench.certs.forensics import Match
    from workbench.fleet.known import Known

SIGHTED = "sighted:"
"""Begins the identity of a CA that is known by its hashes alone."""
MOST_SOLVED = 100_000
"""So many distinct entries are solved; the rest is "not checked"."""
_OTHER = "Its issuer is a CA at hand; its own certificate is not, and no certificate at hand has such a serial number. Load it too."
_STRANGER = "No certificate at hand has such a serial number; what its issuer's hashes are is told at another entry of that issuer."
_SAMPLES = 3
"""Entries of an unknown issuer, by sender, that are solved though no serial is like theirs: for what the issuer's hashes are."""
_PART = 8
"""Digits: no mistake leaves fewer of a serial number."""
_LONGEST_SERIAL_BITS = 1024
_NOBODY = "||"
_STEP = 500
"""Entries between two reports of progress."""
_COLUMNS = ("certificate", "result", "mistakes", "explanation", "authority")
NOT_CHECKED = "not checked"


def solve(
    frame: pd.DataFrame,
    known: Known,
    progress: Callable[[int, int], None] | None = None,
    *,
    most: int = MOST_SOLVED,
) -> pd.DataFrame:
    """What each distinct entry is.

    Parameters
    ----------
    frame
        As :func:`workbench.fleet.resolve.unsolved` gives it; what stands first is solved first.
    progress
        Called with (solved, of how many).
    most
        So many are solved.

    Returns
    -------
    The frame, and: certificate (NA where it is not certain), result (``"not checked"`` of those beyond ``most``), mistakes (codes,
    joined by spaces), explanation (hostile text), authority (of a root that nobody gave the certificate of: its own).
    """
    import numpy as np  # noqa: PLC0415  # with pandas: half a second that only a fleet pays

    answers: list[tuple[Any, ...]] = [(None, NOT_CHECKED, "", "", None)] * len(frame)
    others = _others(frame, known)
    issuer_known = frame["issuer_known"].to_numpy(dtype=bool)
    for place in np.flatnonzero(others):
        answers[place] = (None, Result.UNKNOWN.value, "", _OTHER if issuer_known[place] else _STRANGER, None)
    left = np.flatnonzero(~others)[:most]
    total, done = len(left), 0
    for sender, within in frame.iloc[left].groupby("sender", sort=False).indices.items():
        places = left[within]
        for place, match in zip(places, _solved(frame.iloc[places], known, alone=sender == _NOBODY), strict=True):
            answers[place] = (match.certificate, match.result.value, " ".join(match.mistakes), match.explanation, None)
            done += 1
            if progress is not None and (done % _STEP == 0 or done == total):
                progress(done, total)
    return _with_answers(frame, answers)


def _others(frame: pd.DataFrame, known: Known) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which entries are plainly of certificates that are not at hand: no serial number at hand begins or ends as theirs do.

    Only serial numbers with a hexadecimal letter and nothing odd are told here; all others are for the solver, and so are the first
    of each unknown issuer.
    """
    serials = frame["serial_number"].str.lower()
    plain = serials.str.fullmatch(r"[1-9a-f][0-9a-f]{7,39}") & serials.str.contains("[a-f]")
    forms = {
        text
        for item in known.items.values()
        if item.facts is not None and item.facts.serial.bit_length() <= _LONGEST_SERIAL_BITS
        for text, _ in written_forms(item.facts.serial)
    }
    near = serials.str[:_PART].isin({form.lstrip("0")[:_PART] for form in forms}) | serials.str[-_PART:].isin(
        {form[-_PART:] for form in forms}
    )
    told = frame.groupby(["sender", "issuer_name_hash", "issuer_key_hash"], sort=False).cumcount() >= _SAMPLES
    return ((frame["issuer_known"].astype("bool") | told) & plain & ~near).to_numpy(dtype=bool)


def _solved(asked: pd.DataFrame, known: Known, *, alone: bool) -> list[Match]:
    entries = [
        HashEntry(index=index, given=dict(zip(HASH_FIELDS, values, strict=True)))
        for index, values in enumerate(asked[list(HASH_COLUMNS)].itertuples(index=False, name=None))
    ]
    if alone:
        return [known.matcher.solve(entry) for entry in entries]
    matches = known.matcher.match(entries).entries
    seen = Counter(match.mistakes for match in matches if match.best is not None)
    return [_by_habit(match, seen) for match in matches]


def _by_habit(match: Match, seen: Counter[tuple[str, ...]]) -> Match:
    """Of equal explanations the one by which most of its sender's entries are explained.

    Base64url without ``-`` and ``_`` is base64, too: one habit would have two names.
    """
    if match.best is None or not match.best.equivalent:
        return match
    likeliest = max((match.best.mistakes, *match.best.equivalent), key=lambda one: seen[one])
    if likeliest == match.best.mistakes:
        return match
    said = match.explanation.replace(words.mistakes(match.best.mistakes), words.mistakes(likeliest))
    return replace(match, best=replace(match.best, mistakes=likeliest), explanation=said)


def _with_answers(frame: pd.DataFrame, answers: list[tuple[Any, ...]]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    told = pd.DataFrame(answers, columns=list(_COLUMNS), index=frame.index).astype("str")
    solved = frame.join(told)
    nobodys = solved["root"].astype("bool") & ~solved["issuer_known"].astype("bool") & solved["certificate"].isna()
    names = solved["issuer_name_hash"].str.lower() + ":" + solved["issuer_key_hash"].str.lower()
    solved.loc[nobodys, "authority"] = (SIGHTED + solved["hash_algorithm"] + ":" + names)[nobodys]
    return solved


__all__ = ["MOST_SOLVED", "NOT_CHECKED", "SIGHTED", "solve"]
