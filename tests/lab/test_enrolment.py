from typing import Any

from tests.net.est.made import request
from tests.net.machines.stories import story
from workbench.lab.enrolment import est_server, try_faults
from workbench.net.est import Access, EstFault


@story
async def test_every_fault_is_a_row_with_what_a_client_says_and_the_server_is_sound_afterwards():
    with est_server(token="to-ken", headers={"x-api-key": "k-e-y"}) as est:
        shown = Access(token="to-ken", headers=(("x-api-key", "k-e-y"),))
        client = est.client(access=shown, seconds=1.0)
        table: Any = await try_faults(est, client, request())
        said = {str(row[0].text): row[2].text for row in table.rows}
        assert set(said) == {str(one) for one in EstFault}
        assert "another key" in said["wrong-key"]
        assert "is not at hand" in said["wrong-chain"]
        assert "read all the same" in said["wrong-content-type"]
        assert est.fault is None
        assert (await client.simpleenroll(request())).ok
        assert "to-ken" not in str(table) + repr(est) + str(est)
        assert len(est.requests) > len(EstFault)


def test_it_stops_once():
    est: Any = est_server(user="u", password="p", certificate=True)
    assert est.is_running
    assert "HTTP Basic or a client certificate" in str(est)
    est.stop()
    est.stop()
    assert not est.is_running
    assert repr(est) == "<EstServer (simulation) not running, 0 requests>"
