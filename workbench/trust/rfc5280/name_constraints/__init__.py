"""READ FIRST: which names the certificates below a CA may hold (RFC 5280 4.2.1.10, and (b), (c) and (g) of 6.1.1 to 6.1.4).

:mod:`space` is the value that a path carries down, one more :mod:`restriction` for each CA that has the extension. :mod:`reading`
makes a restriction; its :mod:`subtrees` are looked up, not tried one after the other. How a name is compared is the matter of its
form (:mod:`forms`): :mod:`dns_names`, :mod:`mailboxes`, :mod:`uris` (:mod:`hosts` is common to them), :mod:`addresses`,
:mod:`directory_names`; for all others no rules are defined. :mod:`general_names` reads and prints, :mod:`violations` says it in a
sentence.

Who is asked is not decided here: a self-issued certificate that is not the last of its path is not (RFC 5280 6.1.3).
"""

from workbench.trust.rfc5280.name_constraints.space import NameSpace
from workbench.trust.rfc5280.name_constraints.violations import NameJudgement, NameViolation

__all__ = ["NameJudgement", "NameSpace", "NameViolation"]
