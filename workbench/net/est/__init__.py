"""READ FIRST, then client.py and server.py: enrolment over secure transport (EST, RFC 7030), client and a sample server.

The client: :mod:`paths` is where an operation is (RFC 7030, MaEVe, CitrineOS), :mod:`access` who asks, :mod:`trust` whom it
trusts; it asks through the one way out (:mod:`workbench.net.fetcher`). :mod:`wire` is the form of bodies, :mod:`reading` one
response into what it says or why it says nothing, :mod:`roles` what each CA of cacerts is, :mod:`judging` whether an issued
certificate is any good, :mod:`remarks` what is said before, :mod:`answer` what the caller gets. :mod:`csr` makes, reads and lints
requests.

The server, a simulation on 127.0.0.1 over real TLS: :mod:`handling` is one request, :mod:`gate` who may enrol, :mod:`sample_ca`
what signs, :mod:`tls_identity` what it shows, :mod:`faults` what can go wrong and :mod:`sending` how, :mod:`asked` its log.
:mod:`running` has it in a thread. A CSMS enrols its stations through :mod:`workbench.net.machines.est_authority`.
"""

from workbench.net.est.access import Access
from workbench.net.est.answer import EstAnswer, Pending
from workbench.net.est.client import EstClient
from workbench.net.est.csr import secc_request
from workbench.net.est.faults import EstFault, fault_table
from workbench.net.est.gate import Gate
from workbench.net.est.paths import PRESETS, EstPaths, Operation
from workbench.net.est.running import RunningEstServer
from workbench.net.est.sample_ca import SampleCa
from workbench.net.est.server import EstServer

__all__ = [
    "PRESETS",
    "Access",
    "EstAnswer",
    "EstClient",
    "EstFault",
    "EstPaths",
    "EstServer",
    "Gate",
    "Operation",
    "Pending",
    "RunningEstServer",
    "SampleCa",
    "fault_table",
    "secc_request",
]
