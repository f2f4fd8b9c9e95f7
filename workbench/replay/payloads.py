"""Payloads read strictly, in the version that is spoken, or in whichever of the two takes them where that is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.messages.actions import ACTIONS
from workbench.messages.codec import from_wire
from workbench.messages.faults import Refused
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from workbench.messages.actions import Kind, Message
    from workbench.messages.faults import Fault


class Read(NamedTuple):
    """What a payload says.

    Attributes
    ----------
    message
        None where it breaks its schema.
    version
        The version in which it was read, or held to be broken.
    faults
        Every departure; empty where the message as a whole is refused.
    refusal
        The sentence; empty where it was read.
    """

    message: Message | None
    version: Version
    faults: tuple[Fault, ...] = ()
    refusal: str = ""


def known(action: str) -> bool:
    """Whether an action's messages are known here in any version."""
    return action in ACTIONS


def read(action: str, kind: Kind, payload: Any, version: Version | None) -> Read:
    """The message of a payload; ``version`` None tries 2.1 first, then 2.0.1."""
    tried = [version] if version is not None else [Version.V21, Version.V201]
    first: Read | None = None
    for one in tried:
        try:
            return Read(from_wire(action, kind, {} if payload is None else payload, one), one)
        except Refused as refused:
            first = first or Read(None, one, refused.faults, refused.message)
        except (RecursionError, ValueError, TypeError, OverflowError) as error:  # a number of 10,000 digits, depth
            first = first or Read(None, one, (), f"The payload cannot be read: {type(error).__name__}.")
    return first if first is not None else Read(None, Version.V21, (), "There is no version to read it in.")
