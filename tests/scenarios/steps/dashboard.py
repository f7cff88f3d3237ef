"""The dashboard, held against plain SQL on the tables."""
import json

from runner import step


def days_between(world, first, last):
    return f"BETWEEN '{world.date(first)}' AND '{world.date(last)}'"


def row(world, columns, where):
    """One row of numbers, of the bookings of this salon."""
    sql = f"SELECT json_build_array({columns}) FROM bookings b WHERE location_id = '{world.salon}' AND {where}"
    return json.loads(world.installation.sql(sql))


def local(column, days):
    return f"(b.{column} AT TIME ZONE 'Asia/Dubai')::date {days}"


@step(r"{who:who} asks the dashboard for the (?P<what>summary|funnel|utilisation) from {first:day} to {last:day}")
def asks_dashboard(world, who, what, first, last):
    world.names["dashboard's days"] = days_between(world, first, last)
    query = f"location_id={world.salon}&from={world.date(first)}&to={world.date(last)}"
    world.say(world.person(who), "GET", f"/admin/v1/analytics/{what}?{query}")


EXPIRED = "status = 'expired' OR (status = 'held' AND hold_expires_at <= now())"


@step(r"the summary is what the tables say")
def summary_is_true(world):
    told, days = world.last().json(), world.names["dashboard's days"]
    made = row(world, f"count(*), count(confirmed_at), count(*) FILTER (WHERE status = 'cancelled'), count(*) FILTER (WHERE {EXPIRED})",
               local("created_at", days))
    visits = row(world, "count(*) FILTER (WHERE attendance = 'completed'), count(*) FILTER (WHERE attendance = 'no_show'), "
                        "coalesce(sum(price_minor) FILTER (WHERE attendance = 'completed'), 0)",
                 f"status = 'confirmed' AND {local('start_at', days)}")
    assert [told[name] for name in ("held", "confirmed", "cancelled", "expired")] == made, (told, made)
    assert [told[name] for name in ("completed", "no_shows", "revenue_minor")] == visits, (told, visits)
    assert abs(told["conversion"] - made[1] / made[0]) < 0.0001
    for name in ("held", "confirmed", "cancelled", "expired", "no_shows"):
        assert sum(day[name] for day in told["days"]) == told[name], name
    for day in told["days"]:
        assert day["held"] == row(world, "count(*)", local("created_at", f"= '{day['date']}'"))[0], day


@step(r"the funnel is what the tables say")
def funnel_is_true(world):
    days = world.names["dashboard's days"]
    for variant in world.last().json()["variants"]:
        found = row(world, f"count(*), count(confirmed_at), count(*) FILTER (WHERE {EXPIRED})",
                    f"variant = '{variant['variant']}' AND {local('created_at', days)}")
        assert [variant[name] for name in ("held", "confirmed", "expired")] == found, (variant, found)
    assert sum(variant["held"] for variant in world.last().json()["variants"]) > 0


@step(r"the booked minutes are those of the tables, and nine hours a day are open")
def utilisation_is_true(world):
    cells, days = world.last().json()["cells"], world.names["dashboard's days"]
    booked = json.loads(world.installation.sql(
        f"SELECT coalesce(json_object_agg(place, minutes), '{{}}') FROM ("
        f"SELECT extract(isodow FROM local) || '@' || extract(hour FROM local) AS place, sum(minutes) AS minutes FROM ("
        f"SELECT lower(a.during) AT TIME ZONE 'Asia/Dubai' AS local, extract(epoch FROM upper(a.during) - lower(a.during)) / 60 AS minutes "
        f"FROM allocations a JOIN bookings b ON b.id = a.booking_id WHERE a.live AND b.status = 'confirmed' "
        f"AND b.location_id = '{world.salon}' AND {local('start_at', days)}) AS stretches GROUP BY 1) AS hours"))
    assert {f"{cell['weekday']}@{cell['hour']}": cell["booked_minutes"] for cell in cells if cell["booked_minutes"]} == booked
    assert sum(cell["open_minutes"] for cell in cells) == 2 * 9 * 60


@step(r"the funnel of today counts {count:int} lists with all their times")
def lists_are_counted(world, count):
    shown = sum(len(reply.json()["slots"]) for reply in world.replies[-int(count):])
    path = f"/admin/v1/analytics/funnel?location_id={world.salon}&from={world.date('today')}&to={world.date('today')}"

    def counted():
        variants = world.arrange("GET", path)["variants"]
        return [sum(variant[name] for variant in variants) for name in ("lists_shown", "times_shown")]
    world.wait(lambda: counted() == [int(count), shown], f"{count} lists with {shown} times")
    kept = world.installation.sql(f"SELECT sum(lists_shown), sum(times_shown) FROM shown_counts WHERE location_id = '{world.salon}'")
    assert kept == f"{count}|{shown}"
