"""READ FIRST: station.py, then csms.py and linking.py. What people hold in a notebook: thin holders over immutable values.

:mod:`station` is a station; :mod:`happenings` its journal with undo and redo, :mod:`local_effects` what needs no connection.
:mod:`driver` carries its effects out over one: :mod:`reaching` opens it through an :mod:`opening` (:mod:`memory` in this process,
:mod:`workbench.net.websocket` over the network), :mod:`sending` sends, :mod:`ticking` is time by the real clock. :mod:`csms` is a
CSMS with many stations and what it can be told to do (:mod:`named` are the words, :mod:`running` one procedure on its way);
:mod:`hosting` is how it answers, :mod:`credentials` what it shows and signs with, :mod:`line` one connection, :mod:`arrivals` waits
for a station; :mod:`looking_up` asks OCSP responders and CRL servers while a station waits. :mod:`linking` connects the two.

:mod:`clock` is the one time of both, :mod:`passing_time` lets it pass. Private keys are in :mod:`keys` (the station's),
:mod:`servers` (TLS servers) and :mod:`issuer` (behind :mod:`authority`, a simulated CA), and nowhere else. A CA over the network is
:mod:`est_authority`; :mod:`enrolling` has what is on its way there, :mod:`authorities` what a CSMS asks of either.
"""
