"""READ FIRST: csms.py. The charging station management system without I/O: what it answers, asks for and believes of each station.

:func:`workbench.csms.csms.decide` takes the record of a station, an event and the time, and gives a new record, the reply, the
findings and what the edge must do. Nothing here has a clock, a socket or a key, and nothing here imports the station: the two meet
through messages only.

:mod:`record` is what is known of a station, :mod:`limits` what its variables allow; :mod:`events`, :mod:`effects` and
:mod:`decision` are how the CSMS meets the world; :mod:`policy` has what the standard leaves to it. What a CSMS begins itself is a
:mod:`procedure`: a generator that yields requests and hears answers, one module for each use case (``m03_``, ``m04_``, ``m05_``,
``a02_``, ``b05_``), with :mod:`guards` before it asks. Answers to M06, M07 and C07 wait for what others say:
:mod:`status_questions` is whom to ask, :mod:`status_looking` goes from URL to URL while the edge fetches; answers to M01 and M02
wait for the contract certificate pool. On top stand :mod:`drift` (the record against the station's own words), :mod:`rotation` (a
new CSMS root, one station), :mod:`go_no_go` and :mod:`rollout` (the same for a fleet).
"""
