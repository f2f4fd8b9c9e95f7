"""READ FIRST: server.py and opening.py. OCPP-J over real WebSockets (OCPP 2.0.1 and 2.1, Part 4), with the ``websockets`` library.

:mod:`server` is the CSMS's port, :mod:`admission` what it asks before it upgrades, :mod:`urls` the station's identity in an
address. :mod:`opening` is the station's way there, in steps between which it decides. :mod:`carrying` is what sessions get.
"""

from workbench.net.websocket.opening import ServerName, WebSocketOpener
from workbench.net.websocket.server import CsmsServer
from workbench.net.websocket.timing import TimeOuts

__all__ = ["CsmsServer", "ServerName", "TimeOuts", "WebSocketOpener"]
