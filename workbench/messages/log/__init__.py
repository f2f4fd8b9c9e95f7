"""READ FIRST: OCPP-J logs in their usual shapes, read into the frames they hold.

``read_log(text)`` gives each frame as a :class:`LogEntry` with what the log tells around it (line, time, station, sender, version),
and what looks like a frame and is none as a :class:`LogRefusal`. :mod:`values` finds the JSON in a text, whatever stands around it;
:mod:`table` reads exports as CSV, :mod:`records` the frames in objects of JSON, :mod:`heads` the words before a frame,
:mod:`directions` who is meant by "CP->CS" or "Received", :mod:`senders` who must have sent a frame where no word says it,
:mod:`moments` how loggers write the time. ``exchanges_of(entries)`` (:mod:`pairing`) puts calls and answers together. Nothing is
judged here: a frame is whatever begins like one.
"""

from workbench.messages.log.entries import LogEntry, LoggedExchange, LogRefusal
from workbench.messages.log.pairing import exchanges_of
from workbench.messages.log.reading import read_log

__all__ = ["LogEntry", "LogRefusal", "LoggedExchange", "exchanges_of", "read_log"]
