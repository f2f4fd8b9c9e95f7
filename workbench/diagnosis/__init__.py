"""READ FIRST: why is a chain accepted or rejected? Paths, RFC 5280, profiles and revocation put together for one use.

:mod:`evidence` is the pile with its anchors and time, :mod:`leaves` picks what to judge, :mod:`uses` says what each use asks for.
:mod:`diagnosing` takes every path, :mod:`verdict` collects what is held against it (:mod:`fitness`, :mod:`profiled`,
:mod:`revoked`, :mod:`clock`, :mod:`root_install`, :mod:`identity`), :mod:`cause` names the error to repair first, :mod:`files`
looks at the files themselves, :mod:`request` does all of it for a pile. Second opinions (:mod:`opinions`, :mod:`disagreement`)
come from the edge; nobody is asked here.
"""

from workbench.diagnosis.anchors import Anchors, assume, given
from workbench.diagnosis.diagnosing import diagnose
from workbench.diagnosis.evidence import Evidence
from workbench.diagnosis.leaves import find, leaves, use_of
from workbench.diagnosis.opinions import Opinion, Question
from workbench.diagnosis.result import Diagnosis
from workbench.diagnosis.uses import TERMS, Use
from workbench.trust.rfc5280.policies import PolicyInputs

__all__ = [
    "TERMS",
    "Anchors",
    "Diagnosis",
    "Evidence",
    "Opinion",
    "PolicyInputs",
    "Question",
    "Use",
    "assume",
    "diagnose",
    "find",
    "given",
    "leaves",
    "use_of",
]
