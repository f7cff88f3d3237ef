"""./dev bench, as far as it can be held without measuring: what it is asked, how it sums up, and that a wrong answer fails."""
import http.server
import json
import pathlib
import socket
import subprocess
import sys
import threading

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOAD = ROOT / "build/dev/bench_load"

sys.path.insert(0, str(ROOT / "bench"))
import measure  # noqa: E402
import results  # noqa: E402
import run  # noqa: E402
from processes import Failed  # noqa: E402
from results import Row, Sample  # noqa: E402


def test_rows_are_named_singly_or_with_commas():
    assert run.parsed(["--only", "p4,P1"]).only == ["P4", "P1"]
    everything = run.parsed([]).only
    assert everything == ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P13"]
    assert run.parsed(["--scale"]).only == [*everything, "P12"]
    assert run.parsed(["--only", "P12"]).only == ["P12"]


@pytest.mark.parametrize("arguments", [["--only", "P99"], ["--only", ""], ["--rounds", "0"], ["--rounds", "many"], ["--seconds", "1000"],
                                       ["--fast"]])
def test_what_it_cannot_do_is_refused_before_anything_starts(arguments):
    done = subprocess.run([sys.executable, ROOT / "bench/run.py", *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "error:" in done.stderr and done.stdout == ""


def samples(*rates, cpu=100.0):
    return [Sample(operations=rate * 2, seconds=2.0, cpu_us={"client": rate * 2 * cpu}) for rate in rates]


def test_figures_are_medians_and_the_ratio_is_theirs():
    row = results.compared(Row("P4", "holds", goal=4), samples(100, 900, 300), samples(60, 50, 70, 1000, 1), what="rate")
    assert (row.ours, row.baseline, row.ratio) == (300, 60, 5)
    assert row.cpu_us_ours == row.cpu_us_baseline == pytest.approx(100)
    assert row.is_met


@pytest.mark.parametrize("ratio, at_most, also, met", [
    (4.0, False, True, True), (3.99, False, True, False), (5.0, False, False, False), (4.0, True, True, True), (4.01, True, True, False)])
def test_a_goal_is_met_at_its_very_value_and_only_with_its_other_conditions(ratio, at_most, also, met):
    assert Row("P4", "holds", goal=4, ratio=ratio, at_most=at_most, also_met=also).is_met is met


def test_a_row_that_could_not_be_measured_has_not_met_its_goal():
    row = results.failed("P4", "holds", "3 wrong answers")
    assert row.is_met is False
    assert "FAILED" in results.to_table([row]) and "3 wrong answers" in results.to_table([row])


def test_the_json_has_these_members_and_no_others():
    row = results.compared(Row("P4", "holds", goal=4), samples(300), samples(60))
    told = json.loads(results.to_json([row, results.failed("P5", "one time", "why")]))
    assert told[0] == {"id": "P4", "ours": 300, "baseline": 60, "ratio": 5, "goal": 4, "met": True, "cpu_us_ours": 100, "cpu_us_baseline": 100}
    assert told[1] == {"id": "P5", "ours": None, "baseline": None, "ratio": None, "goal": None, "met": False, "cpu_us_ours": None,
                       "cpu_us_baseline": None}


def test_the_table_is_markdown_with_every_row():
    table = results.to_table([Row("P1", "small", "requests/s", ours=12345, baseline=13000, ratio=0.9496, goal=0.95)])
    lines = table.splitlines()
    assert len({line.count("|") for line in lines}) == 1 and lines[1].replace("|", "").strip("-") == ""
    assert "12 345" in lines[2] and "≥ 0.95 ×" in lines[2] and "not met" in lines[2]


SLOT = "01990000-0004-7000-8000-000000000001"
BOOKING = "01990000-0005-7000-8000-000000000001"


def booking(**changes):
    return {"id": BOOKING, "status": "held", "slot_id": SLOT, "customer_phone": "+971500000000", "hold_expires_at": "2030-01-01T00:00:00Z",
            "booking_token": "token", "version": 1} | changes


def times(count=3, **changes):
    shown = [{"id": SLOT[:-1] + str(n), "start_at": f"2030-01-01T0{n}:00:00Z", "end_at": f"2030-01-01T0{n}:30:00Z", "price_minor": 1, "currency": "AED"}
             for n in range(count)]
    return {"date": "2030-01-01", "slots": shown, "total": 200, "has_more": True, "variant": "control", "held": None} | changes


def days(*dates, available=200):
    return {"dates": [{"date": date, "available": available} for date in dates], "next_available": dates[0]}


GOOD_DAYS = days("2030-01-30", "2030-01-31", "2030-02-01")


@pytest.fixture
def server():
    """Answers everything with what the test puts into it."""
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        status, body = 200, b""

        def do_GET(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(self.status)
            self.send_header("Content-Length", str(len(self.body)))
            self.end_headers()
            self.wfile.write(self.body)
        do_POST = do_GET

        def log_message(self, *_):
            pass
    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.daemon_threads = True
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield Handler, served.server_address[1]
    served.shutdown()
    served.server_close()


def load_on(server, tmp_path, kind, body, status=200):
    handler, port = server
    handler.status, handler.body = status, body if isinstance(body, bytes) else json.dumps(body).encode()
    files = {"slots": f"{SLOT}\n", "sessions": "session\n", "places": "/v1/slots 2030-01-01 200\n", "months": "/v1/dates 2030-01-30 200\n",
             "body": '{"status":"ok"}'}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    more = {"holds": ["--slots", tmp_path / "slots"], "race": ["--slots", tmp_path / "slots"], "cycle": ["--slots", tmp_path / "slots"],
            "slots": ["--sessions", tmp_path / "sessions", "--places", tmp_path / "places"],
            "dates": ["--sessions", tmp_path / "sessions", "--places", tmp_path / "months", "--days", "3"],
            "fixed": ["--target", "/healthz", "--body", tmp_path / "body"]}[kind]
    arguments = [LOAD, kind, "--port", port, "--clients", "2", "--seconds", "20", "--requests", "20", *more]
    return subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("kind, body, status", [
    ("holds", booking(), 201), ("slots", times(), 200), ("slots", times(5), 200), ("dates", GOOD_DAYS, 200), ("fixed", b'{"status":"ok"}', 200)])
def test_a_right_answer_is_counted(server, tmp_path, kind, body, status):
    done = load_on(server, tmp_path, kind, body, status)
    sample = measure.sample_of(done, measure.Spent())
    assert sample.operations >= 1 and sample.rate > 0


@pytest.mark.parametrize("kind, body, status", [
    ("holds", booking(), 200), ("holds", booking(status="confirmed"), 201), ("holds", booking(slot_id=BOOKING), 201), ("holds", booking(id=""), 201),
    ("holds", booking(customer_phone="+971500000009"), 201), ("holds", booking(booking_token=""), 201), ("holds", b'{"id":', 201),
    ("holds", json.dumps(booking()).encode() + b"x", 201),
    ("slots", times(1), 200), ("slots", times(6), 200), ("slots", times(total=199), 200), ("slots", times(has_more=False), 200),
    ("slots", times(slots=times()["slots"][::-1]), 200), ("slots", times(slots=times()["slots"][:1] * 2), 200), ("slots", times(held=booking()), 200),
    ("slots", times(date="2030-01-02"), 200), ("slots", b"[]", 200), ("slots", b"", 503),
    ("dates", days("2030-01-30", "2030-02-01", "2030-01-31"), 200), ("dates", days("2030-01-30", "2030-01-31"), 200),
    ("dates", days("2030-01-30", "2030-01-31", "2030-02-01", available=199), 200), ("fixed", b'{"status":"no"}', 200), ("fixed", b'{"status":"ok"}', 500),
    ("race", booking(), 201), ("race", {"code": "STYLIST_BUSY"}, 409), ("cycle", booking(), 201)])
def test_a_wrong_answer_fails_the_row(server, tmp_path, kind, body, status):
    done = load_on(server, tmp_path, kind, body, status)
    assert done.returncode == 1 and json.loads(done.stdout)["wrong"] >= 1
    with pytest.raises(Failed, match="wrong answers; the first"):
        measure.sample_of(done, measure.Spent())


def test_a_server_that_goes_away_fails_the_row(tmp_path, server):
    handler, _ = server
    handler.do_GET = lambda self: self.connection.shutdown(socket.SHUT_RDWR)
    done = load_on(server, tmp_path, "fixed", b"")
    assert done.returncode == 1 and "closed a connection" in json.loads(done.stdout)["first_wrong"]


@pytest.mark.parametrize("printed, code", [
    ("number of transactions actually processed: 10\nnumber of failed transactions: 2 (20%)\ntps = 5.0 (without initial connection time)\n", 0),
    ("number of transactions actually processed: 10\ntps = 5.0 (without initial connection time)\n", 1), ("", 0)])
def test_a_baseline_that_failed_is_no_baseline(printed, code):
    with pytest.raises(Failed):
        measure.transactions_of(subprocess.CompletedProcess([], code, printed, "why"), measure.Spent())
