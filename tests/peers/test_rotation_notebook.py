"""The rotation notebook's own cells, sections 2 and 4: over memory and over a WebSocket they give one journal but for times."""

from __future__ import annotations

import ast
import asyncio
import json
from pathlib import Path

import pytest

import workbench as wb
from tests.station import makers

NOTEBOOK = Path(makers.__file__).parents[2] / "notebooks" / "50_rotate_the_csms_root.ipynb"
TIMES = {"at", "current_time", "currentTime", "timestamp"}


def cells(*numbers):
    """The code of sections, each from its heading to the next."""
    section, found = 0, dict[int, list[str]]()
    for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            for line in text.splitlines():
                section = int(line[3:].split(".")[0]) if line.startswith("## ") and line[3].isdigit() else section
        else:
            found.setdefault(section, []).append(text)
    return [text for number in numbers for text in found[number]]


async def executed(codes):
    """Cells in one name space, ``await`` as in a notebook."""
    names = {"wb": wb}
    for code in codes:
        running = eval(compile(code, "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), names)  # noqa: S307  # our own notebook
        if running is not None:
            await running
    return names


async def lived(*, swapped=False):
    """Both sections, their links closed; ``swapped``: what the notebook does over memory goes over the wire, and the reverse."""
    codes = cells(2, 4)
    if swapped:
        codes = [one.replace("wb.connect(station, csms)", 'wb.connect(station, csms, over="websocket")') for one in codes]
        codes = [one.replace('wb.connect(wired, other, over="websocket")', "wb.connect(wired, other)") for one in codes]
        assert codes != cells(2, 4)
    names = await executed(codes)
    await names["link"].close()
    await names["over_tls"].close()
    return names


def differences(one, other, where="$"):
    """The places in which two JSON values differ, but for times."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            if key not in TIMES:
                yield from differences(one.get(key), other.get(key), f"{where}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{where}[{place}]")
    elif one != other:
        yield where, one, other


@pytest.mark.requirement("M05.FR.11", "M05.FR.13")
@pytest.mark.parametrize("swapped", [False, True], ids=["as it stands", "swapped"])
def test_the_notebooks_rotation_gives_one_journal_over_both_ways(swapped):
    names = asyncio.run(lived(swapped=swapped))
    memory, wire = names["station"].export(), names["wired"].export()
    assert list(differences(memory, wire)) == []
    told = [entry["event"]["name"] for entry in memory["entries"]]
    assert told.count("Connected") == 2
    decided = {one["requirement"] for entry in memory["entries"] for one in entry["decision"]["findings"]}
    assert {"M05.FR.12", "M05.FR.13"} <= decided
    assert "M05.FR.11" in {one.requirement for one in names["unsigned"].findings}


def test_both_ways_exchange_the_same_frames_but_for_ids_and_times():
    names = asyncio.run(lived())
    both = []
    for link in (names["link"], names["over_tls"]):
        frames = [(one.sender, json.loads(one.text)) for one in link.wire_log.frames]
        both.append([[sender, frame[0], *frame[2:]] for sender, frame in frames])
    assert list(differences(*both)) == []
    assert len(both[0]) > 10


def test_the_comparison_sees_any_difference_and_passes_times_over():
    names = asyncio.run(lived())
    memory, wire = names["station"].export(), names["wired"].export()
    wire["entries"][-1]["at"] = "2000-01-01T00:00:00Z"
    assert list(differences(memory, wire)) == []
    wire["entries"][-1]["decision"]["findings"] = [{"code": "x"}]
    ((where, _, _),) = differences(memory, wire)
    assert where.startswith(f"$.entries[{len(memory['entries']) - 1}].decision.findings")
    wire["entries"].pop()
    assert [where for where, _, _ in differences(memory, wire)] == ["$.entries"]
