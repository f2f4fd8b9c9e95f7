"""PostgreSQL answers every question as DuckDB does."""

import pytest

from tests.peers.engines.fleets import FLEETS, expected, same
from workbench.net.warehouse import connect

pytestmark = [pytest.mark.slow, pytest.mark.engines]


@pytest.fixture(scope="module", params=FLEETS)
def fleet(request, postgresql):
    with connect(postgresql(request.param.replace(" ", "_"))) as warehouse:
        yield request.param, FLEETS[request.param]().inventory(warehouse)


def test_every_answer_is_the_same(fleet, subtests):
    name, inventory = fleet
    for asked, (question, given) in FLEETS[name]().asked().items():
        with subtests.test(asked):
            same(inventory.ask(question, **given), expected(name)[asked])
