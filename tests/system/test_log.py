"""Everything that an installation writes on stderr is one JSON object a line, whatever it is sent (reliability.md's rule 12)."""
import json
import os
import signal
import socket
import urllib.parse
import uuid

import pytest

from brand import Brand, ask, make_admin
from salon import Salon, until
from serving import NO_LIMITS
from terminal import terminal

HOSTILE = ["\r\n{\"level\":\"forged\"}\r\n", "\n", "\x1b[31mred\x1b[0m", "\x00", "\x9b2J", "\u2028", "%0d%0a%1b[2J"]


def send(url, data):
    """Bytes as they are; whatever comes back."""
    address = urllib.parse.urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as link:
        link.sendall(data)
        link.shutdown(socket.SHUT_WR)
        while link.recv(65536):
            pass


def provoke(salon, brand):
    guest = brand.session()
    for text in HOSTILE:
        raw = text.encode()
        send(salon.url, b"GET /v1/locations" + raw + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        send(salon.url, b"GET /v1/locations?x=" + raw + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        send(salon.url, b"GET /v1/locations HTTP/1.1\r\nHost: a\r\nX-Request-Id: " + raw + b"\r\nUser-Agent: " + raw + b"\r\n\r\n")
        send(salon.url, b"GET /v1/locations HTTP/1.1\r\nHost: a\r\ntraceparent: " + raw + b"\r\n\r\n")
        send(salon.url, raw + b" / HTTP/1.1\r\nHost: a\r\n\r\n")
        quoted = urllib.parse.quote(raw)
        ask(salon.url, "GET", f"/v1/locations/{quoted}")
        ask(salon.url, "GET", f"/v1/slots?location_id={quoted}")
        brand.hold(brand.free[0], guest, body={"customer_name": text, "notes": text})
        brand.hold(text, guest)
        ask(salon.url, "POST", "/v1/bookings", text, {"X-Session-Id": guest, "Idempotency-Key": str(uuid.uuid4())})
        ask(salon.url, "POST", "/auth/v1/login", {"email": text, "password": text})


@pytest.mark.parametrize("how", ["whole", "split"])
def test_every_line_is_one_json_object(folder, how):
    arguments = ["--empty"] + (["--split"] if how == "split" else [])
    with Salon(folder / "data", *arguments, env={**NO_LIMITS, "SALON_LOG_LEVEL": "debug"}) as salon:
        make_admin(salon)
        brand = Brand(lambda: salon.url).open(days=1)
        provoke(salon, brand)
        os.kill(salon.redis_pid(), signal.SIGKILL)
        until(lambda: "Redis ended" in salon.errors(), 20, "a word on the death of Redis")
        assert salon.stop() == 0
    lines = (folder / "data.log").read_bytes().split(b"\n")
    assert lines.pop() == b"" and len(lines) > 20
    levels = set()
    for line in lines:
        told = json.loads(line)
        assert isinstance(told, dict) and told["message"] and told["time"].endswith("Z"), line
        levels.add(told["level"])
        assert not any(control in line for control in (b"\r", b"\x1b", b"\x00", b"\x9b2J", "\u2028".encode())), line
    assert "forged" not in levels
    assert any(b"starting Redis and PostgreSQL" in line for line in lines)


def test_a_person_at_a_terminal_reads_sentences_until_it_serves(folder):
    with terminal(folder) as (leader, follower):
        with Salon(folder / "data", "--empty", stderr=follower) as salon:
            assert salon.stop() == 0
        os.close(follower)
        said = read_all(leader)
    assert "salon: starting Redis and PostgreSQL\r\n" in said
    assert "salon: stopping PostgreSQL and Redis\r\n" in said


def read_all(leader):
    said = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # nobody is at the other end any more
            break
        if not part:
            break
        said += part
    os.close(leader)
    return said.decode()
