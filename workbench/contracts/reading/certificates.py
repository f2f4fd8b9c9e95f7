"""The certificates inside a message, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.loading import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.bundle import Bundle
    from workbench.contracts.exi.tree import Node

_NAMES = {"Certificate", "OEMProvisioningCert"}


def certificates(root: Node) -> Iterator[tuple[str, bytes]]:
    """Path (from the message's own element) and octets of each, in the order of the stream."""
    body = root.find("Body")
    yield from _certificates(body.elements[0] if body is not None and body.elements else root, "")


def _certificates(node: Node, above: str) -> Iterator[tuple[str, bytes]]:
    path = f"{above}/{node.name.local}" if above else node.name.local
    if node.name.local in _NAMES and isinstance(node.text, bytes):
        yield path, node.text
    several = [one for one in node.elements if one.name.local in _NAMES]
    for child in node.elements:
        number = f"[{several.index(child) + 1}]" if len(several) > 1 and child in several else ""
        for place, data in _certificates(child, path):
            yield f"{place}{number}", data


def bundle_of(root: Node) -> Bundle:
    """All of them as items; what is no certificate is an unreadable one."""
    return load(certificates(root))
