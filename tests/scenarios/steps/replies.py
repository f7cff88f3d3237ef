"""Requests as they go over the wire, and what a reply must be."""
import json
import re

from runner import step

METHODS = "GET|HEAD|POST|PATCH|PUT|DELETE|OPTIONS"
PROBLEM_FIELDS = {"type", "title", "status", "detail", "instance", "code", "request_id"}


@step(r"{who:who} sends (?P<method>" + METHODS + r") (?P<path>/\S*(?:<[^<>]+>[^\s<]*)*)(?: (?P<body>[\[{].*[\]}]))?(?: with (?P<header>[A-Za-z-]+): (?P<value>.+))?")
def sends(world, who, method, path, body=None, header=None, value=None):
    headers = {header: world.fill(value)} if header else {}
    key = "" if header == "Idempotency-Key" else None
    world.say(world.person(who), method, world.fill(path), world.fill(body) if body else None, headers=headers, key=key)


@step(r"{who:who} sends POST (?P<path>/\S+) with {count:int} bytes, numbered (?P<number>\S+)")
def sends_many_bytes(world, who, path, count, number):
    world.say(world.person(who), "POST", path, " " * int(count), headers={"X-Request-Id": number})


@step(r"the first and the last reply are the same bytes, the last marked as replayed")
def last_replays_first(world):
    first, last = world.replies[0], world.replies[-1]
    assert (first.status, first.body) == (last.status, last.body), last.body
    assert last.headers.get("Idempotent-Replayed") == "true"


@step(r"it succeeds(?: with {status:int})?")
def it_succeeds(world, status=None):
    reply = world.last()
    assert reply.status < 300, reply.body
    assert status in (None, str(reply.status)), reply.status


@step(r"it is answered with {status:int}")
def answered_with(world, status):
    assert world.last().status == int(status)


def check_problem(reply, status, code):
    """RFC 9457, and what this API adds to it."""
    assert reply.status == int(status), f"{reply.status} {reply.body}"
    assert reply.headers["Content-Type"].split(";")[0] == "application/problem+json", reply.headers["Content-Type"]
    problem = reply.json()
    assert PROBLEM_FIELDS <= set(problem), problem
    assert (problem["code"], problem["status"]) == (code, reply.status), problem
    assert problem["request_id"] == reply.headers["X-Request-Id"] or reply.headers.get("Idempotent-Replayed"), problem
    if reply.status == 422:
        assert problem["errors"] and all({"pointer", "detail"} <= set(error) for error in problem["errors"]), problem
    assert (reply.status == 401) == ("WWW-Authenticate" in reply.headers)
    if reply.status in (429, 503):
        assert int(reply.headers["Retry-After"]) >= 1


@step(r"it is refused with {status:int} {code:word}")
def it_is_refused(world, status, code):
    check_problem(world.last(), status, code)


@step(r"the refusal points at (?P<pointers>\S+(?:, \S+)*)")
def points_at(world, pointers):
    found = {error["pointer"] for error in world.last().json()["errors"]}
    assert found == set(pointers.split(", ")), found


@step(r"the refusal speaks of {what:rest}")
def speaks_of(world, what):
    assert world.fill(what).strip('"') in world.last().json()["detail"], world.last().json()["detail"]


@step(r"its (?P<path>[\w.-]+) is {value:rest}")
def its_value(world, path, value):
    assert world.value(path) == world.literal(value), world.value(path)


@step(r"its (?P<path>[\w.-]+) has {count:int} items?")
def its_items(world, path, count):
    assert len(world.value(path)) == int(count), world.value(path)


@step(r"{name} stands for its (?P<path>[\w.-]+)")
def stands_for(world, name, path):
    world.names[name] = world.word(f"its {path}")


@step(r"it has (?P<no>a|no) (?P<field>\w+)")
def it_has(world, no, field):
    assert (world.last().json().get(field) is not None) == (no == "a"), world.last().json()


@step(r"it tells nothing of {text:rest}")
def tells_nothing(world, text):
    assert world.fill(text).strip('"').encode() not in world.last().body


@step(r"it tells of {text:rest}")
def tells_of(world, text):
    assert world.fill(text).strip('"').encode() in world.last().body, world.last().body


@step(r"the header (?P<name>[A-Za-z-]+) is {value:rest}")
def header_is(world, name, value):
    assert world.last().headers.get(name) == world.fill(value), world.last().headers.get(name)


@step(r"the header (?P<name>[A-Za-z-]+) matches {value:rest}")
def header_matches(world, name, value):
    assert re.fullmatch(value, world.last().headers.get(name, "")), world.last().headers.get(name)


@step(r"there is (?P<no>no|a) header (?P<name>[A-Za-z-]+)")
def header_there(world, no, name):
    assert (name in world.last().headers) == (no == "a"), dict(world.last().headers)


@step(r"the body is empty")
def empty(world):
    assert world.last().body == b""


@step(r"both replies are the same bytes, the second marked as replayed")
def replayed(world):
    first, second = world.replies[-2:]
    assert (first.status, first.body) == (second.status, second.body)
    assert first.headers.get("Idempotent-Replayed") is None
    assert second.headers.get("Idempotent-Replayed") == "true"


@step(r"both replies give the same session")
def same_session(world):
    first, second = (reply.headers["X-Session-Id"] for reply in world.replies[-2:])
    assert first == second


@step(r"both replies have the same bytes")
def same_bytes(world):
    assert world.replies[-2].body == world.replies[-1].body


@step(r"both replies are different bookings")
def different_bookings(world):
    assert world.replies[-2].json()["id"] != world.replies[-1].json()["id"]


@step(r"it has the same headers as a GET of (?P<path>\S+)")
def head_like_get(world, path):
    got = world.ask(world.admin, "GET", world.fill(path))
    head = world.last()
    for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control"):
        assert head.headers.get(name) == got.headers.get(name), name
    assert (head.status, head.body) == (got.status, b"")


def raw_body(world, cell):
    """A cell as a body: JSON as it stands, or `raw:` with escapes, or so many bytes, or none."""
    if cell == "":
        return None
    if cell.startswith("raw:"):
        return world.fill(cell[4:]).encode().decode("unicode_escape").encode("latin-1")
    if match := re.fullmatch(r"(\d+) bytes", cell):
        filled = json.dumps({"slot_id": "", "notes": ""})
        return filled.replace('"notes": "', '"notes": "' + "x" * (int(match.group(1)) - len(filled)))
    return world.fill(cell)


def state_of(world):
    """Everything that a refused request must not have changed."""
    tables = ("bookings", "locations", "services", "stylists", "availability_rules", "accounts", "booking_tokens", "customers",
              "idempotency_keys")
    parts = [f"SELECT '{table}', md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {table} t" for table in tables]
    parts.append(f"SELECT 'slots', md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM slot_instances t "
                 f"WHERE location_id = '{world.salon}' AND (booked > 0 OR hold > 0 OR blocked)")
    return world.installation.sql(" UNION ALL ".join(parts) + " ORDER BY 1")


@step(r"these requests are refused, and nothing changes")
def refused_and_unchanged(world, table):
    """who | request | body | answer | where it points; a header may follow the request as `with Name: value`."""
    wrong, header_row = [], table[0]
    before = state_of(world)
    for row in table[1:]:
        cells = dict(zip(header_row, row))
        if problem := try_one(world, cells):
            wrong.append(f"{cells}: {problem}")
    assert not wrong, "\n".join(wrong)
    assert state_of(world) == before


def try_one(world, cells):
    request, _, header = cells["request"].partition(" with ")
    method, path = request.split(" ", 1)
    headers = dict([tuple(world.fill(header).split(": ", 1))]) if header else {}
    key = "" if "Idempotency-Key" in headers or "without a key" in cells.get("note", "") else None
    body = raw_body(world, cells.get("body", ""))
    reply = world.ask(world.person(cells.get("who", "a stranger")), method, world.fill(path), body, headers=headers, key=key)
    status, code = cells["answer"].split(" ", 1)
    try:
        if method != "HEAD":
            check_problem(reply, status, code)
        pointers = cells.get("points at", "")
        if pointers:
            found = {error["pointer"] for error in reply.json()["errors"]}
            assert found == set(pointers.split(", ")), found
    except AssertionError as problem:
        return problem
    return None
