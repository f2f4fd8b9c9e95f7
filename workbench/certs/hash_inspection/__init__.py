"""READ FIRST: how hash data comes about, octet by octet, and what the usual mistakes would give. ``wb.explain_hash``.

:mod:`inspection` is the value; :mod:`fields` has the four fields with lesson and clause, :mod:`octets` their runs in the DER,
:mod:`usual_mistakes` the wrong values, :mod:`key_identifier` the self-check; :mod:`as_html` and :mod:`as_text` show it.
"""

from workbench.certs.hash_inspection.inspection import HashInspection, explain_hash

__all__ = ["HashInspection", "explain_hash"]
