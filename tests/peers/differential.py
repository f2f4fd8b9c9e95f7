"""What OpenSSL says of the same changed chains: ``python -m tests.peers.differential --cases 5000 --seed 1``.

Exit status 1 where the two differ in a way that :mod:`tests.peers.known_differences` does not know.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from OpenSSL import crypto

from tests.peers.chain_mutations import case
from tests.peers.known_differences import known_class
from tests.peers.sound_chains import AT
from workbench.certs import loading
from workbench.findings import Severity
from workbench.trust.graph import TrustGraph
from workbench.trust.paths import paths_up
from workbench.trust.validate import judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.peers.chain_mutations import Case
    from workbench.trust.validate import PathJudgement


@dataclass(frozen=True)
class Ours:
    """Our verdict, and the codes of the best path's errors and warnings; ``unreadable`` where leaf or anchor could not be read."""

    ok: bool
    errors: frozenset[str]
    warnings: frozenset[str]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Theirs:
    """OpenSSL's verdict with its error number (0: none, -1: a certificate could not be read) and the depth of it."""

    ok: bool
    error: int
    depth: int
    message: str


@dataclass(frozen=True)
class Comparison:
    """Both verdicts on one chain."""

    case: Case
    ours: Ours
    theirs: Theirs

    @property
    def agree(self) -> bool:
        return self.ours.ok is self.theirs.ok


def our_verdict(certificates: Sequence[bytes]) -> Ours:
    """RFC 5280 alone, the first certificate as anchor, the last as leaf."""
    loaded = [loading.load([(f"{number}.der", der)]).items for number, der in enumerate(certificates)]
    root, leaf = ([item for item in items if item.facts is not None] for items in (loaded[0], loaded[-1]))
    if not (root and leaf and root[0].facts and leaf[0].facts):
        return Ours(ok=False, errors=frozenset({"unreadable"}), warnings=frozenset(), sentences=())
    graph = TrustGraph(item for items in loaded for item in items)
    paths = paths_up(graph, graph.certificate(leaf[0].facts.sha256), {root[0].facts.sha256})
    judged = [judge(path, AT) for path in paths.found]
    best = min(judged, key=_errors)
    return Ours(
        ok=best.ok,
        errors=frozenset(finding.code for finding in best.findings if finding.severity is Severity.ERROR),
        warnings=frozenset(finding.code for finding in best.findings if finding.severity is Severity.WARNING),
        sentences=tuple(finding.message for finding in best.findings),
    )


def _errors(judgement: PathJudgement) -> tuple[bool, int]:
    return not judgement.ok, sum(finding.severity is Severity.ERROR for finding in judgement.findings)


def their_verdict(certificates: Sequence[bytes]) -> Theirs:
    """The OpenSSL that pyOpenSSL carries, as a TLS stack asks it: no purpose, no CRLs, nothing strict."""
    try:
        root, *others, leaf = (crypto.load_certificate(crypto.FILETYPE_ASN1, der) for der in certificates)
    except crypto.Error as error:
        return Theirs(ok=False, error=-1, depth=0, message=str(error))
    store = crypto.X509Store()
    store.add_cert(root)
    store.set_time(AT)
    try:
        crypto.X509StoreContext(store, leaf, others).verify_certificate()
    except crypto.X509StoreContextError as error:
        number, depth, message = error.errors
        return Theirs(ok=False, error=number, depth=depth, message=message)
    return Theirs(ok=True, error=0, depth=0, message="")


def compared(seed: int) -> Comparison:
    """One case, by both."""
    made = case(seed)
    return Comparison(made, our_verdict(made.certificates), their_verdict(made.certificates))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=3, help="so many examples of each class")
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    examples: defaultdict[str, list[Comparison]] = defaultdict(list)
    for seed in range(arguments.seed * 1_000_000, arguments.seed * 1_000_000 + arguments.cases):
        one = compared(seed)
        name = ("both accept" if one.ours.ok else "both reject") if one.agree else known_class(one)
        counts[name] += 1
        if not one.agree:
            examples[name].append(one)
    for name, count in counts.most_common():
        sys.stdout.write(f"{count:6,}  {name}\n")
    for name, found in examples.items():
        shown = found if name == "unexplained" else found[: arguments.show]
        for one in shown:
            sys.stdout.write(f"\n{name}: {one.case}\n  ours {one.ours}\n  theirs {one.theirs}\n")
    return 1 if counts["unexplained"] else 0


if __name__ == "__main__":
    sys.exit(main())
