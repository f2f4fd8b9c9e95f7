"""The atlas for tests: its cases, and its certificates by the names that the declaration gives them, read by asn1crypto alone."""

import hashlib
import tomllib
from functools import cache
from typing import Any

from asn1crypto import pem

from workbench.data import samples_directory
from workbench.sample_pki.atlas import Case, read_cases
from workbench.sample_pki.atlas.build import build_atlas
from workbench.sample_pki.atlas.declaration import read_atlas

SAMPLES = samples_directory()
CASES: tuple[Case, ...] = read_cases((SAMPLES / "atlas/CASES.toml").read_text("utf-8"))


@cache
def declared() -> dict[str, Any]:
    """The raw atlas.toml: ``base`` and ``case``."""
    return tomllib.loads((SAMPLES / "atlas.toml").read_text("utf-8"))


@cache
def certificates_in(path: str) -> tuple[bytes, ...]:
    """DER of the certificates in one of the samples' PEM files; what is cut off is passed over."""
    text = (SAMPLES / path).read_bytes()
    if b"-----BEGIN" not in text:
        return ()
    blocks = [b"-----BEGIN" + block for block in text.split(b"-----BEGIN")[1:] if b"-----END" in block]
    return tuple(der for label, _, der in map(pem.unarmor, blocks) if label == "CERTIFICATE")


@cache
def _names() -> dict[str, bytes]:
    pki = (SAMPLES / "pki.toml").read_text("utf-8")
    files, _ = build_atlas(*read_atlas((SAMPLES / "atlas.toml").read_text("utf-8"), pki))
    named: dict[str, bytes] = {}
    for file in files:
        if len(file.sha256) == len(file.holds):
            named |= dict(zip(file.holds, certificates_in(file.path), strict=False))
    return {name.removesuffix(" as anchor"): der for name, der in named.items()}


def certificate(name: str) -> bytes:
    """DER of ``atlas/CASE/NAME`` or of a sample by its name."""
    return _names()[name] if name.startswith("atlas/") else certificates_in(f"{name}.pem")[0]


def changed(case: Case) -> dict[str, str]:
    """The case's own certificates: full name to the name of the sound certificate that each one is like."""
    entry = declared()["case"][case.name]
    chain = {name.rpartition("/")[2]: name for name in declared()["base"].get(entry.get("base"), {}).get("chain", ())}
    models = {stem: change.get("like", chain.get(stem, "")) for stem, change in entry.get("change", {}).items()}
    models |= {stem: addition["like"] for stem, addition in entry.get("add", {}).items()}
    return {f"atlas/{case.name}/{stem}": model for stem, model in models.items()}


def chain_of(case: Case) -> tuple[bytes, tuple[bytes, ...], tuple[bytes, ...]]:
    """Leaf, the rest of the files, anchors."""
    everything = [der for path in case.files for der in certificates_in(path)]
    leaf = next(der for der in everything if hashlib.sha256(der).hexdigest() == case.leaf)
    anchors = [der for anchor in case.anchors for der in certificates_in(anchor.rpartition("=")[2])]
    return leaf, tuple(der for der in everything if der != leaf), tuple(anchors)
