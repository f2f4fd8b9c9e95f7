"""READ FIRST: many certificates: who issued whom, the ways from a leaf up, and RFC 5280's judgement of each certificate on them.

:mod:`graph` finds issuers, :mod:`paths` the ways, :mod:`validate` judges with one module per clause in :mod:`rfc5280`. Nothing
stops at the first fault, and nothing here raises on a hostile certificate.
"""
