"""The requirements catalogue as data: OCPP 2.1, the IETF's PKIX RFCs, ISO 15118-2 and -20; look-up, and where each id is used."""

from workbench.requirements.catalogue import Requirement, Status, UnknownRequirement, all_requirements, find

__all__ = ["Requirement", "Status", "UnknownRequirement", "all_requirements", "find"]
