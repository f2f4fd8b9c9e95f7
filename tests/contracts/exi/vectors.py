"""What others encoded: RISE-V2G's fragments and message, EXIficient's small messages."""

import json
from pathlib import Path

from tests.contracts.exi.roots import SCHEMAS
from tests.contracts.exi.xml_tree import from_xml
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.tree import Node

DATA = Path(__file__).parents[2] / "data"
RISE = DATA / "real" / "rise-v2g"
FRAGMENTS = {one["name"]: one for one in json.loads((RISE / "exi-fragments.json").read_text("utf-8"))}
EXIFICIENT = json.loads((DATA / "exi" / "exificient.json").read_text("utf-8"))
BY_NAME = {one.name: one for one in SCHEMAS}


def rise_message(which: str) -> Node:
    """The CertificateInstallationRes of RISE-V2G's ``MsgBody-namespace`` or ``empty-namespace`` test."""
    return from_xml(ISO_15118_2, (RISE / f"CertificateInstallationRes-{which}.xml").read_text("utf-8"), "d:V2G_Message")
