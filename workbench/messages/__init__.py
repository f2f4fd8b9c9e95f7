"""READ FIRST: the messages of OCPP 2.0.1 and 2.1 that certificate management needs, and the frames that carry them.

A message is a frozen dataclass, one module for each family (:mod:`certificates`, :mod:`sign_certificate`,
:mod:`certificate_status`, :mod:`ev_certificate`, :mod:`variables` ...), annotated with its names and limits on the wire
(:mod:`wire`). :mod:`versions` has everything in which 2.0.1 differs. :mod:`plans` makes a shape (:mod:`shapes`) of a class and a
version, :mod:`reading` holds JSON against it, :mod:`codec` is ``to_wire`` and ``from_wire``. :mod:`actions` lists the messages,
:mod:`faults` has the errors, :mod:`shown` is how a message looks, :mod:`notes` says what the schemas are silent on, :mod:`frames`
and :mod:`frame_text` are OCPP-J's CALL, CALLRESULT, CALLERROR, CALLRESULTERROR and SEND, :mod:`exchange` puts messages into frames,
:mod:`wire_log` keeps them, :mod:`redaction` leaves their secrets out. Nothing here imports the ``ocpp``
package: the tests hold every class against its schemas, both ways.
"""
