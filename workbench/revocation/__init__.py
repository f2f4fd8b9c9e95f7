"""READ FIRST: has a certificate been revoked? From what is at hand; nothing is fetched here.

An answer is a :class:`Status` with what decided it; what could not be judged is ``UNKNOWN`` and is never taken for good.

CRLs (RFC 5280 6.3): :class:`CrlStore` holds them and answers for one certificate at a time. :mod:`crl_structure` reads the fields
of one, :mod:`crl` its extensions, :mod:`crl_entries` its entries. Then the steps of 6.3.3, each a module: :mod:`crl_scope` is the
CRL about this certificate, and for which :mod:`reasons` (with :mod:`distribution_points`); :mod:`crl_soundness` may it be used at
all; :mod:`crl_currency` and :mod:`crl_order` is it the newest; :mod:`crl_signer` who signed it; :mod:`crl_delta` what has changed
since. :mod:`crl_judgement` goes through them for all CRLs and never stops at the first fault. :mod:`along_paths` asks for every
certificate of a path, and for those who signed the CRLs.
"""

from workbench.revocation.along_paths import PathStatus
from workbench.revocation.crl_judgement import CrlAnswer
from workbench.revocation.crl_store import CrlStore
from workbench.revocation.status import Status

__all__ = ["CrlAnswer", "CrlStore", "PathStatus", "Status"]
