"""``pnc samples DIR``: builds the sample PKIs into a folder, from their declaration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.console import add_format, print_json, text_width, use_colour
from workbench.data import samples_directory
from workbench.display import Cell, Table, Tone, terminal
from workbench.errors import InputError
from workbench.sample_pki.atlas.build import CASES, build_atlas, cases_text
from workbench.sample_pki.atlas.declaration import read_atlas
from workbench.sample_pki.build import build
from workbench.sample_pki.declaration import read_declaration
from workbench.sample_pki.manifest import entry, manifest_text
from workbench.times import rfc3339

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from workbench.sample_pki.build import SampleFile

_DECLARATION, _ATLAS, _MANIFEST, _README = "pki.toml", "atlas.toml", "MANIFEST.toml", "README.md"
_TONES = {"written": Tone.GOOD, "replaced": Tone.WARNING, "unchanged": Tone.MUTED}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument("directory", metavar="DIR", type=Path, help="where to put them; made if it is not there")
    parser.add_argument("--force", action="store_true", help="replace files that are there and differ")
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Build, compare with what is there, write; nothing is written where something would be lost."""
    readme, declared, atlas = ((samples_directory() / name).read_bytes() for name in (_README, _DECLARATION, _ATLAS))
    declaration = read_declaration(declared.decode())
    sound = build(declaration)
    broken, cases = build_atlas(*read_atlas(atlas.decode(), declared.decode()))
    files = (*sound, *broken)
    manifest = manifest_text(declaration.reference_time, sound).encode()
    companions = {_README: readme, _DECLARATION: declared, _ATLAS: atlas, _MANIFEST: manifest, CASES: cases_text(cases).encode()}
    try:
        states = _write(arguments.directory, files, companions, force=arguments.force)
    except OSError as error:
        raise InputError(
            f"{arguments.directory} cannot be written: {error.strerror or error}.", hint="Name a folder of your own."
        ) from error
    if arguments.format == "json":
        print_json(
            {
                "schema": "pnc-workbench/samples/1",
                "directory": str(arguments.directory.resolve()),
                "reference_time": rfc3339(declaration.reference_time),
                "files": [{**entry(file), "status": states[file.path]} for file in files],
                "companions": [{"path": path, "status": states[path]} for path in companions],
            }
        )
        return 0
    rows = [(file.path, file.format, file.description, Cell(states[file.path], _TONES[states[file.path]])) for file in files]
    table = Table(("File", "Format", "What it is", "Now"), rows, limit=len(rows))
    print(table.to_text(text_width(), colour=use_colour()))
    print(
        f"\n{len(files)} files, and {', '.join(companions)}, in {terminal(str(arguments.directory))}. "
        f"They are valid at {rfc3339(declaration.reference_time)}; atlas/ has {len(cases)} cases, most of them broken on purpose.\n"
        "Every private key in there is a TEST KEY that anyone can compute: use none for anything real."
    )
    return 0


def _write(directory: Path, files: tuple[SampleFile, ...], companions: Mapping[str, bytes], *, force: bool) -> dict[str, str]:
    """Write what is missing, and with ``force`` what differs; path to ``written``, ``replaced`` or ``unchanged``.

    Raises
    ------
    InputError
        Files differ, and ``force`` is not set; then nothing was written.
    """
    states = {file.path: _state(directory / file.path, file.agrees_with) for file in files}
    states |= {path: _state(directory / path, content.__eq__) for path, content in companions.items()}
    differing = [path for path, state in states.items() if state == "replaced"]
    if differing and not force:
        more = f" and {len(differing) - 3} more" if len(differing) > 3 else ""
        raise InputError(
            f"{directory} has files that differ from the samples: {', '.join(differing[:3])}{more}. Nothing was written.",
            hint="Name another folder, or add --force to replace them.",
        )
    for path, content in (*((file.path, file.content) for file in files), *companions.items()):
        if states[path] != "unchanged":
            (directory / path).parent.mkdir(parents=True, exist_ok=True)
            (directory / path).write_bytes(content)
    return states


def _state(path: Path, agrees: Callable[[bytes], bool]) -> str:
    if not path.exists():
        return "written"
    return "unchanged" if agrees(path.read_bytes()) else "replaced"
