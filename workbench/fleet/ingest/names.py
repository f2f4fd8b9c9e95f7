"""What a column or a key is called: folded names to the declared columns, and which declared one a strange name is near to."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.certs.loading.hash_objects import HASH_FIELDS, ocpp_name
from workbench.fleet.schema import ANSWERS, CERTIFICATE_TYPES, HASH_COLUMNS, SIGHTINGS, STATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BETWEEN = re.compile(r"[\s_.\-]+")
_STEPS = re.compile(r"[./\[\]:]+")
_LONGEST = 120
_MOST_NAMES = 100

"""The declared columns of the four fields, in OCPP's order."""
COLUMN_OF = dict(zip(HASH_FIELDS, HASH_COLUMNS, strict=True))
"""OCPP's name of a field to its column."""
STATION_COLUMNS = tuple(column.name for column in STATIONS if column.name != "station")
"""What may be told of a station besides its identity."""
ENTRY_COLUMNS = ("chain", "child", "certificate_type", *HASH_COLUMNS)

CHILDREN, PARENT, PEM, ANSWER = "children", "parent", "pem", "response"
"""Columns that the tables do not have: JSON of the child entries, JSON of the entry above, a certificate, a whole answer."""

WRAPPERS = frozenset(
    """
    answer body content conf data details document getinstalledcertificateids getinstalledcertificateidsresponse json m03 message
    msg output payload rawmessage reply res response responsepayload result value
    """.split()  # noqa: SIM905  a list of words
)
"""Keys and columns, folded, under which exports put the answer itself."""
LISTS = frozenset(
    """
    answers certificates chargers chargingstations devices entries events history hits inventory items list logs messages records
    responses snapshots results rows stations
    """.split()  # noqa: SIM905  a list of words
)
"""Keys, folded, under which exports put many of them."""
REQUESTS = frozenset({"request", "req", "requestpayload", "call", "getinstalledcertificateidsrequest"})
"""Keys, folded, under which the request stands beside its answer."""

_MORE = {
    "childcertificatehashdata": CHILDREN,
    "children": CHILDREN,
    "childhashes": CHILDREN,
    "parent": PARENT,
    "parentcertificatehashdata": PARENT,
    "parenthash": PARENT,
    "pem": PEM,
    "certificate": PEM,
    "certificatepem": PEM,
    "cert": PEM,
    "x509": PEM,
    "asked": "asked",
}


def _table() -> Mapping[str, str]:
    found: dict[str, str] = {}
    columns = (*SIGHTINGS, *ANSWERS, *STATIONS)
    for name in dict.fromkeys(column.name for column in columns):
        found[folded(name)] = name
    for column in columns:
        for alias in column.aliases:
            found.setdefault(folded(alias), column.name)
    for alias, name in _MORE.items():
        found.setdefault(alias, name)
    del found["answer"], found["origin"]  # ours: nobody exports them under that meaning
    return found


def folded(name: str) -> str:
    """Lower case, without ``_ - .`` and spaces."""
    return _BETWEEN.sub("", name[:_LONGEST]).lower()


_NAMES = _table()


@lru_cache(maxsize=4096)
def column_of(name: str) -> str:
    """The declared column that a name means, or one of :data:`CHILDREN` and its like; empty where it means none."""
    return _NAMES.get(folded(name), "")


@lru_cache(maxsize=4096)
def flattened_column_of(name: str) -> str:
    """As :func:`column_of`, also of a path as flattened exports write it: ``payload.certificateHashData.issuerKeyHash``."""
    if found := column_of(name):
        return found
    steps = [step for step in _STEPS.split(name[:_LONGEST]) if step]
    if len(steps) < 2 or folded(steps[-2]) == "customdata":
        return ""
    return column_of(steps[-1])


@lru_cache(maxsize=4096)
def _spelled(key: str) -> str:
    return ocpp_name(key)


def spelled(key: str) -> str:
    """OCPP's own spelling of a key, in whatever case, with or without ``_``; as it is where it is none of OCPP's."""
    return _spelled(key) if len(key) <= 40 else key


def near(word: str, words: Iterable[str]) -> str:
    """The word that is meant, perhaps; empty where none is near."""
    known = {folded(one): one for one in words}
    found = difflib.get_close_matches(folded(word), known, n=1, cutoff=0.5)
    return known[found[0]] if found else ""


def near_type(word: str) -> str:
    """The certificateType that is meant, perhaps."""
    return near(word, CERTIFICATE_TYPES)


def near_column(column: str, found: Iterable[str]) -> str:
    """The one of these names that may mean the declared column; empty where none does."""
    ours = [alias for alias, name in _NAMES.items() if name == column]
    best, score = "", 0.6
    for name in list(found)[:_MOST_NAMES]:
        for alias in ours:
            ratio = difflib.SequenceMatcher(None, folded(name), alias).ratio()
            if ratio > score:
                best, score = name, ratio
    return best
