"""What each certificate of a pile is: kind and PKI, with the reasons and how sure.

Read ``evidence.py`` first: what counts is data. ``marks.py`` sees it in one certificate, ``pile.py`` around it, ``judge.py`` sums.
"""

from workbench.certs.kinds.pile import classify
from workbench.certs.kinds.requests import classify_request
from workbench.certs.kinds.vocabulary import (
    ISO_15118,
    Alternative,
    Classification,
    ClassificationJson,
    Kind,
    Level,
    Pki,
    profile_of_key,
)

__all__ = [
    "ISO_15118",
    "Alternative",
    "Classification",
    "ClassificationJson",
    "Kind",
    "Level",
    "Pki",
    "classify",
    "classify_request",
    "profile_of_key",
]
