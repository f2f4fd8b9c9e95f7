"""READ FIRST: the offline twin, a simulation: an HTTP server on 127.0.0.1 that plays the sample PKIs' responders and CRL servers.

What it answers is real: OCSP responses (RFC 6960) and CRLs (RFC 5280) signed with the samples' keys, at the time of a given clock.
The keys are test keys out of a published seed and every answer's ``Server`` field says that it is a simulation: it proves nothing
about any real PKI. Faults are switched on by name.

:mod:`twin` is the server (:mod:`port` its socket), :mod:`pki` what it plays, :mod:`handling` one request, :mod:`sites` which URL
belongs to which CA, :mod:`authority` what a CA knows of its certificates. :mod:`ocsp_request` reads, :mod:`ocsp_answer` decides,
:mod:`ocsp_response` writes, :mod:`responders` signs; :mod:`crls` are the lists. :mod:`faults` are the faults by name,
:mod:`fault_rules` when each is in force, :mod:`delivery` those of the way rather than of the answer. :mod:`asked` is the log.
"""

from workbench.net.twin.asked import Asked, RequestLog
from workbench.net.twin.faults import Fault, Part, fault_table
from workbench.net.twin.responders import Signing
from workbench.net.twin.twin import Twin

__all__ = ["Asked", "Fault", "Part", "RequestLog", "Signing", "Twin", "fault_table"]
