"""What a demo starts with: the brand that was asked for, as it stands in the database, and the pages that explain the API."""
import html.parser
import re

import pytest

from brand import violations
from salon import installation, until


@pytest.fixture(scope="module")
def demo():
    with installation() as salon:
        yield salon


def number(salon, query):
    return int(salon.sql(query))


def test_it_has_salons_in_three_zones(demo):
    zones = demo.sql("SELECT DISTINCT timezone FROM locations WHERE active").split("\n")
    assert {"Asia/Dubai", "Europe/London", "America/New_York"} <= set(zones)
    assert number(demo, "SELECT count(*) FROM locations WHERE active") >= 3
    assert number(demo, "SELECT count(DISTINCT currency) FROM locations") >= 3


def test_it_has_a_dozen_stylists_with_hours_of_their_own(demo):
    own_hours = "EXISTS (SELECT 1 FROM availability_rules r WHERE r.stylist_id = s.id AND NOT r.is_closed AND r.rule_kind = 'WEEKLY')"
    assert number(demo, f"SELECT count(*) FROM stylists s WHERE s.active AND {own_hours}") >= 12
    hours = "SELECT count(DISTINCT (days_of_week, start_time, end_time)) FROM availability_rules WHERE stylist_id IS NOT NULL AND NOT is_closed"
    assert number(demo, hours) >= 3
    assert number(demo, "SELECT count(DISTINCT location_id) FROM stylists") >= 3


def test_it_has_fifteen_services_with_prices_some_with_phases_and_buffers(demo):
    assert number(demo, "SELECT count(*) FROM services WHERE active AND price_minor > 0") >= 15
    assert number(demo, "SELECT count(*) FROM services WHERE cardinality(phases) > 1 AND 0 > ANY (phases)") >= 3
    assert number(demo, "SELECT count(*) FROM services WHERE buffer_before_minutes + buffer_after_minutes > 0") >= 3
    assert number(demo, "SELECT count(*) FROM services WHERE NOT requires_stylist") >= 1
    assert number(demo, "SELECT count(*) FROM services WHERE required_skill IS NOT NULL") >= 10


def test_it_closes_now_and_then(demo):
    assert number(demo, "SELECT count(*) FROM availability_rules WHERE is_closed") >= 3


def test_it_is_booked_a_month_behind_and_a_month_ahead(demo):
    for span in ("BETWEEN now() - interval '31 days' AND now() - interval '20 days'", "BETWEEN now() - interval '10 days' AND now()",
                 "BETWEEN now() AND now() + interval '10 days'", "BETWEEN now() + interval '14 days' AND now() + interval '31 days'"):
        for location in demo.sql("SELECT id FROM locations").split("\n"):
            live = f"SELECT count(*) FROM bookings WHERE location_id = '{location}' AND status = 'confirmed' AND start_at {span}"
            assert number(demo, live) >= 3, (location, span)
    assert number(demo, "SELECT count(*) FROM bookings WHERE status = 'cancelled'") >= 1
    assert number(demo, "SELECT count(*) FROM bookings WHERE attendance = 'completed'") >= 100


def test_every_salon_can_be_booked_ahead_and_nothing_is_wrong_with_it(demo):
    ahead = "SELECT count(DISTINCT location_id) FROM slot_instances WHERE status = 'open' AND start_at > now() + interval '40 days'"
    until(lambda: number(demo, ahead) >= 3, 60, "free times ahead")
    until(lambda: violations(demo) == "", 60, "a clean verification")


class Named(html.parser.HTMLParser):
    """Everything that a page makes a browser fetch, or leads to."""

    def __init__(self, text):
        super().__init__()
        self.addresses = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("src", "href", "action", "srcset", "poster", "data", "content") and value and "/" in value:
                self.addresses.setdefault(tag, []).append(value)


def test_the_page_of_the_api_serves_its_script_and_style_and_leads_nowhere_outside(demo):
    page = demo.get("/docs")
    assert page.status == 200 and page.headers["Content-Type"] == "text/html; charset=utf-8"
    named = Named(page.body.decode()).addresses
    assert len(named["script"]) >= 1 and len(named["link"]) >= 1
    for tag, addresses in named.items():
        for address in addresses:
            assert re.fullmatch(r"/[^/].*", address), (tag, address)
            found = demo.get(address)
            assert found.status == 200 and len(found.body) > 100, address
            kind = found.headers["Content-Type"].split(";")[0]
            assert kind == {"script": "text/javascript", "link": "text/css", "a": "application/json"}[tag], address
            if kind == "text/css":
                outside = [url for url in re.findall(rb"url\(\s*['\"]?([^'\")]+)", found.body) if not url.startswith(b"data:")]
                assert outside == [] and b"@import" not in found.body
    # What the viewer's script names besides, a browser is not let fetch.
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert "http:" not in policy and "https:" not in policy and "*" not in policy
