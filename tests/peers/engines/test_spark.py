"""Spark, with two threads, answers every question as DuckDB does."""

import pytest

from tests.peers.engines.conftest import SPARKS_OWN
from tests.peers.engines.fleets import FLEETS, ask_all

pytestmark = [pytest.mark.slow, pytest.mark.engines, *(pytest.mark.filterwarnings(one) for one in SPARKS_OWN)]


@pytest.fixture(scope="module", params=FLEETS)
def fleet(request, spark):
    return request.param, FLEETS[request.param]().inventory(spark)


def test_every_answer_is_the_same(fleet, subtests):
    name, inventory = fleet
    ask_all("Spark", name, inventory, subtests)
