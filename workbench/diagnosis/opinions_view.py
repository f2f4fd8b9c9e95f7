"""Second opinions as tables: of one chain with everybody's words, and of many chains as a matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.display import Cell, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.diagnosis.opinions import Opinion

_VERDICTS = {True: "accepts", False: "rejects", None: "cannot judge"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One chain of a matrix.

    Attributes
    ----------
    name
        What is wrong with it, for people.
    ok
        The verdict that is right.
    opinions
        What the engines said.
    certificate
        SHA-256 of the certificate that is to blame; None where there is none, or no single one.
    """

    name: str
    ok: bool
    opinions: tuple[Opinion, ...]
    certificate: str | None = None


def opinions_table(
    ours_ok: bool,  # noqa: FBT001  # the verdict is what this is about
    ours_message: str,
    opinions: Sequence[Opinion],
    ours_certificate: str | None = None,
    names: Mapping[str, str] | None = None,
) -> Table:
    """One row for the workbench and one for each engine: verdict, the certificate that is blamed, the words.

    Parameters
    ----------
    names
        What people call the certificates, by SHA-256; one that is not there is shown by its fingerprint.
    """
    called = names or {}
    ours: tuple[Cell | str, ...] = (
        "workbench",
        _verdict(ours_ok, ours_ok),
        _blamed(ours_certificate, called),
        ours_message or "–",
    )
    theirs = (
        (
            Cell(one.engine, hover=f"version {one.version}" if one.version else ""),
            _verdict(one.ok, ours_ok),
            _blamed(one.certificate, called),
            one.message,
        )
        for one in opinions
    )
    return Table(("verifier", "verdict", "blamed certificate", "its words"), (ours, *theirs), caption="Second opinions")


def opinions_matrix(cases: Sequence[Case]) -> Table:
    """One row for each chain, one column for each engine: whether it judges rightly and names the certificate that is to blame."""
    engines = list(dict.fromkeys(opinion.engine for case in cases for opinion in case.opinions))
    rows: list[tuple[Cell | str, ...]] = []
    for case in cases:
        said = {opinion.engine: opinion for opinion in case.opinions}
        cells = (_matrix_cell(said[engine], case) if engine in said else Cell("", Tone.MUTED) for engine in engines)
        rows.append((case.name, _VERDICTS[case.ok].removesuffix("s"), *cells))
    return Table(("chain", "right", *engines), rows, caption="What other verifiers say", limit=max(200, len(rows)))


def _matrix_cell(opinion: Opinion, case: Case) -> Cell:
    verdict = _verdict(opinion.ok, case.ok)
    named = ""
    if opinion.ok is False and case.certificate is not None:
        named = {None: ", names none", case.certificate: ", names it"}.get(opinion.certificate, ", names another")
    return Cell(verdict.text + named, verdict.tone, hover=opinion.message)


def _verdict(said: bool | None, right: bool) -> Cell:  # noqa: FBT001
    tone = Tone.MUTED if said is None else Tone.GOOD if said is right else Tone.WARNING
    return Cell(_VERDICTS[said], tone, tight=True)


def _blamed(sha256: str | None, names: Mapping[str, str]) -> Cell:
    if not sha256:
        return Cell("–", Tone.MUTED)
    return Cell(names[sha256], hover=sha256) if sha256 in names else Cell(sha256[:16], code=True, hover=sha256)
