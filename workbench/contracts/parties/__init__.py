"""READ FIRST: the parties of contract provisioning, each simulated in this process with its key out of sight.

:class:`Manufacturer` (OEM) builds a :class:`Vehicle` with a provisioning certificate; :class:`MobilityOperator` (MO) issues a
contract certificate and wraps its key for that vehicle; :class:`ProvisioningService` (CPS) signs what the MO made; the vehicle
judges what comes and keeps a :class:`Contract`. Each has ``fault``: what goes wrong from now on, by name. None of this is a
product: no policy, no HSM, no audit; keys lie in memory, and those of the samples are published.
"""

from workbench.contracts.parties.contract import Contract
from workbench.contracts.parties.drawing import Drawing
from workbench.contracts.parties.issuer import Issuer
from workbench.contracts.parties.manufacturer import Manufacturer
from workbench.contracts.parties.mobility_operator import MobilityOperator, MoFault
from workbench.contracts.parties.provisioning_service import CpsFault, ProvisioningService
from workbench.contracts.parties.received import Received
from workbench.contracts.parties.vehicle import Vehicle, VehicleFault
from workbench.contracts.standards import ISO_2, ISO_20

__all__ = [
    "ISO_2",
    "ISO_20",
    "Contract",
    "CpsFault",
    "Drawing",
    "Issuer",
    "Manufacturer",
    "MoFault",
    "MobilityOperator",
    "ProvisioningService",
    "Received",
    "Vehicle",
    "VehicleFault",
]
