"""C07 without a connection: the station validates the contract itself, where its variables let it, and looks the eMAID up.

What is looked up is the Authorization Cache, what the CSMS said of that eMAID before. A Local Authorization List (SendLocalList) is
none of this station's, and every answer says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.messages.emaids import comparable
from workbench.station.c07_verdict import authorise, deny
from workbench.station.device_model import AUTHORIZATION, AUTHORIZATION_CACHE, ISO15118

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.station.c07_contract import Contract
    from workbench.station.decision import Decision
    from workbench.station.state import StationState

ACCEPTED = "Accepted"
_NOT_CHECKED = "Not checked: revocation, for nobody can be asked; a Local Authorization List, which this station has none of."


def offline(state: StationState, session: str, contract: Contract, emaid: str, now: datetime) -> Decision:
    """Nobody charges where ContractValidationOffline is false [C07.FR.07]; else path [C07.FR.08], then the eMAID [C07.FR.09]."""
    if not state.model.flag(ISO15118, "ContractValidationOffline"):
        why = f"{contract.name} is refused: there is no connection, and ISO15118Ctrlr.ContractValidationOffline is false."
        return deny(state, session, contract, emaid, why, requirement="C07.FR.07")
    if not contract.holds:
        why = f"{contract.name} is refused while there is no connection to the CSMS: {contract.shown.fault}."
        remedy = "" if contract.root_known else "Install the root of its mobility operator (M05)."
        status = contract.local_status
        return deny(state, session, contract, emaid, why, requirement="C07.FR.08", certificate_status=status, remedy=remedy)
    return _looked_up(state, session, contract, emaid, now)


def _looked_up(state: StationState, session: str, contract: Contract, emaid: str, now: datetime) -> Decision:
    """What becomes of a contract whose path holds."""
    cached = state.plug.token(comparable(emaid), now) if state.model.flag(AUTHORIZATION_CACHE, "Enabled") else None
    said = "" if cached is None else cached.status
    charges = False
    if not state.model.flag(AUTHORIZATION, "LocalAuthorizeOffline"):
        said = ""
        why = f"{contract.name} is refused: its eMAID may not be looked up, AuthCtrlr.LocalAuthorizeOffline is false."
    elif cached is not None:
        charges = said == ACCEPTED
        why = f"{contract.name} {'may charge' if charges else 'is refused'}: of its eMAID the CSMS said {said} before."
    elif state.model.flag(AUTHORIZATION, "OfflineTxForUnknownIdEnabled"):
        charges = True
        why = f"{contract.name} may charge although its eMAID is unknown: AuthCtrlr.OfflineTxForUnknownIdEnabled is true."
    else:
        why = f"{contract.name} is refused: there is no connection, and nothing is known of its eMAID."
    why, status = f"{why} {_NOT_CHECKED}", contract.local_status
    if charges:
        return authorise(
            state,
            session,
            contract,
            emaid,
            why,
            requirement="C07.FR.09",
            certificate_status=status,
            token_status=said,
            severity=Severity.WARNING,
        )
    return deny(state, session, contract, emaid, why, requirement="C07.FR.09", certificate_status=status, token_status=said)
