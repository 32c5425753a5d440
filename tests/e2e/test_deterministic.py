"""The same input gives the same bytes, wherever and however it is run."""

from __future__ import annotations

from collections.abc import Callable

from tests.e2e.office import Office, bytes_below, crime_rows, finish

PLAIN = {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0", "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
ODD = {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242", "POLARS_MAX_THREADS": "4"}


def test_two_homes_in_different_surroundings_publish_the_same_bytes(new_office: Callable[..., Office]) -> None:
    published = []
    for name, surroundings, order in (("plain", PLAIN, 1), ("somewhere else", ODD, -1)):
        office = new_office(name, ())
        for month in ("2025-01", "2025-02", "2025-03")[::order]:
            office.put(month, crime_rows(month, crimes=3_000, asb=500, settled=100))
        answer = finish(office.start("nightly", **surroundings))
        assert answer.status == 0, answer.said
        published.append(bytes_below(office.published))
    assert len(published[0]) > 30
    assert published[0] == published[1]
