"""READ FIRST: station.py. What people hold in a notebook: a station and a CSMS, thin holders over immutable values.

:mod:`station` and :mod:`csms` have the machines; :mod:`journalled` is what a station is without a connection. :mod:`driver` carries
out what a station's decisions ask for, :mod:`csms_driver` what the CSMS's do; :mod:`linking` connects the two, through an
:class:`~workbench.net.machines.opening.Opener`: :mod:`memory` in this process, :mod:`workbench.net.websocket` over the network.
:mod:`clock` is the one time of both, :mod:`keys` the only place with private keys, :mod:`authority` a simulated CA.
"""
