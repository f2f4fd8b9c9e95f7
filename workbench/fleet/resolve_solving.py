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
from workbench.certs.loading.hash_objects import HASH_FIELDS
from workbench.fleet.resolve_strangers import Strangers, with_letters
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from workbench.certs.forensics import Match
    from workbench.fleet.known import Known

SIGHTED = "sighted:"
"""Begins the identity of a CA that is known by its hashes alone."""
MOST_SOLVED = 100_000
"""So many distinct entries are solved; the rest is "not checked"."""
_OTHER = "Its issuer is a CA at hand; its own certificate is not, and no certificate at hand has such a serial number. Load it too."
_STRANGER = "No certificate at hand has such a serial number; what its issuer's hashes are is told at another entry of that issuer."
_NOBODY = "||"
_STEP = 500
"""Entries between two reports of progress."""
NOT_CHECKED = "not checked"
_UNSOLVED = {"certificate": None, "result": NOT_CHECKED, "mistakes": "", "explanation": ""}


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

    answers = {name: np.full(len(frame), value, dtype=object) for name, value in _UNSOLVED.items()}
    others = Strangers(known).among(frame)
    answers["result"][others] = Result.UNKNOWN.value
    said = np.array([_STRANGER, _OTHER], dtype=object)
    answers["explanation"][others] = said[frame["issuer_known"].to_numpy(dtype="int64")[others]]
    left = np.flatnonzero(~others)[:most]
    letters = with_letters(frame, others)
    total, done = len(left), 0
    for sender, within in frame.iloc[left].groupby("sender", sort=False).indices.items():
        places = left[within]
        lettered = letters[letters.index == sender].to_numpy()
        asked = frame.iloc[np.append(places, lettered)]
        for place, match in zip(places, _solved(asked, known, alone=sender == _NOBODY), strict=False):
            told = (match.certificate, match.result.value, " ".join(match.mistakes), match.explanation)
            for name, value in zip(_UNSOLVED, told, strict=True):
                answers[name][place] = value
            done += 1
            if progress is not None and (done % _STEP == 0 or done == total):
                progress(done, total)
    return _with_answers(frame, answers)


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


def _with_answers(frame: pd.DataFrame, answers: dict[str, Any]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    told = pd.DataFrame(answers, index=frame.index).assign(authority=None).astype("str")
    solved = frame.join(told)
    nobodys = solved["root"].astype("bool") & ~solved["issuer_known"].astype("bool") & solved["certificate"].isna()
    names = solved["issuer_name_hash"].str.lower() + ":" + solved["issuer_key_hash"].str.lower()
    solved.loc[nobodys, "authority"] = (SIGHTED + solved["hash_algorithm"] + ":" + names)[nobodys]
    return solved


__all__ = ["MOST_SOLVED", "NOT_CHECKED", "SIGHTED", "solve"]
