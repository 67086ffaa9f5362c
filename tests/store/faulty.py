"""A proxy on loopback that hands requests on, and fails as it is told."""

import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Fault:
    """What happens to the next request that is `method` on a path with `part` in it.

    how: drop (before the store sees it) | lost (after) | cut (half of the reply) | trickle, or a
    status as a number.
    """

    method: str
    part: str
    how: str | int
    times: int = 1


@dataclass
class Proxy:
    """Hands requests on to the store, and fails as `faults` say."""

    upstream: tuple[str, int]
    faults: list[Fault] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    before: Callable[[str], None] = lambda _line: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self, method, path):
        with self.lock:
            self.seen.append(f"{method} {path}")
            self.before(self.seen[-1])
            for fault in self.faults:
                if fault.times and fault.method == method and fault.part in path:
                    fault.times -= 1
                    return fault.how
        return None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _handle(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        how = self.server.proxy.fault(self.command, self.path)
        if how == "drop":
            return self._hang_up()
        if isinstance(how, int):
            return self._answer(how, [("Retry-After", "0")], b"<Error><Code>canary</Code></Error>")
        upstream = HTTPConnection(*self.server.proxy.upstream)
        try:
            upstream.request(self.command, self.path, body, dict(self.headers))
            reply = upstream.getresponse()
            data, headers = reply.read(), reply.getheaders()
        finally:
            upstream.close()
        if how == "lost":
            return self._hang_up()
        return self._answer(reply.status, headers, data, how)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _handle  # noqa: N815 - as http.server asks

    def _answer(self, status, headers, data, how=None):
        self.send_response_only(status)
        length = str(len(data))
        for name, value in headers:
            if name.lower() == "content-length":
                length = value
            elif name.lower() not in ("connection", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data[: len(data) // 2])
            if how == "cut":
                return self._hang_up()
            if how == "trickle":
                self.wfile.flush()
                threading.Event().wait(0.05)
            self.wfile.write(data[len(data) // 2 :])
        return None

    def _hang_up(self):
        self.close_connection = True

    def log_message(self, *_):
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that was killed is no fault of ours."""


@contextmanager
def serving(upstream):
    """A proxy of `upstream` and its own address."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.proxy = Proxy(upstream)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.proxy, "http://{}:{}".format(*server.server_address)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
