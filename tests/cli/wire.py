"""``pnc csms`` as a process of its own, and ``pnc station`` beside it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PNC = [sys.executable, "-W", "error", "-m", "workbench.cli.main"]


class Running:
    """A CSMS that listens; ``ended`` waits for it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self.status: int | None = None
        assert process.stderr is not None
        for line in process.stderr:
            self.said.append(line)
            if line.startswith("pnc: listening at "):
                self.url = line.split()[-1]
                break
        else:
            raise AssertionError("".join(self.said))
        self._reader = threading.Thread(target=lambda: self.said.extend(process.stderr or ()))
        self._reader.start()

    def ended(self) -> dict[str, Any]:
        out, _ = _output(self.process)
        self._reader.join(20)
        self.status = self.process.returncode
        document = json.loads(out)
        validate("csms", document)
        return dict(document)


def _output(process: subprocess.Popen[str]) -> tuple[str, None]:
    assert process.stdout is not None
    out = process.stdout.read()
    process.wait(30)
    return out, None


@contextmanager
def csms(*arguments: str | Path) -> Iterator[Running]:
    command = [*PNC, "csms", "--format", "json", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield Running(process)
        finally:
            if process.poll() is None:
                process.kill()


def validate(verb: str, document: Any) -> None:
    schema = json.loads(files("workbench.schemas").joinpath(f"{verb}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document)
