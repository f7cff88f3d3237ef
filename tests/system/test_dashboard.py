"""What a process counted of the lists it showed is there when it has left."""
import pytest

from brand import Brand, make_admin
from salon import installation
from serving import NO_LIMITS, Serving


@pytest.fixture(scope="module")
def salon():
    with installation("--empty", env=NO_LIMITS) as salon:
        make_admin(salon)
        yield salon


def test_lists_shown_until_the_last_moment_are_counted_when_the_process_leaves(salon):
    brand = Brand(lambda: salon.url).open(days=1)
    with Serving(salon, "leaving", env=NO_LIMITS) as leaving:
        here = brand.through(lambda: leaving.url)
        guest = here.session()
        lists = [here.look(guest) for _ in range(5)]
        assert all(reply.status == 200 for reply in lists)
        assert leaving.stop() == 0
    shown = sum(len(reply.json()["slots"]) for reply in lists)
    kept = salon.sql(f"SELECT sum(lists_shown), sum(times_shown) FROM shown_counts WHERE location_id = '{brand.location}'")
    assert kept == f"5|{shown}"
