"""READ FIRST: OCPP-J over anything that carries text messages (OCPP 2.1 Part 4).

:mod:`transport` says what carries them, :mod:`pipe` is two ends in memory, :mod:`session` is one side of a connection: it answers
what comes in and waits for what it asked. :mod:`limits` has every bound.
"""
