"""Addresses are fetched politely, within limits, from public hosts only, and kept."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import socket
import ssl
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpcore2
import pytest
from web_server import Site, serving

from pipeline import corpus, extract
from pipeline.build.reading import read_plan
from pipeline.errors import ClosedHostError, FetchError, GoneError
from pipeline.fetch import kept
from pipeline.fetch.addresses import parse
from pipeline.fetch.client import Client, Limits
from pipeline.fetch.guard import Guard, is_public
from pipeline.fetch.pages import Fetcher

PAGE = "<!doctype html><title>Plan</title><p>Planter mille arbres à Bourg-Perdu.</p>"
QUICK = Limits(
    size=200_000, page=100_000, seconds=30, silence=20, redirects=4, attempts=3, delay=0.0
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


class Waits(list[float]):
    """The waits that were asked for, none of which happens."""


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def fetcher(waits: Waits) -> Fetcher:
    return made(waits)


def made(waits: Waits, limits: Limits = QUICK, guard: Guard | None = None) -> Fetcher:
    guard = guard or Guard(["localhost"], lambda host, port: ["127.0.0.1"])
    return Fetcher(Client(guard, limits, waits.append))


def hurried(fetcher: Fetcher, address: str, seconds: float, silence: float) -> None:
    """Lose patience from here on, robots.txt being read already."""
    fetcher.robots.allow(parse(address))
    fetcher.client.limits = replace(QUICK, seconds=seconds, silence=silence)


def record(folder: Path, address: str) -> kept.Record:
    found = kept.load(folder, parse(address))
    assert found is not None
    return found


# What is kept


def test_a_page_is_kept_as_it_came_with_where_and_when(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    address = site.page("/plans/Plan%20d'été.html?année=2024", PAGE)
    address = site.page(parse(address).target, PAGE, etag='"a"')
    file = fetcher.fetch(parse(address), tmp_path)
    assert file.read_bytes() == PAGE.encode()
    assert file.name.startswith("plans-plan-d-ete-annee-2024-")
    said = record(tmp_path, address)
    assert (said.address, said.final_address, said.etag) == (address, address, '"a"')
    assert said.fetched == said.checked
    assert datetime.fromisoformat(said.fetched).tzinfo == UTC
    assert kept.beside(file) == said
    assert kept.intact(tmp_path, parse(address), said)
    (_, asked) = site.asked[-1]
    assert asked["user-agent"].startswith("mesures/")
    assert asked["host"] == f"localhost:{site.port}"


def test_what_did_not_change_is_asked_for_by_its_marks(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    date = "Mon, 02 Sep 2024 10:00:00 GMT"
    address = site.page("/p", PAGE, etag='W/"7"', last_modified=date)
    file = fetcher.fetch(parse(address), tmp_path)
    first = record(tmp_path, address)
    site.answers["/p"] = (304, {}, b"")
    assert fetcher.fetch(parse(address), tmp_path) == file
    _, asked = site.asked[-1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('W/"7"', date)
    assert file.read_bytes() == PAGE.encode()
    assert record(tmp_path, address).fetched == first.fetched
    file.write_text("edited by hand", encoding="utf-8")
    site.page("/p", PAGE)
    fetcher.fetch(parse(address), tmp_path)
    assert "if-none-match" not in site.asked[-1][1]
    assert file.read_bytes() == PAGE.encode()


def test_a_server_may_not_say_unchanged_of_what_nobody_has(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    site.answers["/p"] = (304, {}, b"")
    with pytest.raises(FetchError, match="304 to what was not asked"):
        fetcher.fetch(parse(site.address("/p")), tmp_path)


def test_a_new_version_puts_the_earlier_one_away(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    address = site.page("/p", PAGE)
    file = fetcher.fetch(parse(address), tmp_path)
    site.page("/p", PAGE.replace("mille", "deux mille"))
    assert fetcher.fetch(parse(address), tmp_path) == file
    assert "deux mille" in file.read_text(encoding="utf-8")
    (earlier,) = (file.parent / kept.EARLIER).glob("*.html")
    assert earlier.read_bytes() == PAGE.encode()
    (said,) = (file.parent / kept.EARLIER).glob("*.json")
    assert json.loads(said.read_text(encoding="utf-8"))["address"] == address


def test_earlier_versions_do_not_pile_up_without_end(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    for number in range(14):
        address = site.page("/p", f"{PAGE}<p>Version {number}.")
        file = fetcher.fetch(parse(address), tmp_path)
    shelf = file.parent / kept.EARLIER
    assert len(list(shelf.glob("*.html"))) == len(list(shelf.glob("*.json"))) == 10
    assert not list(tmp_path.rglob(".tmp*"))


def test_a_page_whose_words_are_the_same_did_not_change(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    address = site.page("/p", PAGE + "<script>now = 1</script><!-- served by a -->")
    file = fetcher.fetch(parse(address), tmp_path)
    before = file.read_bytes()
    site.page("/p", PAGE + "<script>now = 2</script><!-- served by b -->")
    fetcher.fetch(parse(address), tmp_path)
    assert file.read_bytes() == before
    assert not (file.parent / kept.EARLIER).exists()


def test_another_kind_takes_the_place_of_the_first(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    address = site.page("/plan", PAGE)
    first = fetcher.fetch(parse(address), tmp_path)
    site.page("/plan", b"%PDF-1.7 and so on", "application/pdf")
    second = fetcher.fetch(parse(address), tmp_path)
    assert second.suffix == ".pdf"
    assert not first.exists()
    assert len(list((first.parent / kept.EARLIER).glob("*.html"))) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_kept_and_said(
    status: int, site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    address = site.page("/p", PAGE)
    file = fetcher.fetch(parse(address), tmp_path)
    site.answers["/p"] = (status, {}, b"gone")
    with pytest.raises(GoneError, match=f"/p: nothing is there .*{status}"):
        fetcher.fetch(parse(address), tmp_path)
    assert file.read_bytes() == PAGE.encode()
    assert str(status) in record(tmp_path, address).gone
    site.page("/p", PAGE)
    fetcher.fetch(parse(address), tmp_path)
    assert not record(tmp_path, address).gone


def test_a_damaged_record_is_fetched_anew(
    site: Site, fetcher: Fetcher, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    address = site.page("/p", PAGE, etag='"a"')
    path = kept.record_path(tmp_path, parse(address))
    for content in ("{", "[]", "{}", '{"address": 1}'):
        fetcher.fetch(parse(address), tmp_path)
        path.write_text(content, encoding="utf-8")
        assert kept.load(tmp_path, parse(address)) is None
    assert "fetched anew" in caplog.text


def test_a_record_names_no_file_elsewhere(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    address = site.page("/p", PAGE)
    fetcher.fetch(parse(address), tmp_path)
    path = kept.record_path(tmp_path, parse(address))
    content = json.loads(path.read_text(encoding="utf-8"))
    (tmp_path / "secret.html").write_text("x", encoding="utf-8")
    path.write_text(json.dumps({**content, "file": "../secret.html"}), encoding="utf-8")
    assert kept.load(tmp_path, parse(address)) is None


# Redirects


def test_redirects_are_followed_and_the_end_is_remembered(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    site.page("/end", PAGE, etag='"e"')
    site.refer("/middle", "/end", 308)
    address = site.refer("/start", "middle", 301)
    fetcher.fetch(parse(address), tmp_path)
    assert record(tmp_path, address).final_address == site.address("/end")
    fetcher.fetch(parse(address), tmp_path)
    asked = dict(site.asked[-3:])
    assert "if-none-match" not in asked["/start"]
    assert asked["/end"]["if-none-match"] == '"e"'


def test_redirects_in_a_circle_or_without_end_stop(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    site.refer("/b", "/a")
    with pytest.raises(FetchError, match="in a circle"):
        fetcher.fetch(parse(site.refer("/a", "/b")), tmp_path)
    for number in range(9):
        site.refer(f"/{number}", f"/{number + 1}")
    with pytest.raises(FetchError, match="more than 4 redirects"):
        fetcher.fetch(parse(site.address("/0")), tmp_path)


def test_a_redirect_may_be_written_in_utf_8(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.page("/%C3%A9t%C3%A9", PAGE)
    address = site.refer("/a", "/été".encode().decode("latin-1"))
    fetcher.fetch(parse(address), tmp_path)
    assert record(tmp_path, address).final_address == site.address("/%C3%A9t%C3%A9")


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("http://127.0.0.1:{port}/secret", "port"),
        ("http://127.0.0.1/secret", "127.0.0.1 is no public address"),
        ("http://[::ffff:10.0.0.1]/secret", "no public address"),
        ("http://169.254.169.254/latest/meta-data", "no public address"),
        ("http://inside.test/secret", r"inside.test \(10.1.2.3\) is no public address"),
        ("https://inside.test/secret", "no public address"),
        ("file:///etc/passwd", "only http and https"),
        ("//user:word@localhost/", "user name or password"),
        ("http://exa mple/", "no name of a host"),
    ],
)
def test_redirects_do_not_lead_inside(
    location: str, said: str, site: Site, waits: Waits, tmp_path: Path
) -> None:
    numbers = {"localhost": "127.0.0.1", "inside.test": "10.1.2.3"}
    guard = Guard(["localhost"], lambda host, port: [numbers.get(host, host)])
    site.page("/secret", "secret")
    address = site.refer("/p", location.format(port=site.port))
    with pytest.raises(FetchError, match=said) as caught:
        made(waits, guard=guard).fetch(parse(address), tmp_path)
    assert site.paths() == ["/p"]
    assert "word" not in str(caught.value).replace("password", "")
    assert not list(tmp_path.rglob("*.html"))


# Hosts


@pytest.mark.parametrize(
    "number",
    """127.0.0.1 10.0.0.1 172.16.5.4 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200
    0.0.0.0 224.0.0.1 240.0.0.1 255.255.255.255 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1
    203.0.113.1 192.88.99.1 168.63.129.16 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254
    64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2001:0:7f00:1::1 2001:db8::1 3fff::1 5f00::1
    fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd00:ec2::254 ff02::1 100::1""".split(),
)
def test_numbers_that_are_not_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize(
    "number",
    "93.184.216.34 8.8.8.8 2606:2800:220:1::1 ::ffff:8.8.8.8 64:ff9b::808:808 2a01:e0a::1".split(),
)
def test_numbers_that_are_public(number: str) -> None:
    assert is_public(number)


class Recorder:
    """Stands for the network: what was connected to, and the names that TLS was started for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, refusing: tuple[str, ...] = ()) -> None:
        self.connected: list[str] = []
        self.tls: list[str | None] = []
        self.written = b""
        recorder = self

        class Stream(httpcore2.MockStream):
            def start_tls(
                self,
                context: object,
                server_hostname: str | None = None,
                timeout: float | None = None,
            ) -> Stream:
                recorder.tls.append(server_hostname)
                return self

            def write(self, buffer: bytes, timeout: float | None = None) -> None:
                recorder.written += buffer

        def connect(
            backend: object, host: str, port: int, *_: object, **__: object
        ) -> httpcore2.NetworkStream:
            recorder.connected.append(host)
            if host in refusing:
                raise httpcore2.ConnectError("refused")
            body = PAGE.encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n"
            return Stream([head.encode(), b"\r\n", body])

        monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)


def test_the_number_that_was_checked_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch, waits: Waits, tmp_path: Path
) -> None:
    network = Recorder(monkeypatch)
    answers = iter([["93.184.216.34"], ["93.184.216.34"], ["127.0.0.1"]])
    fetcher = made(waits, guard=Guard((), lambda host, port: next(answers)))
    fetcher.robots.allow(parse("https://plans.test/p"))
    assert network.connected == ["93.184.216.34"]
    fetcher.client.get(parse("https://plans.test/p"), lambda _: 10_000)
    assert network.connected == ["93.184.216.34"] * 2
    assert network.tls == ["plans.test"] * 2
    assert b"Host: plans.test\r\n" in network.written
    with pytest.raises(ClosedHostError, match=r"plans.test \(127.0.0.1\) is no public address"):
        fetcher.client.get(parse("https://plans.test/p"), lambda _: 10_000)
    assert network.connected == ["93.184.216.34"] * 2


def test_one_private_number_among_others_refuses_a_name(
    monkeypatch: pytest.MonkeyPatch, waits: Waits, tmp_path: Path
) -> None:
    network = Recorder(monkeypatch)
    guard = Guard((), lambda host, port: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(ClosedHostError, match=r"plans.test \(10.0.0.1\)"):
        made(waits, guard=guard).fetch(parse("http://plans.test/p"), tmp_path)
    assert not network.connected


def test_the_numbers_of_a_name_are_tried_in_turn(
    monkeypatch: pytest.MonkeyPatch, waits: Waits, tmp_path: Path
) -> None:
    network = Recorder(monkeypatch, refusing=("2606:2800:220:1::1",))
    numbers = ["2606:2800:220:1::1", "93.184.216.34"]
    fetcher = made(waits, guard=Guard((), lambda host, port: numbers))
    fetcher.client.get(parse("http://plans.test/p"), lambda _: 10_000)
    assert network.connected == numbers
    assert not waits


def test_ports_of_other_services_are_refused(waits: Waits, tmp_path: Path) -> None:
    fetcher = made(waits, guard=Guard((), lambda host, port: ["93.184.216.34"]))
    with pytest.raises(ClosedHostError, match=r"port 25 of plans\.test"):
        fetcher.fetch(parse("http://plans.test:25/"), tmp_path)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost", "[::1]"])
def test_no_spelling_of_this_machine_gets_in(host: str, waits: Waits, tmp_path: Path) -> None:
    with pytest.raises(FetchError):
        made(waits, guard=Guard()).fetch(parse(f"http://{host}/"), tmp_path)


def test_a_name_that_is_not_found_is_named(waits: Waits, tmp_path: Path) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise socket.gaierror(code, "as the system says")

    code = socket.EAI_NONAME
    with pytest.raises(FetchError, match=r"there is no host plans\.test"):
        made(waits, guard=Guard((), nowhere)).fetch(parse("http://plans.test/"), tmp_path)
    assert not waits
    code = socket.EAI_AGAIN
    with pytest.raises(FetchError, match=r"plans\.test cannot be found \(as the system says"):
        made(waits, guard=Guard((), nowhere)).fetch(parse("http://plans.test/"), tmp_path)
    assert waits == [1.0, 2.0]


# Limits


def test_a_body_that_is_too_large_is_not_taken(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    sent: list[int] = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while not site.stopped.is_set():
            sent.append(handler.wfile.write(b"x" * 10_000))

    site.answers["/endless"] = endless
    with pytest.raises(FetchError, match="larger than"):
        fetcher.fetch(parse(site.address("/endless")), tmp_path)
    site.answers["/said"] = (200, {"Content-Type": "text/html", "Content-Length": "9" * 9}, b"")
    with pytest.raises(FetchError, match="larger than"):
        fetcher.fetch(parse(site.address("/said")), tmp_path)
    # Web pages have a limit of their own.
    site.page("/plan.pdf", b"%PDF-1.7" + b"x" * 150_000, "application/pdf")
    assert fetcher.fetch(parse(site.address("/plan.pdf")), tmp_path).stat().st_size > QUICK.page
    with pytest.raises(FetchError, match="larger than"):
        fetcher.fetch(parse(site.page("/big", "x" * 150_000)), tmp_path)


@pytest.mark.parametrize(
    "pack", [gzip.compress, zlib.compress, lambda data: gzip.compress(data) + gzip.compress(b"y")]
)
def test_what_is_packed_is_unpacked_within_limits(
    pack: object, site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    assert callable(pack)
    site.page("/bomb", pack(b"\0" * 30_000_000), content_encoding="gzip")
    with pytest.raises(FetchError, match="larger than"):
        fetcher.fetch(parse(site.address("/bomb")), tmp_path)


def test_a_packed_page_is_kept_unpacked(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    address = site.page("/p", gzip.compress(PAGE.encode()), content_encoding="gzip")
    assert fetcher.fetch(parse(address), tmp_path).read_bytes() == PAGE.encode()
    site.page("/cut", gzip.compress(PAGE.encode())[:-12], content_encoding="gzip")
    site.page("/odd", b"not gzip at all", content_encoding="gzip")
    site.page("/other", b"...", content_encoding="br")
    for path, said in (("/cut", "ends too early"), ("/odd", "damaged"), ("/other", "packed as br")):
        with pytest.raises(FetchError, match=said):
            fetcher.fetch(parse(site.address(path)), tmp_path)


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_drip_of_bytes_ends_at_the_deadline(
    part: str, site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
        handler.wfile.write(b"\r\n" if part == "body" else b"X-Long: ")
        while not site.stopped.wait(0.05):
            handler.wfile.write(b"x")

    site.answers["/slow"] = drip
    hurried(fetcher, site.address("/slow"), 0.6, 0.6)
    with pytest.raises(FetchError, match="takes too long"):
        fetcher.fetch(parse(site.address("/slow")), tmp_path)
    assert site.paths() == ["/slow"]  # not tried again: it would take as long


@pytest.mark.parametrize(
    "said",
    [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000, b"", b"\0" * 999],
)
def test_what_is_no_answer_of_a_web_server_is_told(
    said: bytes, site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    site.answers["/odd"] = lambda handler: handler.wfile.write(said) and None
    with pytest.raises(FetchError, match="the connection failed"):
        fetcher.fetch(parse(site.address("/odd")), tmp_path)


def test_silence_is_tried_again_and_then_given_up(
    site: Site, fetcher: Fetcher, waits: Waits, tmp_path: Path
) -> None:
    site.answers["/mute"] = lambda handler: site.stopped.wait(5) and None
    hurried(fetcher, site.address("/mute"), 30, 0.4)
    with pytest.raises(FetchError, match=r"no answer within 0\.4 s, 3 times"):
        fetcher.fetch(parse(site.address("/mute")), tmp_path)
    assert waits == [1.0, 2.0]


def test_an_answer_that_breaks_off_is_not_taken_for_whole(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    site.answers["/cut"] = (200, {"Content-Type": "text/html", "Content-Length": "9000"}, b"<p>a")
    with pytest.raises(FetchError, match="the connection failed"):
        fetcher.fetch(parse(site.address("/cut")), tmp_path)
    assert not list(tmp_path.rglob("*.html"))


# Patience and politeness


def test_a_busy_server_is_asked_again_when_it_says(
    site: Site, fetcher: Fetcher, waits: Waits, tmp_path: Path
) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    busy = [(429, {"Retry-After": "7"}, b""), (503, {"Retry-After": soon}, b"")]

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if busy:
            status, headers, _ = busy.pop(0)
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        handler.wfile.write(PAGE.encode())

    site.answers["/busy"] = answer
    assert fetcher.fetch(parse(site.address("/busy")), tmp_path).read_bytes() == PAGE.encode()
    assert waits[0] == 7.0
    assert 20 < waits[1] <= 30


def test_a_long_wait_is_left_to_another_run(
    site: Site, fetcher: Fetcher, waits: Waits, tmp_path: Path
) -> None:
    site.answers["/p"] = (429, {"Retry-After": "3600"}, b"")
    with pytest.raises(FetchError, match="asks to wait 3600 s"):
        fetcher.fetch(parse(site.address("/p")), tmp_path)
    assert site.paths() == ["/p"]
    assert not waits


@pytest.mark.parametrize(("status", "times"), [(500, 3), (403, 1), (401, 1), (501, 1), (204, 1)])
def test_what_may_pass_is_tried_again(
    status: int, times: int, site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    site.answers["/p"] = (status, {}, b"")
    with pytest.raises(FetchError, match=str(status)):
        fetcher.fetch(parse(site.address("/p")), tmp_path)
    assert len(site.paths()) == times


def test_robots_are_asked_once_and_obeyed_at_every_hop(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: mesures\nDisallow: /private/*.html$\n"
    site.page("/robots.txt", rules, "text/plain")
    site.page("/private/a.html", PAGE)
    fetcher.fetch(parse(site.page("/open", PAGE)), tmp_path)
    for address in (site.address("/private/a.html"), site.refer("/way", "/private/a.html")):
        with pytest.raises(FetchError, match="asks programs not to read"):
            fetcher.fetch(parse(address), tmp_path)
    assert site.paths() == ["/open", "/way"]
    assert len(site.asked) == 3


def test_robots_that_cannot_be_read_allow_nothing(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    site.answers["/robots.txt"] = (500, {}, b"")
    with pytest.raises(FetchError, match=r"robots.txt cannot be read: the server answers 500"):
        fetcher.fetch(parse(site.page("/p", PAGE)), tmp_path)


@pytest.mark.parametrize(("asked", "delay"), [("", 2.0), ("Crawl-delay: 9", 9.0)])
def test_a_host_is_left_in_peace_between_pages(
    asked: str, delay: float, site: Site, waits: Waits, tmp_path: Path
) -> None:
    fetcher = made(waits, Limits(delay=2.0))
    site.page("/robots.txt", f"User-agent: *\n{asked}\nDisallow: /x\n", "text/plain")
    for path in ("/a", "/b"):
        fetcher.fetch(parse(site.page(path, PAGE)), tmp_path)
    (waited,) = waits
    assert delay - 1 < waited <= delay


# What comes is what is read


@pytest.mark.parametrize(
    ("path", "kind", "body", "said"),
    [
        ("/plan.pdf", "text/html", PAGE.encode(), "an error or a login page"),
        ("/plan", "application/pdf", PAGE.encode(), "an error or a login page"),
        ("/plan", "application/pdf", b"Pas un PDF", "its content is none"),
        ("/photo", "image/png", b"\x89PNG", "image/png is no kind of document"),
        ("/photo", "text/html", b"\x89PNG\r\n", "a picture"),
        ("/film", "application/octet-stream", b"\x00\x01\x02", "neither text nor"),
        ("/plan", "application/msword", b"en panne", "its content is none"),
        ("/plan.csv", "text/csv", PAGE.encode(), "an error or a login page"),
        ("/archive", "application/zip", b"PK\x03\x04....", "damaged archive"),
        ("/data", "application/json", b"{}", "application/json is no kind"),
        ("/feed", "application/xml", b"<?xml version='1.0'?><rss/>", "application/xml is no"),
        ("/empty", "text/html", b" \n", "empty"),
    ],
)
def test_what_is_no_document_is_refused(
    path: str, kind: str, body: bytes, said: str, site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    with pytest.raises(FetchError, match=said):
        fetcher.fetch(parse(site.page(path, body, kind)), tmp_path)
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


def test_an_error_page_does_not_replace_what_is_kept(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    address = site.page("/plan.pdf", b"%PDF-1.7 ...", "application/pdf")
    file = fetcher.fetch(parse(address), tmp_path)
    site.page("/plan.pdf", PAGE)
    with pytest.raises(FetchError, match="login page"):
        fetcher.fetch(parse(address), tmp_path)
    assert file.read_bytes() == b"%PDF-1.7 ..."


def packed(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
        if "content.xml" in names:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("path", "kind", "body", "suffix"),
    [
        ("/a", "text/html; charset=utf-8", b"<p>sans doctype", ".html"),
        ("/a", "text/plain", PAGE.encode(), ".html"),
        ("/a.md", "text/plain", b"# Plan", ".md"),
        ("/a", "text/markdown", b"# Plan", ".md"),
        ("/a", "text/html", b"%PDF-1.4", ".pdf"),
        ("/a", "", b"%PDF-1.4", ".pdf"),
        ("/a", "application/octet-stream", b"Plan d'action", ".txt"),
        ("/a", "application/octet-stream", packed("word/document.xml"), ".docx"),
        ("/a", "application/zip", packed("xl/workbook.xml"), ".xlsx"),
        ("/a", "application/vnd.oasis.opendocument.text", packed("content.xml"), ".odt"),
        ("/a.csv", "text/plain", b"mesure;pilote", ".csv"),
        ("/a", "text/csv", b"mesure;pilote", ".csv"),
        ("/a", "application/msword", b"\xd0\xcf\x11\xe0\x00", ".doc"),
        ("/a", "application/xml", b"<?xml version='1.0'?><html/>", ".html"),
        ("/a", "text/plain; charset=utf-16-le", "Plan".encode("utf-16-le"), ".txt"),
    ],
)
def test_the_bytes_tell_the_kind(
    path: str, kind: str, body: bytes, suffix: str, site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    assert fetcher.fetch(parse(site.page(path, body, kind)), tmp_path).suffix == suffix


ACCENTS = "<!doctype html><p>Créer une forêt à Bourg-Perdu : 3 € l’arbre."


@pytest.mark.parametrize(
    ("served", "page", "encoding"),
    [
        ("text/html; charset=iso-8859-1", ACCENTS, "cp1252"),
        ("text/html; charset=windows-1252", '<meta charset="utf-8">' + ACCENTS, "cp1252"),
        ("text/html; charset=iso-8859-1", ACCENTS, "utf-8"),
        ("text/html; charset=utf-8", ACCENTS, "cp1252"),
        ("text/html; charset=utf-16-le", ACCENTS, "utf-16-le"),
        ("text/html; charset=utf-8", ACCENTS, "utf-16"),
        ("text/html; charset=no-such-thing", ACCENTS, "cp1252"),
        ("text/html; charset=rot13", ACCENTS, "utf-8"),
        ("text/html", '<meta charset="macintosh">' + ACCENTS, "mac_roman"),
    ],
)
def test_the_charset_is_found_whoever_is_wrong(
    served: str, page: str, encoding: str, site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    file = fetcher.fetch(parse(site.page("/p", page.encode(encoding), served)), tmp_path)
    (source,) = corpus.sources([file], tmp_path, extract.supports)
    assert "Créer une forêt à Bourg-Perdu : 3 € l’arbre." in read_plan(source).text


# Encrypted connections


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate that plans.test signed itself, with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the program openssl")
    path = tmp_path / "plans.test.pem"
    options = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2".split()
    names = ["-subj", "/CN=plans.test", "-addext", "subjectAltName=DNS:plans.test"]
    files = ["-keyout", str(path), "-out", str(tmp_path / "cert.pem")]
    subprocess.run(["openssl", *options, *names, *files], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (tmp_path / "cert.pem").read_bytes())
    return path


def test_certificates_are_those_of_the_name(
    certificate: Path, waits: Waits, tmp_path: Path
) -> None:
    guard = Guard(["plans.test", "other.test"], lambda host, port: ["127.0.0.1"])
    with serving(certificate) as site:
        site.page("/p", PAGE)
        address = parse(f"https://plans.test:{site.port}/p")
        with pytest.raises(FetchError, match="certificate cannot be trusted"):
            made(waits, guard=guard).fetch(address, tmp_path)
        assert not waits
        fetcher = made(waits, guard=guard)
        fetcher.client.context = ssl.create_default_context(cafile=certificate)
        assert fetcher.fetch(address, tmp_path).read_bytes() == PAGE.encode()
        assert site.asked[-1][1]["host"] == f"plans.test:{site.port}"
        with pytest.raises(FetchError, match=r"certificate cannot be trusted.*other\.test"):
            fetcher.fetch(parse(f"https://other.test:{site.port}/p"), tmp_path)
