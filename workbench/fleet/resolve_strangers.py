"""Which entries are plainly of certificates that are not at hand: no serial number at hand, however written, is like theirs.

A fleet has a leaf at every station, and most leaves are not at hand: so most of what fits no certificate needs no solver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.certs.forensics.serial_forms import LONGEST_SERIAL, written_forms

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from workbench.fleet.known import Known

_SAMPLES = 3
"""Entries of an unknown issuer, by sender, that are solved though no serial is like theirs: for what the issuer's hashes are."""
_PART = 8
"""Digits: no mistake leaves fewer of a serial number."""


class Strangers:
    """The serial numbers at hand, in every form that :class:`~workbench.certs.forensics.serial_forms.SerialIndex` knows.

    Parameters
    ----------
    known
        The certificates at hand.
    """

    def __init__(self, known: Known) -> None:
        self._beginnings: set[str] = set()
        self._forms: set[str] = set()
        self._ends: dict[str, int] = {}
        for serial in {item.facts.serial for item in known.items.values() if item.facts is not None}:
            if serial.bit_length() <= 4 * LONGEST_SERIAL:
                for text, _ in written_forms(serial):
                    self._forms.add(text.lstrip("0"))
                    self._beginnings.add(text.lstrip("0")[:_PART])
                    self._ends[text[-_PART:]] = max(self._ends.get(text[-_PART:], 0), len(text))

    def among(self, frame: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which entries they are; the solver finds no certificate for any of them.

        Only serial numbers of plain digits are told here; all others are for the solver, and so are the first of each unknown
        issuer.

        Parameters
        ----------
        frame
            As :func:`workbench.fleet.resolve.unsolved` gives it.
        """
        serials = frame["serial_number"].str.lower()
        plain = serials.str.fullmatch(r"[1-9a-f][0-9a-f]{7,254}")
        begins = serials.str[:_PART].isin(self._beginnings)
        ends = serials.str[-_PART:].map(self._ends).fillna(0).astype("int64")
        # what has lost its beginning is shorter than the whole
        near = serials.isin(self._forms) | begins | (serials.str.len() < ends)
        told = frame.groupby(["sender", "issuer_name_hash", "issuer_key_hash"], sort=False).cumcount() >= _SAMPLES
        return ((frame["issuer_known"].astype("bool") | told) & plain & ~near).to_numpy(dtype=bool)


def with_letters(frame: pd.DataFrame, others: np.ndarray[Any, np.dtype[np.bool_]]) -> pd.Series[int]:
    """By sender the place of one of the others whose serial number has a hexadecimal letter: it writes none of them in decimal."""
    import numpy as np  # noqa: PLC0415  # with pandas: half a second that only a fleet pays
    import pandas as pd  # noqa: PLC0415

    theirs = frame.loc[others, "sender"].reset_index(drop=True)
    lettered = frame.loc[others, "serial_number"].str.contains("[a-fA-F]").to_numpy(dtype=bool)
    first = theirs[lettered].drop_duplicates()
    return pd.Series(np.flatnonzero(others)[first.index], index=first)
