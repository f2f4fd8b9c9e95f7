"""A search that does not end is a finding too: nothing here takes seconds, and after two minutes it is stopped with its stack."""

import faulthandler
from collections.abc import Iterator

import pytest

from tests.properties.depth import DEPTH


@pytest.fixture(autouse=True)
def _guard() -> Iterator[None]:
    faulthandler.dump_traceback_later(120 * max(1, DEPTH), exit=True, file=2)
    yield
    faulthandler.cancel_dump_traceback_later()
