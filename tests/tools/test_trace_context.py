"""W3C Trace Context level 2, asked of the real tracing code as the W3C's own harness asks: what a service that is called passes on."""
import http.client
import http.server
import json
import os
import pathlib
import re
import subprocess
import threading

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRACE, PARENT = "12345678901234567890123456789012", "1234567890123456"
GOOD = f"00-{TRACE}-{PARENT}-01"
FORM = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


def probe_program():
    path = pathlib.Path(os.environ.get("SALON_TRACE_PROBE", ROOT / "build/dev/trace_context_probe"))
    assert path.exists(), f"{path} is not built"
    return path


class Callback(http.server.BaseHTTPRequestHandler):
    """Where the probe calls: keeps what it was called with."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.headers, json.loads(body)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Harness:
    def __init__(self, port, server):
        self.port, self.server = port, server
        self.url = f"http://127.0.0.1:{server.server_address[1]}/callback"

    def call(self, headers, times=1):
        """One call of the probe that makes it call back so many times; the headers of each."""
        self.server.calls = []
        body = json.dumps([{"url": self.url, "arguments": [{"number": number}]} for number in range(times)])
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest("POST", "/service")
        for name, value in [*headers, ("Content-Type", "application/json"), ("Content-Length", str(len(body)))]:
            connection.putheader(name, value)
        connection.endheaders(body.encode())
        assert connection.getresponse().status == 204
        connection.close()
        assert [arguments for _, arguments in self.server.calls] == [[{"number": number}] for number in range(times)]
        return [heard for heard, _ in self.server.calls]

    def passed_on(self, headers):
        """Trace id, parent id and flags that one call back carries, and its tracestate."""
        heard = self.call(headers)[0]
        assert len(heard.get_all("traceparent")) == 1
        trace, parent, flags = FORM.fullmatch(heard["traceparent"]).groups()
        assert trace != "0" * 32 and parent != "0" * 16
        return trace, parent, flags, heard["tracestate"]


@pytest.fixture(scope="module")
def harness():
    probe = subprocess.Popen([probe_program()], stdout=subprocess.PIPE, text=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Callback)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Harness(int(probe.stdout.readline()), server)
    finally:
        server.shutdown()
        server.server_close()
        probe.terminate()
        probe.wait(10)
        probe.stdout.close()


def state_of(harness, *values):
    return harness.passed_on([("traceparent", GOOD)] + [("tracestate", value) for value in values])[3]


def test_a_trace_is_continued_with_a_parent_of_our_own(harness):
    trace, parent, flags, state = harness.passed_on([("traceparent", GOOD)])
    assert (trace, flags, state) == (TRACE, "01", None) and parent != PARENT


def test_every_call_has_a_new_parent(harness):
    parents = [FORM.fullmatch(heard["traceparent"]).groups() for heard in harness.call([("traceparent", GOOD)], times=3)]
    assert {trace for trace, _, _ in parents} == {TRACE}
    assert len({parent for _, parent, _ in parents}) == 3


def test_without_a_trace_a_new_one_begins(harness):
    first, second = harness.passed_on([])[0], harness.passed_on([])[0]
    assert TRACE not in (first, second) and first != second


def test_a_new_trace_says_that_its_id_is_random(harness):
    assert int(harness.passed_on([])[2], 16) & 2


@pytest.mark.parametrize("name", ["traceparent", "Traceparent", "TRACEPARENT", "TraceParent"])
def test_the_name_of_the_header_may_be_written_in_any_case(harness, name):
    assert harness.passed_on([(name, GOOD)])[0] == TRACE


@pytest.mark.parametrize("value", [f" {GOOD}", f"\t{GOOD}", f"{GOOD} ", f"{GOOD}\t", f"\t {GOOD} \t"])
def test_blanks_around_it_do_not_matter(harness, value):
    assert harness.passed_on([("traceparent", value)])[0] == TRACE


@pytest.mark.parametrize("value", [
    "", "00", f"0-{TRACE}-{PARENT}-01", f"000-{TRACE}-{PARENT}-01", f".0-{TRACE}-{PARENT}-01", f"0.-{TRACE}-{PARENT}-01",
    f"ff-{TRACE}-{PARENT}-01", f"FF-{TRACE}-{PARENT}-01",
    f"00-{'0' * 32}-{PARENT}-01", f"00-{TRACE}-{'0' * 16}-01",
    f"00-{TRACE[:-1]}-{PARENT}-01", f"00-{TRACE}1-{PARENT}-01", f"00-{TRACE[:-1]}A-{PARENT}-01", f"00-.{TRACE[1:]}-{PARENT}-01",
    f"00-{TRACE}-{PARENT[:-1]}-01", f"00-{TRACE}-{PARENT}1-01", f"00-{TRACE}-{PARENT[:-1]}F-01", f"00-{TRACE}-{PARENT[:-1]}.-01",
    f"00-{TRACE}-{PARENT}-0", f"00-{TRACE}-{PARENT}-001", f"00-{TRACE}-{PARENT}-.1", f"00-{TRACE}-{PARENT}-1.",
    f"00-{TRACE}-{PARENT}-0A", f"{GOOD}.", f"{GOOD}-what-comes-later", f"{GOOD}, {GOOD}",
    f"cc-{TRACE}-{PARENT}-01.what-comes-later", GOOD.replace("-", "_"),
])
def test_a_broken_one_begins_a_new_trace_and_ends_its_state(harness, value):
    trace, _, _, state = harness.passed_on([("traceparent", value), ("tracestate", "foo=1")])
    assert trace != TRACE and state is None


def test_two_of_them_are_none(harness):
    assert harness.passed_on([("traceparent", GOOD), ("traceparent", GOOD.replace("-01", "-00"))])[0] != TRACE


@pytest.mark.parametrize("rest", ["", "-what-comes-later"])
@pytest.mark.parametrize("version", ["cc", "01", "fe"])
def test_a_higher_version_is_read_by_its_first_55_characters_and_sent_on_as_00(harness, version, rest):
    trace, parent, flags, _ = harness.passed_on([("traceparent", f"{version}-{TRACE}-{PARENT}-01{rest}")])
    assert (trace, flags) == (TRACE, "01") and parent != PARENT


@pytest.mark.parametrize("given, sent", [("00", "00"), ("01", "01"), ("02", "02"), ("03", "03"), ("ff", "03"), ("fc", "00")])
def test_of_the_flags_the_two_that_are_known_are_passed_on(harness, given, sent):
    assert harness.passed_on([("traceparent", f"00-{TRACE}-{PARENT}-{given}")])[2] == sent


def test_without_a_parent_the_state_means_nothing(harness):
    assert harness.passed_on([("tracestate", "foo=1")])[3] is None


@pytest.mark.parametrize("values, sent", [
    (["foo=1,bar=2"], "foo=1,bar=2"), (["bar=2,foo=1"], "bar=2,foo=1"),
    (["foo=1,bar=2", "rojo=1,congo=2", "baz=3"], "foo=1,bar=2,rojo=1,congo=2,baz=3"),
    (["foo=1 \t , \t bar=2,\t baz=3"], "foo=1,bar=2,baz=3"), (["foo=1,"], "foo=1"), (["", "foo=1"], "foo=1"),
    ([f"{'z' * 256}=1"], f"{'z' * 256}=1"), ([f"foo={'v' * 256}"], f"foo={'v' * 256}"),
    ([f"{'t' * 241}@{'v' * 14}=1"], f"{'t' * 241}@{'v' * 14}=1"), (["0foo=1"], "0foo=1"), (["foo= x y "], "foo= x y"),
])
def test_the_state_is_passed_on_in_its_order(harness, values, sent):
    assert state_of(harness, *values) == sent


@pytest.mark.parametrize("value", ["foo", "foo=", "=1", "foo =1", "FOO=1", "foo.bar=1", "foo@=1", "@foo=1", "foo@@bar=1", "foo@bar@baz=1",
                                   "foo=1=2", "foo=1,foo=2", f"{'z' * 257}=1", f"foo={'v' * 257}", f"{'t' * 242}@v=1", f"t@{'v' * 15}=1"])
def test_a_broken_state_is_dropped_and_the_trace_goes_on(harness, value):
    trace, _, _, state = harness.passed_on([("traceparent", GOOD), ("tracestate", value)])
    assert (trace, state) == (TRACE, None)


def test_thirty_two_members_are_passed_on_and_thirty_three_are_dropped(harness):
    members = [f"bar{number}={number}" for number in range(33)]
    assert state_of(harness, ",".join(members[:32])) == ",".join(members[:32])
    assert state_of(harness, ",".join(members[:16]), ",".join(members[16:32])) == ",".join(members[:32])
    assert state_of(harness, ",".join(members)) is None
    assert state_of(harness, ",".join(members[:20]), ",".join(members[20:])) is None
