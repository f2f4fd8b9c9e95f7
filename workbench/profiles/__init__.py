"""READ FIRST: does a certificate or request meet its profile? ISO 15118-2 and -20, OCPP's own certificates (A00.FR.501 to 514).

What profiles ask for is data: ``iso15118-2.toml`` and its siblings, each rule with its source and how sure it is. :mod:`shipped`
and :mod:`reading` read them, :mod:`custom` changes them, :mod:`checks` holds the small functions that rules name, :mod:`engine`
applies them, :mod:`linting` goes through a pile and :mod:`report` shows what came of each rule. Only a rule that is certain can be
an error (:mod:`rules`).
"""

from workbench.profiles.engine import Outcome, Result, chain_results, lint, lint_chain, results
from workbench.profiles.linting import lint_pile
from workbench.profiles.profile import Profile
from workbench.profiles.report import Linted, LintReport
from workbench.profiles.rules import Applies, Gap, Override, Rule
from workbench.profiles.shipped import NAMES, custom, profile, profile_for

__all__ = [
    "NAMES",
    "Applies",
    "Gap",
    "LintReport",
    "Linted",
    "Outcome",
    "Override",
    "Profile",
    "Result",
    "Rule",
    "chain_results",
    "custom",
    "lint",
    "lint_chain",
    "lint_pile",
    "profile",
    "profile_for",
    "results",
]
