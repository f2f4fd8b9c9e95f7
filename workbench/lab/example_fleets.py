"""A fleet to try things on: simulated, out of a seed, with the field's mistakes; as a value, and as the files it would come in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.fleet.generate import REFERENCE_TIME, example_files, generate
from workbench.views.progress import NotebookProgress

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from datetime import datetime

    from workbench.fleet.generate import GeneratedFleet


def example_fleet(
    *,
    stations: int = 200,
    seed: int = 7,
    days: int = 1,
    at: datetime = REFERENCE_TIME,
    into: str | os.PathLike[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> GeneratedFleet:
    """A simulated fleet; the same seed gives the same fleet.

    Parameters
    ----------
    stations
        How many.
    seed
        Another fleet for another number.
    days
        How many days of answers, one a day and station, the last before ``at``.
    at
        The fleet's now, UTC-aware.
    into
        A folder for its files, made where it is not there: answers.jsonl, stations.csv, csms-record.csv, certificates.pem,
        csms-chain.pem, ocpp.log, truth.csv. None: no files.
    progress
        Called with how many of how many stations are made; None: a bar in a notebook, where it takes longer than a second.

    Returns
    -------
    GeneratedFleet
        Its ``inventory()`` can be asked; its ``truth`` knows the answers.

    Raises
    ------
    InputError
        The folder cannot be written to, or has such files already.
    """
    with NotebookProgress("Making stations:") as bar:
        fleet = generate(stations, seed=seed, days=days, at=at, progress=progress or bar)
    if into is not None:
        _write(example_files(fleet), Path(into))
    return fleet


def _write(files: dict[str, bytes], folder: Path) -> None:
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise InputError(f"{folder.as_posix()!r} has a {there[0]!r} already.", hint="Name another folder, or remove it.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise InputError(
            f"{folder.as_posix()!r} cannot be written to: {error.strerror or error}.", hint="Name another folder."
        ) from None
