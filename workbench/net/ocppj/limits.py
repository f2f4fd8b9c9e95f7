"""Every bound of a session: what a peer may cost us."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds; each is far above what a sound peer needs.

    Attributes
    ----------
    longest_frame
        Characters of a message that is read at all (bytes of a binary one).
    answer_within
        Seconds until a CALL is given up.
    close_within
        Seconds that a close waits for what is still to be sent.
    waiting_calls
        CALLs of the peer that wait for their answer. A sound peer has one; more than that are refused at once.
    waiting_frames
        Frames of ours that wait to be sent. A peer that sends and does not read fills it; then the session ends.
    remembered_ids
        Message ids that are remembered, to tell a late answer from an unknown one and a repeated CALL from a new one.
    findings
        Findings that are kept: the first ones.
    """

    longest_frame: int = 1024 * 1024
    answer_within: float = 30.0
    close_within: float = 5.0
    waiting_calls: int = 16
    waiting_frames: int = 64
    remembered_ids: int = 1024
    findings: int = 1000
