"""Who names the right certificate and the right reason? Every case of the atlas, put to this workbench and to other verifiers.

``.venv/bin/python -m benchmarks.atlas`` writes ``docs/atlas.md``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.cases.atlas import CASES, SAMPLES
from tests.cases.witnesses import WITNESSES, Contains, Crl, Field, Ocsp, Order, Text, Verify
from workbench.lab.atlas import Exercise
from workbench.net.peers import ENGINES, ask_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.diagnosis.opinions import Opinion
    from workbench.sample_pki.atlas import Case

OURS, OPENSSL, PARTIAL = "workbench", "openssl", "openssl -partial_chain"
DOCUMENT = Path(__file__).parents[1] / "docs" / "atlas.md"

WORDS = {
    "expired": r"expired|not valid at",
    "not-yet-valid": r"not yet valid|not valid until|not valid at",
    "clock-suspect": r"clock|not yet valid|not valid until|not valid at",
    "issuer-missing": r"issuer certificate|no issuer|unknown issuer|issuer unknown|missing",
    "untrusted-root": r"self-signed|self signed|untrusted|not trusted|no.{0,40}trust",
    "issuer-key-mismatch": r"\bkey\b",
    "issuer-name-mismatch": r"\bname\b|\bsubject\b",
    "key-identifier-mismatch": r"key identifier|keyid|\bakid?\b",
    "signature-invalid": r"signature",
    "signature-algorithm-mismatch": r"algorithm",
    "self-signed-leaf": r"self-signed|self signed|self-issued",
    "path-loop": r"loop|circle|cycle",
    "not-a-ca": r"invalid ca|not a ca|basic ?constraints|\bca\b",
    "ca-key-usage": r"key ?usage|keycertsign|key_cert_sign|certificate sign",
    "path-length-exceeded": r"path ?length|maximum path",
    "not-version-3": r"version",
    "leaf-is-ca": r"\bca\b",
    "name-constraints": r"subtree|name ?constraint|permitted namespace|excluded",
    "policy-constraints": r"polic",
    "unknown-critical-extension": r"critical",
    "duplicate-extension": r"duplicate|twice|repeated",
    "malformed-extension": r"pars|malformed|format|invalid|encod|tag should",
    "malformed-certificate": r"pars|malformed|format|invalid|encod|error in certificate",
    "extended-key-usage": r"purpose|extended ?key|eku",
    "leaf-key-usage": r"key ?usage",
    "identity-mismatch": r"name mismatch|hostname|subject.?alt|does not match|no matching|name",
    "weak-key": r"\bkey\b",
    "key-algorithm": r"\bkey\b|algorithm|curve",
    "signature-algorithm": r"algorithm|digest|sha-?1|hash",
    "revoked": r"revoked",
    "revocation-stale": r"crl has expired|crl is not yet valid|recent|stale|fresh|out of date",
    "revocation-unknown": r"unable to get certificate crl|no crl|crl scope|no.{0,40}revocation|crl",
    "revocation-signature": r"crl signature|signature",
    "revocation-unauthorized": r"crl signing|sign crl|crlsign|authori[sz]",
    "revocation-wrong-certificate": r"serial|does not match|no matching",
    "crl-issuer": r"crl.{0,60}issuer|issuer.{0,60}crl|another ca",
    "crl-delta": r"delta",
    "malformed-crl": r"pars|malformed|format|invalid",
    "domain-component": r"domain.?component|\bdc\b",
    "common-name": r"common.?name|\bcn\b",
    "certificate-too-large": r"large|size|octets|bytes",
    "chain-too-long": r"long|length|certificates",
    "wrong-pki": r"pki",
    "wrong-anchor": r"anchor|trust",
}
"""The right reason by cause: what a message must match, whatever its case. Generous: a hint is enough."""

CHARGING = frozenset(
    {
        *(
            "domain-component",
            "common-name",
            "key-algorithm",
            "certificate-too-large",
            "chain-too-long",
            "wrong-pki",
            "wrong-anchor",
        ),
        *("leaf-is-ca", "leaf-key-usage", "signature-algorithm", "weak-key"),
    }
)
"""Causes that stand in ISO 15118 or OCPP, not in RFC 5280: a general verifier has no way to know them."""


@dataclass(frozen=True)
class Said:
    """One answer, held to the case."""

    ok: bool | None
    words: str
    certificate: bool
    reason: bool

    @property
    def cell(self) -> str:
        """For the table."""
        if self.ok is None:
            return f"– {shown(self.words)}"
        if self.ok:
            return "accepts"
        marks = ("C" if self.certificate else "·") + ("R" if self.reason else "·")
        return f"**{marks}** {shown(self.words)}"


def held(case: Case, ok: bool | None, words: str, certificate: str | None) -> Said:  # noqa: FBT001
    """An answer beside the expert's."""
    words, _, unchecked = words.partition("; does not check")  # what it left out is no reason
    if words.startswith("The X.509 certificate provided"):
        certificate = case.leaf
    rejects = ok is False and not case.ok
    reason = rejects and re.search(WORDS[case.cause], words, re.IGNORECASE) is not None
    told = f"{words} (not checked:{unchecked.replace('; does not check', ',')})" if unchecked else words
    return Said(ok, told, rejects and certificate == case.certificate_sha256, reason)


def shown(words: str) -> str:
    """A message for a cell of Markdown."""
    text = re.sub(r'"[^"]*Common Name: ([^",]*)[^"]*"', r"“\1”", " ".join(words.split()))
    text = text if len(text) <= 110 else text[:109] + "…"
    for character in "\\`*_|<>[]":
        text = text.replace(character, "\\" + character)
    return text


def answers() -> tuple[list[dict[str, Said]], dict[str, str]]:
    """Per case what each said, and the engines' versions."""
    results = []
    for case in CASES:
        (result,) = Exercise(case).diagnoses
        results.append(result)
    opinions = ask_many([result.question for result in results])
    rows: list[dict[str, Said]] = []
    versions: dict[str, str] = {}
    for case, result, heard in zip(CASES, results, opinions, strict=True):
        cause = result.cause
        named = cause is not None and cause.certificate == case.certificate_sha256
        own = Said(
            result.ok, f"{cause.code}: {cause.message}" if cause else "", named, cause is not None and cause.code == case.cause
        )
        versions |= {opinion.engine: opinion.version for opinion in heard if opinion.version}
        rows.append({OURS: own, **{opinion.engine: _of(case, opinion) for opinion in heard}})
    return rows, versions


def _of(case: Case, opinion: Opinion) -> Said:
    if case.ocsp or case.policies:
        return Said(None, "not asked", certificate=False, reason=False)
    return held(case, opinion.ok, opinion.message, opinion.certificate)


def totals(rows: Sequence[dict[str, Said]]) -> list[str]:
    """The table on top."""
    groups = {
        "broken by RFC 5280, TLS or revocation": [i for i, case in enumerate(CASES) if not case.ok and case.cause not in CHARGING],
        "broken by ISO 15118 or OCPP alone": [i for i, case in enumerate(CASES) if not case.ok and case.cause in CHARGING],
        "sound": [i for i, case in enumerate(CASES) if case.ok],
    }
    lines = ["| | " + " | ".join(rows[0]) + " |", "|---" * (len(rows[0]) + 1) + "|"]
    for title, chosen in groups.items():
        count = {engine: Counter(_tally(rows[i][engine] for i in chosen)) for engine in rows[0]}
        counted = ("accepted", "rejected") if title == "sound" else ("rejected", "right certificate", "right reason", "both")
        for what in (*counted, "could not judge"):
            cells = " | ".join(str(count[engine][what]) for engine in rows[0])
            lines.append(f"| {len(chosen)} {title}: {what} | {cells} |")
    return lines


def _tally(said: Iterable[Said]) -> Iterable[str]:
    for one in said:
        yield {True: "accepted", False: "rejected", None: "could not judge"}[one.ok]
        if one.certificate:
            yield "right certificate"
        if one.reason:
            yield "right reason"
        if one.certificate and one.reason:
            yield "both"


def sections() -> dict[str, str]:
    """Each case's heading in atlas.toml."""
    heading, found = "", {}
    for line in (SAMPLES / "atlas.toml").read_text("utf-8").splitlines():
        if match := re.match(r"# --- (.+?) -+$", line):
            heading = match.group(1)
        elif match := re.match(r"\[case\.(.+)\]", line):
            found[match.group(1)] = heading
    return found


HEAD = """\
# The atlas: {count} chains, and what {engines} verifiers say of them

Made by `python -m benchmarks.atlas`; do not edit. `sample_certs/atlas/` holds the chains, `sample_certs/atlas/CASES.toml` the
answers: for each case its files, anchors, use, profile and time, whether it is sound (`ok`), the `cause` that must come first
and the `certificate` it is about, the `findings` that must be there, and what an expert would tell a colleague. They are free
to be used as test vectors (Apache-2.0). `sample_certs/atlas.toml` declares them, a sound chain and a change each;
`tests/cases/` holds the diagnosis to them, and proves with openssl and asn1crypto that each defect is really there and that
the chain without it is sound.

## How it is counted
- {broken} cases must be refused; {sound} are sound: controls, departures that verifiers tolerate, and disorder in files. The
  time is 2026-06-01 unless a case has another one. All get the same leaf, pile, anchors, time, CRLs and host name. Where a
  case turns on OCSP responses or on policy inputs the others are not asked: the same question cannot be put to them here.
- **C**, the right certificate: the engine points to the certificate that the case names, by depth, position or subject.
- **R**, the right reason: its own words match a pattern for the cause, `WORDS` in `benchmarks/atlas.py`. Generous: for a
  missing issuer "unable to get local issuer certificate" counts; for a namesake with another key the word "key" must occur,
  for "signature failure" would fit a damaged file as well. Of the workbench the code itself is due.
- The workbench's diagnosis was written with these cases at hand, the others were not: its column shows that it keeps its
  promise, not how it would do on cases that nobody thought of. For those see `tests/peers/` (NIST PKITS, differential tests).
- An engine that accepts a chain which ISO 15118 or OCPP alone forbids does nothing wrong: it does not know them. These are
  counted apart. Nor does one that refuses what others tolerate: stacks differ, and a warning of the workbench says so.
- `openssl` is asked as most stations ask; `-partial_chain` takes a sub-CA or a rotated root as anchor.

Versions: {versions}.

## Totals
"""

FOOT = """
## Left out
`search-limit` (hostile piles, see `tests/trust/`), `check-failed` (a fault of our own), `engines-disagree` (second opinions
make it: see the rows in which they do), `message-too-large`, `private-key-missing`, `revocation-unreachable`,
`malformed-ocsp` (network and messages): no chain of files shows them.
"""


def main() -> None:
    """Ask everybody, write the document."""
    rows, versions = answers()
    head = HEAD.format(
        count=len(CASES),
        engines=len(ENGINES) + 1,
        broken=sum(not case.ok for case in CASES),
        sound=sum(case.ok for case in CASES),
        versions=", ".join(f"{engine} {version}" for engine, version in versions.items()),
    )
    lines = [head, *totals(rows)]
    of = sections()
    last = ""
    columns = [engine for engine in rows[0] if engine not in {"pyOpenSSL", PARTIAL}]
    for case, row in zip(CASES, rows, strict=True):
        if of[case.name] != last:
            last = of[case.name]
            lines += ["", f"## {last[0].upper()}{last[1:]}", "| case | expert | " + " | ".join(columns) + " |"]
            lines.append("|---" * (len(columns) + 2) + "|")
        expert = f"`{case.cause}`: {case.certificate.rpartition('/')[2]}" if case.cause else ", ".join(["accept", *_codes(case)])
        told = f"<br>{case.why}"
        lines.append(f"| **{case.name}**: {case.title}{told} | {expert} | " + " | ".join(_cell(row, one) for one in columns) + " |")
    lines += ["", *witnessed(), FOOT]
    DOCUMENT.write_text("\n".join(lines), "utf-8")
    print("\n".join(totals(rows)))


def _codes(case: Case) -> list[str]:
    return [f"`{code}`" for code in case.findings]


def _cell(row: dict[str, Said], engine: str) -> str:
    """One engine's cell; what the others of its family say otherwise stands in it too."""
    cell = row[engine].cell
    if engine != OPENSSL:
        return cell
    others = [f"{name}: {row[name].cell}" for name in (PARTIAL, "pyOpenSSL") if _verdict(row[name]) != _verdict(row[OPENSSL])]
    return "<br>".join([cell, *others])


def _verdict(said: Said) -> tuple[bool | None, bool, bool]:
    return said.ok, said.certificate, said.reason


def witnessed() -> list[str]:
    """Who says that the defects are there."""
    named = {
        Verify: "`openssl verify` refuses with the error and depth that the defect must give, or accepts where it must not mind",
        Text: "`openssl x509 -text` shows it in the changed certificate, and not in the sound one",
        Field: "asn1crypto reads it in the changed certificate, and not in the sound one",
        Crl: "`openssl crl -text` shows it",
        Ocsp: "`openssl ocsp -respin` says it",
        Order: "the order of the file's certificates, by asn1crypto",
        Contains: "the file's text",
    }
    count = Counter(kind for witnesses in WITNESSES.values() for kind in {type(one) for one in witnesses})
    bare = [
        case.name
        for case in CASES
        if not case.ok and all(isinstance(one, Verify) and not one.error for one in WITNESSES[case.name])
    ]
    return [
        "## Who says that the defects are there",
        "`tests/cases/witnesses.py` names a witness for every case that has one, none of it this project's own reading; the",
        "unbroken chain of each base passes `openssl verify` in the same test.",
        "",
        "| witness | cases |",
        "|---|---|",
        *(f"| {words} | {count[kind]} |" for kind, words in named.items()),
        "",
        f"Without a witness of their defect are {len(bare)} of those to be refused: {', '.join(bare)}.",
        "Their octets are sound; wrong is the use for which they are shown, the type under which their anchor is installed, the",
        "profile, or the name that is asked for. No general tool has a view on that.",
    ]


if __name__ == "__main__":
    main()
