"""READ FIRST: whose hash is this? Hash data forensics: entries of OCPP messages resolved to certificates, or to named mistakes.

The way of an entry: :mod:`entries` finds it in a message; :mod:`solver` looks it up (an exact one is a dictionary access) or
asks :mod:`serial_forms` which certificates its serial number may mean, right or wrong, and :mod:`explaining` whether both hash
fields can come from such a certificate as well, by :mod:`readings` (encodings), :mod:`name_forms` and :mod:`key_forms`. Hashes
prove; a serial number does not: nothing is resolved unless all three fields agree. The simplest explanation wins, two equally
simple ones are ambiguous; :mod:`doubts` has the last word, :mod:`words` says it. :mod:`mistakes` is the vocabulary.
"""

from workbench.certs.forensics.entries import HashEntry, entries_of
from workbench.certs.forensics.matches import Matches
from workbench.certs.forensics.mistakes import MISTAKES
from workbench.certs.forensics.result import Explanation, Match, Result
from workbench.certs.forensics.solver import Matcher

__all__ = ["MISTAKES", "Explanation", "HashEntry", "Match", "Matcher", "Matches", "Result", "entries_of"]
