"""READ FIRST: station.py. The charging station without I/O: what it answers, and which requirement decided that.

:func:`workbench.station.station.decide` takes a state, an event and the time, and gives a new state, the reply, the findings and
what the edge must do. Nothing here has a clock, a socket or a key: private keys are references that only the edge can follow.

:mod:`state`, :mod:`installed` and :mod:`device_model` are what a station is, :mod:`outfit` builds one; :mod:`events`,
:mod:`effects` and :mod:`decision` are how it meets the world; :mod:`policy` has what the standard leaves open,
:mod:`personalities` how stations in the field depart from it (:mod:`departures`, :mod:`hash_dialects`). One module for each use
case: ``m01_`` to ``m07_``, ``a02_a03_``, ``a04_``, ``b05_``, ``b09_``, ``c07_``, ``f06_``, and :mod:`connection` with
:mod:`server_certificate` for the server's; :mod:`v2g_chains` says which certificate the SECC presents, :mod:`statuses` is what is
kept about revocation, :mod:`staples` what of that vehicles see, and :mod:`plug` what is under way with vehicles. :mod:`judging`
asks :mod:`workbench.trust`. On top of that stand :mod:`journal` (undo, redo, replay, export) and :mod:`explore`
(which orders of :mod:`moves` strand a station).
"""
