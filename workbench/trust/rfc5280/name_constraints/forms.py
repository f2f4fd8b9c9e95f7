"""The forms of names for which there are rules of comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.trust.rfc5280.name_constraints import addresses, directory_names, dns_names, mailboxes, uris
from workbench.trust.rfc5280.name_constraints.general_names import ADDRESS, DIRECTORY_NAME, DNS_NAME, MAILBOX, URI

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.trust.rfc5280.name_constraints.subtrees import Rules

RULES: Mapping[str, Rules] = {
    DNS_NAME: dns_names,
    MAILBOX: mailboxes,
    URI: uris,
    ADDRESS: addresses,
    DIRECTORY_NAME: directory_names,
}
"""By form; for others neither RFC 5280 nor this program defines how to compare."""
