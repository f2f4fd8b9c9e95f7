"""Messages and payloads that hypothesis makes from our shapes, sound ones and changed ones."""

import copy

from hypothesis import strategies as st

from workbench.messages.custom_data import CustomData
from workbench.messages.shapes import Choice, Custom, Flag, Many, Number, Object, Text, Whole

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
CUSTOM_DATA = st.builds(
    lambda vendor, rest: {**rest, "vendorId": vendor},
    st.text(max_size=255),
    st.dictionaries(st.text(max_size=12), JSON, max_size=3),
)
"""Any keys, nested, with white space, dots, underscores and capitals."""


def texts(longest):
    """Mostly short ones, some just as long as allowed; any character."""
    short = st.text(max_size=min(longest, 12) if longest is not None else 12)
    return short if longest is None else short | st.text(min_size=1, max_size=1).map(lambda one: one * longest)


def values(shape):  # noqa: PLR0911  one line per shape
    """Attributes as a message has them."""
    match shape:
        case Text(longest=longest):
            return texts(longest)
        case Whole(least=least):
            return st.integers(min_value=least)
        case Number():
            return st.floats(allow_nan=False, allow_infinity=False) | st.integers()
        case Flag():
            return st.booleans()
        case Choice(members=members, enum=enum):
            return st.sampled_from(members).map(enum or str)
        case Custom():
            return CUSTOM_DATA.map(CustomData.of)
        case Many(item=item, fewest=fewest, most=most):
            return st.lists(values(item), min_size=fewest or 0, max_size=min(most or 9, (fewest or 0) + 2)).map(tuple)
        case Object(cls=cls, fields=fields):
            attributes = {
                field.attribute: values(field.shape) if field.required else st.none() | values(field.shape) for field in fields
            }
            return st.builds(cls, **attributes)


LIMITS = (20, 21, 25, 36, 37, 40, 41, 50, 51, 64, 65, 128, 129, 255, 256, 512, 513, 1000, 1001, 1024, 1025, 2000, 2001, 2500,
          2501, 5500, 5501, 5600, 5601, 7500, 7501, 10000, 10001, 11000, 11001, 17000, 17001, 18000, 18001)  # fmt: skip
ODD = st.one_of(
    JSON,
    st.sampled_from(LIMITS).map(lambda length: "x" * length),
    st.sampled_from([None, True, False, 0, -1, 1.0, -0.0, 1.5, 1e300, "", "Accepted", "accepted", [], {}, [[]], {"vendorId": 1}]),
).map(copy.deepcopy)  # a change may follow inside it
STRANGE_KEYS = st.sampled_from(["customData", "requestId", "statusInfo", "prioritizedEmaids", "status", "Status", "$ref", ""])


def places(node, path=()):
    """The path of every value in a JSON document but the root's."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from places(value, (*path, key))


@st.composite
def changed(draw, payload):
    """The payload with one to three changes, each somewhere; now and then something else altogether."""
    payload = copy.deepcopy(payload)
    if draw(st.integers(0, 19)) == 0:
        return draw(ODD)
    for _ in range(draw(st.integers(1, 3))):
        found = list(places(payload))
        if not found or draw(st.integers(0, 5)) == 0:
            nodes = [payload, *(at_path(payload, path) for path in found)]
            target = draw(st.sampled_from([node for node in nodes if isinstance(node, dict)]))
            target[draw(STRANGE_KEYS | st.text(max_size=5))] = draw(ODD)
            continue
        *above, key = draw(st.sampled_from(found))
        parent = at_path(payload, above)
        change(draw, parent, key)
    return payload


def at_path(node, path):
    for key in path:
        node = node[key]
    return node


def change(draw, parent, key):
    match draw(st.sampled_from(["drop", "replace", "longer", "shorter", "more", "double"])):
        case "drop":
            del parent[key]
        case "longer" if isinstance(parent[key], str):
            parent[key] += draw(st.text(min_size=1, max_size=2))
        case "shorter" if isinstance(parent[key], str | list):
            parent[key] = parent[key][:-1]
        case "more" if isinstance(parent[key], list):
            parent[key] += parent[key][:1] * draw(st.integers(1, 9))
        case "double" if isinstance(parent[key], int | float):
            parent[key] *= draw(st.sampled_from([-1, 0.5, 1.0]))
        case _:
            parent[key] = draw(ODD)
