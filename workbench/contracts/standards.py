"""The two standards by the URN of their schema, as ``iso15118SchemaVersion`` says it."""

ISO_2 = "urn:iso:15118:2:2013:MsgDef"
ISO_20 = "urn:iso:std:iso:15118:-20:CommonMessages"


def number(schema: str) -> str:
    """``"ISO 15118-2"`` or ``"ISO 15118-20"``."""
    return "ISO 15118-20" if schema == ISO_20 else "ISO 15118-2"
