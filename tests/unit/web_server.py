"""A small web server of this machine for tests: a table of answers, and a list of requests."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Headers = dict[str, str]
Answer = tuple[int, Headers, bytes]


@dataclass
class Site:
    """What a server answers by path, and what it was asked: (path, headers by lower-case name)."""

    port: int
    answers: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = field(
        default_factory=dict
    )
    asked: list[tuple[str, Headers]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def page(self, path: str, body: str | bytes, kind: str = "text/html", **more: str) -> str:
        """Serve a body and return its address."""
        data = body.encode() if isinstance(body, str) else body
        extra = {name.replace("_", "-"): value for name, value in more.items()}
        self.answers[path] = (200, {"Content-Type": kind, **extra}, data)
        return self.address(path)

    def refer(self, path: str, to: str, status: int = 302) -> str:
        """Redirect a path and return its address."""
        self.answers[path] = (status, {"Location": to}, b"")
        return self.address(path)

    def address(self, path: str) -> str:
        return f"http://localhost:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, robots.txt aside."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Site]:
    """A site at 127.0.0.1, on a free port; encrypted with a certificate and its key, if given."""
    site = Site(0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append((self.path, headers))
            answer = site.answers.get(self.path, (404, {}, b""))
            if callable(answer):
                answer(self)
                return
            status, said, body = answer
            self.send_response(status)
            for name, value in said.items():
                self.send_header(name, value)
            if "Content-Length" not in said:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # a client that hangs up is what some tests are about

    server = Server(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        site.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()
