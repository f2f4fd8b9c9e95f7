"""How a message shows itself: as the JSON that would go over the wire, without its secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.display import Readable, html, terminal, view
from workbench.messages.redaction import text_without_secrets

if TYPE_CHECKING:
    from workbench.messages.actions import Message

_LONGEST = 20_000
"""Characters of a message that are shown."""
_ON_A_LINE = 100


class OnTheWire(Readable):
    """A message that is JSON to whoever looks at it: its name, and the payload as OCPP 2.1 writes it.

    The payload is shown, not judged: a message that must not be sent is shown field by field.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return "\n".join(terminal(line) for line in (type(self).__name__, *payload_lines(self)))  # type: ignore[arg-type]

    def _in_a_line(self) -> str:
        said = " ".join(line.strip() for line in payload_lines(self))  # type: ignore[arg-type]
        return terminal(f"<{type(self).__name__} {said if len(said) <= _ON_A_LINE else f'{said[: _ON_A_LINE - 1]}…'}>")

    def _repr_html_(self) -> str:
        lines = Markup("\n").join(html(line) for line in payload_lines(self))  # type: ignore[arg-type]
        name = html(type(self).__name__)
        return str(view(Markup('<strong>{}</strong><pre class="pnc-code" style="margin:.3em 0">{}</pre>').format(name, lines)))


def payload_lines(message: Message) -> list[str]:
    """Its payload as OCPP 2.1 writes it, indented, without secrets; cut where it is very long. Hostile text."""
    # the codec reads the message classes, which stand on this module
    from workbench.messages.codec import to_wire  # noqa: PLC0415
    from workbench.messages.faults import Unsendable  # noqa: PLC0415
    from workbench.messages.versions import Version  # noqa: PLC0415

    try:
        text = json.dumps(json.loads(text_without_secrets(json.dumps(to_wire(message, Version.V21)))), indent=2, ensure_ascii=False)
    except Unsendable:
        text = text_without_secrets(repr(message))
    return (text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…").splitlines()
