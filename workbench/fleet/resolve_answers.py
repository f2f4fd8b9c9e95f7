"""What certificates and solver say, as the two tables that entries are joined with.

Most kinds of station agree on what an entry means; such answers stand beside the exact ones, and one join finds both. Where two
senders mean different things by the same four fields, the answer is theirs alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.fleet.known import PAIR_KEYS
from workbench.fleet.resolve_solving import NOT_CHECKED
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fleet.known import Known

ANSWER = ("certificate", "result", "mistakes", "issuer", "own")


def folded(frame: pd.DataFrame) -> pd.DataFrame:
    """The four fields as they are compared: hexadecimal in one case."""
    return frame.assign(**{name: frame[name].str.lower() for name in HASH_COLUMNS[1:]})


def answers(known: Known, solved: pd.DataFrame, *, complete: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What an entry is, by its four fields alone; and by its sender too, where senders differ.

    Parameters
    ----------
    solved
        See :func:`workbench.fleet.resolve_solving.solve`.
    complete
        Whether every entry that is not exact was solved: then those that are found in neither table are unknown, and left out.

    Returns
    -------
    by_fields
        The four fields (hexadecimal in lower case), certificate, result, mistakes, issuer, own.
    by_sender
        The same, with sender; the fields as given.
    """
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    exact = known.hashes.rename(columns={"authority": "own"})
    exact = exact.assign(result=exact["certificate"].notna().map({True: "exact", False: "ambiguous"}).astype("str"), mistakes="")
    about = known.certificates.rename(columns={"authority": "own"})[["certificate", "issuer", "own"]]
    told = (_explained(solved) if complete else solved).merge(about, on="certificate", how="left")
    several = _differ(folded(told))
    by_sender = told[several]
    said = told[~several & ((told["result"] != NOT_CHECKED) if not complete else told["result"].isin(["dialect", "ambiguous"]))]
    by_fields = pd.concat([exact, folded(said).drop_duplicates(list(HASH_COLUMNS))])
    return by_fields[[*HASH_COLUMNS, *ANSWER]], by_sender[["sender", *HASH_COLUMNS, *ANSWER]]


def _explained(solved: pd.DataFrame) -> pd.DataFrame:
    """The entries that some certificate explains, and those that another sender writes so: nothing can differ from the others."""
    serials = solved["serial_number"].str.lower()
    return solved[serials.isin(serials[solved["result"] != "unknown"])]


def _differ(told: pd.DataFrame) -> pd.Series[bool]:
    """Which entries mean different things to different senders, or in upper and lower case."""
    meant = told["result"] + "|" + told["certificate"].fillna("") + "|" + told["mistakes"]
    return told.assign(meant=meant).groupby(list(HASH_COLUMNS))["meant"].transform("nunique") > 1


def with_sighted(known: Known, solved: pd.DataFrame) -> pd.DataFrame:
    """The known authorities by what entries say of their issuer, and those of roots that nobody gave the certificate of."""
    import pandas as pd  # noqa: PLC0415  # see answers

    roots = folded(solved[solved["authority"].notna()])[[*PAIR_KEYS, "authority"]]
    return pd.concat([known.authorities, roots]).drop_duplicates(list(PAIR_KEYS))
