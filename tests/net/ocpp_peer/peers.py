"""A message of every kind, and the plain library at one end of a pipe."""

import asyncio
import logging
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from workbench.messages.actions import ACTIONS
from workbench.messages.codec import to_wire
from workbench.messages.custom_data import CustomData
from workbench.messages.plans import object_of
from workbench.messages.shapes import Choice, Custom, Flag, Many, Number, Object, Text, Whole
from workbench.messages.versions import Version
from workbench.net.ocppj.pipe import pipe
from workbench.net.ocppj.session import Session
from workbench.net.ocppj.transport import Ended

LIBRARY_BREAKS = {"customData", "prioritizedEMAIDs"}
ACTIONS_OF = [(version, action) for version in Version for action in ACTIONS.values() if version in action.versions]
logging.getLogger("ocpp").setLevel(logging.CRITICAL)


def sample(cls, version, *, full=True, without=frozenset()):
    """A message with every field, or with the required ones alone."""
    return made(object_of(cls, version), full, without)


def made(shape, full, without):  # noqa: PLR0911  one line per shape
    match shape:
        case Text(longest=longest):
            return "Text of 32 characters, as it is."[: longest or 32]
        case Whole(least=least):
            return (least or 0) + 1
        case Number():
            return 1.5
        case Flag():
            return True
        case Choice(members=members, enum=enum):
            return (enum or str)(members[-1])
        case Custom():
            return CustomData.of({"vendorId": "com.example", "associated_soc": {"CSMS_url": [1], "none": None}})
        case Many(item=item, fewest=fewest):
            return (made(item, full, without),) * max(fewest or 0, 1)
        case Object(cls=cls, fields=fields):
            taken = [field for field in fields if (full or field.required) and field.name not in without]
            return cls(**{field.attribute: made(field.shape, full, without) for field in taken})


def modules(version) -> Any:
    """``ocpp.v21`` or ``ocpp.v201``."""
    return import_module(f"ocpp.v{version.value.replace('.', '')}")


def theirs(message, version):
    """Our message as one of the plain library's, by its own conversion of names."""
    convert = import_module("ocpp.charge_point").camel_to_snake_case
    package = modules(version)
    name = type(message).__name__
    kind = package.call if name.endswith("Request") else package.call_result
    cls = getattr(kind, name.removesuffix("Request").removesuffix("Response"))
    fields = {field.replace("_", ""): field for field in cls.__dataclass_fields__}
    return cls(**{fields[key.replace("_", "")]: value for key, value in convert(to_wire(message, version)).items()})


def plain(version, handlers=None, base=None):
    """A ChargePoint class with a handler for each action: (keywords) -> its response."""
    on, marked = import_module("ocpp.routing").on, {}
    for action, handler in (handlers or {}).items():
        handler.__name__ = f"on_{action}"  # the library finds a handler by its function's name
        marked[handler.__name__] = on(action)(handler)
    return type("Plain", (base or modules(version).ChargePoint,), marked)


@asynccontextmanager
async def against(peer_class, side, version, answer, **options):
    """Our session of this side, and a ChargePoint at the other end."""
    ours, their_end = pipe()
    session = Session(ours, side, version, answer, **options)
    peer = peer_class("stranger", their_end, response_timeout=5)
    running = [asyncio.create_task(session.run()), asyncio.create_task(peer.start())]
    try:
        async with asyncio.timeout(20):
            yield session, peer
    finally:
        await session.close()
        _, ended = await asyncio.gather(*running, return_exceptions=True)
        assert isinstance(ended, Ended), ended
        await session.finished()
        for _ in range(5):
            await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}
