"""Stands between a program and PostgreSQL's socket, counts what the program says, and can end the program between any two messages."""
import os
import pathlib
import signal
import socket
import threading

SOCKET = ".s.PGSQL.5432"


class Tap:
    """`folder` is where the program looks for PostgreSQL's socket, `server` where that really is.

    `arm` has a process killed when it begins its n-th statement from now on, before PostgreSQL hears of it, or when it has sent it, before
    it can hear the answer. Statements are told by a letter: B(ind) begins and E(xecute) ends one, a Q(uery) is BEGIN, COMMIT or ROLLBACK."""

    def __init__(self, folder, server):
        self.server = str(pathlib.Path(server) / SOCKET)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(pathlib.Path(folder) / SOCKET))
        self.listener.listen(64)
        self.lock = threading.Lock()
        self.victim, self.left, self.before, self.counted = None, 0, True, None
        threading.Thread(target=self.accept, daemon=True).start()

    def arm(self, pid, number, before):
        with self.lock:
            self.victim, self.left, self.before = pid, number, before

    def has_killed(self):
        return self.left <= 0 and self.victim is not None

    def disarm(self):
        with self.lock:
            self.victim = None

    def count(self):
        """Begins counting, or counts from the beginning again."""
        with self.lock:
            self.counted = 0

    def forward(self, upstream, message, letter):
        with self.lock:
            if self.counted is not None and letter in "BQ":
                self.counted += 1
            is_last = False
            if self.victim is not None and letter in ("BQ" if self.before else "EQ"):
                self.left -= 1
                is_last = self.left == 0
            if is_last and self.before:
                os.kill(self.victim, signal.SIGKILL)
                raise EOFError
        upstream.sendall(message)
        if is_last:
            os.kill(self.victim, signal.SIGKILL)

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            upstream = socket.socket(socket.AF_UNIX)
            upstream.connect(self.server)
            threading.Thread(target=self.speak, args=(client, upstream), daemon=True).start()
            threading.Thread(target=pour, args=(upstream, client), daemon=True).start()

    def speak(self, client, upstream):
        """The program's side, message by message: a letter, a length, a body. The first has no letter."""
        try:
            self.forward(upstream, read_message(client, 0), "the first")
            while True:
                message = read_message(client, 1)
                self.forward(upstream, message, chr(message[0]))
        except (OSError, EOFError):
            close(client, upstream)

    def close(self):
        self.listener.close()


def read_exactly(link, size):
    data = b""
    while len(data) < size:
        part = link.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def read_message(link, letters):
    head = read_exactly(link, letters + 4)
    return head + read_exactly(link, int.from_bytes(head[letters:], "big") - 4)


def pour(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    close(source, target)


def close(*links):
    for link in links:
        try:
            link.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        link.close()
