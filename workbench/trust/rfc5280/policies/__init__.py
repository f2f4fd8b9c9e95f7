"""Certificate policies along a path: RFC 5280 6.1.2 to 6.1.5, with the policy graph of RFC 9618 in place of the exponential tree.

:func:`process` in :mod:`processing` is the entry: the policy extensions of a path's certificates and the caller's
:class:`PolicyInputs` in, a :class:`PolicyOutcome` out. :mod:`reading` reads the certificates with :mod:`extension_values`,
:mod:`graph` holds what is valid down to a certificate, :mod:`outcome` the values, :mod:`problems` the sentences. Nothing here
raises on a certificate.
"""

from workbench.trust.rfc5280.policies.outcome import ANY_POLICY, CertificatePolicies, PolicyInputs, PolicyOutcome, PolicyProblem
from workbench.trust.rfc5280.policies.processing import process
from workbench.trust.rfc5280.policies.reading import MAX_ENTRIES

__all__ = ["ANY_POLICY", "MAX_ENTRIES", "CertificatePolicies", "PolicyInputs", "PolicyOutcome", "PolicyProblem", "process"]
