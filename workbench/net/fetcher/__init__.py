"""READ FIRST: fetcher.py. The one way out: OCSP responses and CRLs from addresses that certificates name, hence from strangers.

What else asks over HTTP (:mod:`workbench.net.est`) goes this way too, with a :class:`Purpose` and a TLS context of its own.

A :class:`Fetcher` is off until it is switched on, with the words of consent. Then, step by step, each a module: :mod:`schemes` and
:mod:`urls` is the URL one that may be asked; :mod:`hosts` how its host is written; :mod:`gates` when is its turn; :mod:`resolving`
its addresses, asked for once; :mod:`addresses` may such an address be asked at all, :mod:`allowing` or because the user says so
(:mod:`judging` puts the two together); :mod:`exchange` one request on one connection, pinned to one judged address
(:mod:`pinning`); :mod:`redirects` where it may lead (:mod:`journey` is the order of these); :mod:`faults` what went wrong, in plain
words. :mod:`log` keeps all of it. :mod:`blocking` is for callers without ``await``.

What cannot be fetched is a result (:class:`Unfetched`, with a finding), never an exception: other questions go on.
"""

from workbench.net.fetcher.asking import CRL, OCSP, Get, Post, Purpose
from workbench.net.fetcher.blocking import fetch_all, to_the_end
from workbench.net.fetcher.fetcher import Fetcher
from workbench.net.fetcher.limits import Limits
from workbench.net.fetcher.log import FetchLog
from workbench.net.fetcher.outcomes import Fetched, Outcome, Unfetched
from workbench.net.fetcher.resolving import MappedResolver, Resolver, SystemResolver

__all__ = [
    "CRL",
    "OCSP",
    "FetchLog",
    "Fetched",
    "Fetcher",
    "Get",
    "Limits",
    "MappedResolver",
    "Outcome",
    "Post",
    "Purpose",
    "Resolver",
    "SystemResolver",
    "Unfetched",
    "fetch_all",
    "to_the_end",
]
