"""PnC PKI Workbench: the PKIs of EV charging, taken apart. ``import workbench as wb``, then ``wb.<tab>``.

Names are loaded when they are first used: the import itself takes milliseconds (PEP 562).
"""

from importlib import import_module
from typing import Any

from workbench._version import __version__ as __version__

_HOMES = {
    "load": "workbench.api",
    "samples": "workbench.api",
    "hash_data": "workbench.api",
    "hash_data_of": "workbench.certs.hashdata",
    "explain_hash": "workbench.certs.hash_inspection",
    "match": "workbench.api",
    "lint": "workbench.api",
    "diagnose": "workbench.api",
    "trust_graph": "workbench.api",
    "trust_picture": "workbench.api",
    "diagnose_all": "workbench.api",
    "atlas": "workbench.lab.atlas",
    "Station": "workbench.net.machines.station",
    "Csms": "workbench.net.machines.csms",
    "check_status": "workbench.lab.live_status",
    "twin": "workbench.lab.live_status",
    "EstClient": "workbench.net.est",
    "EstAuthority": "workbench.net.machines.est_authority",
    "est_server": "workbench.lab.enrolment",
    "read_inventory": "workbench.lab.inventories",
    "example_fleet": "workbench.lab.example_fleets",
    "fleet_picture": "workbench.views.fleet_picture",
    "browse": "workbench.views.browsing",
    "rehearse": "workbench.lab.fleet_rehearsal",
    "replay": "workbench.lab.replaying",
    "read_exi": "workbench.lab.exi_reading",
    "exi_bits": "workbench.views.exi_bits",
    "Vehicle": "workbench.contracts.parties",
    "Pool": "workbench.contracts.pool",
    "HttpPool": "workbench.net.contract_pool",
    "plug_in": "workbench.lab.pnc",
    "session_faults": "workbench.lab.pnc",
    "watch": "workbench.lab.watching",
    "year_of_renewals": "workbench.lab.renewals",
    "renewal_troubles": "workbench.lab.renewals_troubles",
    "connect": "workbench.net.machines.linking",
    "explore": "workbench.lab.exploring",
    "personalities": "workbench.lab.exploring",
    "sequence": "workbench.views.exchange",
    "decisions": "workbench.views.decision",
    "side_by_side": "workbench.views.side_by_side",
    "requirement": "workbench.api",
    "identify": "workbench.api",
    "family": "workbench.views",
    "timeline": "workbench.views",
    "hash_bytes": "workbench.views",
    "Bundle": "workbench.certs.bundle",
    "Item": "workbench.certs.items",
    "Finding": "workbench.findings",
    "PolicyInputs": "workbench.diagnosis",
    "WorkbenchError": "workbench.errors",
}

__all__ = [  # noqa: PLE0604  # the keys are strings
    *_HOMES
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'workbench' has no attribute {name!r}; it has {', '.join(_HOMES)}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*_HOMES, "__version__"])
