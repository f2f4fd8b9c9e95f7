"""A crowd of stations at one ``pnc csms``; ``make crowd`` has the thousand."""

from benchmarks.thousand import measured


def test_a_crowd_over_tls_is_let_in_and_every_station_is_answered():
    crowd = measured(120)
    assert (crowd.stations, crowd.answered) == (120, 120)
