import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def contract_codes():
    """The finding codes of docs/contracts.md."""
    text = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
    table = text.split("### Finding codes", 1)[1].split("\n## ", 1)[0]
    return {
        code for line in table.splitlines() if line.startswith("|") for code in re.findall(r"`([a-z0-9-]+)`", line.split("|")[1])
    }
