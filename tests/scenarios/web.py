"""HTTP as a client of the salon speaks it. Standard library only."""
import contextlib
import http.client
import json
import urllib.parse

from salon import Reply

PRISM_ERRORS = "https://stoplight.io/prism/errors#"


class Web:
    """One address of an installation. `direct` is the program itself, where `url` is a judge in between."""

    def __init__(self, url, direct=None):
        self.url, self.direct = url, direct

    def request(self, method, path, body=None, headers=None, timeout=20):
        if self.direct is None:
            return send(self.url, method, path, body, headers, timeout)
        # The judge knows no HEAD, keeps endless replies for itself, and repairs what is no proper JSON before it passes it on.
        if method == "HEAD" or "text/event-stream" in (headers or {}).get("Accept", "") or not is_proper(body):
            return send(self.direct, method, path, body, headers, timeout)
        return self.judged(method, path, body, headers, timeout)

    def judged(self, method, path, body, headers, timeout):
        """What the judge lets through is as the OpenAPI document says. What it stops must be wrong for the program too."""
        reply = send(self.url, method, path, body, headers, timeout)
        if (stopped := verdict(reply)) is None:
            return reply
        assert stopped != "VIOLATIONS", f"{method} {path} is not answered as the document says: {reply.body.decode()}"
        truth = send(self.direct, method, path, body, headers, timeout)
        assert truth.status >= 400, f"the document forbids what the program takes ({stopped}): {method} {path} {body}"
        return truth


def is_proper(body):
    """Not a body, or JSON in UTF-8 that names nothing twice."""
    def unique(pairs):
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a name is there twice")
        return dict(pairs)
    if not isinstance(body, (str, bytes)):
        return True
    try:
        json.loads(body.decode() if isinstance(body, bytes) else body, object_pairs_hook=unique)
    except ValueError:
        return False
    return True


def verdict(reply):
    """Why the judge stopped a request or a reply; None: it did not."""
    if "json" not in reply.headers.get("Content-Type", "") or not reply.body.startswith(b"{"):
        return None
    kind = reply.json().get("type", "")
    return kind.removeprefix(PRISM_ERRORS) if isinstance(kind, str) and kind.startswith(PRISM_ERRORS) else None


def send(url, method, path, body, headers, timeout):
    address = urllib.parse.urlsplit(url)
    sent = dict(headers or {})
    if body is not None and not isinstance(body, bytes):
        body = (body if isinstance(body, str) else json.dumps(body)).encode()
    if body is not None and not any(name.lower() == "content-type" for name in sent):
        sent["Content-Type"] = "application/json"
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=timeout)
    with contextlib.closing(connection):
        connection.request(method, urllib.parse.quote(path, safe="/?&=%:+,.-_~@"), body, sent)
        reply = connection.getresponse()
        return Reply(reply.status, reply.headers, reply.read())

