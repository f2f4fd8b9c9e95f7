"""READ FIRST: an OCPP-J log held against the reference station and CSMS, message by message; the first wrong step is marked.

``replay(logs, certificates, now=...)`` (:mod:`replaying`) gives a :class:`~workbench.replay.result.Replay` of steps (:mod:`step`),
which :mod:`shown` draws. A :mod:`course` goes through one station's messages: :mod:`order` pairs calls and answers, :mod:`payloads`
reads them strictly, :mod:`judging` hands each to the module of its use case (``m01_``, ``m03_`` to ``m07_``, ``a02_``, ``c07_``,
``b05_b06_``), :mod:`carrying` names the certificates in it. What is known of the station is the record that
:func:`workbench.csms.csms.decide` keeps beside the log (:mod:`beside`); what the station should have answered,
:func:`workbench.station.station.decide` says of a station made from that record.

A log begins in the middle: what a station holds is not known before it lists it. What cannot be told is said, and is never wrong.
"""
