"""PostgreSQL answers every question as DuckDB does."""

import pytest

from tests.peers.engines.fleets import FLEETS, ask_all
from workbench.net.warehouse import connect

pytestmark = [pytest.mark.slow, pytest.mark.engines]


@pytest.fixture(scope="module", params=FLEETS)
def fleet(request, postgresql):
    with connect(postgresql(request.param.replace(" ", "_"))) as warehouse:
        yield request.param, FLEETS[request.param]().inventory(warehouse)


def test_every_answer_is_the_same(fleet, subtests):
    name, inventory = fleet
    ask_all("PostgreSQL", name, inventory, subtests)
