"""What an address is, how it is written, and the file that it is named as."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.fetch.addresses import host_name, is_address, parse, redirected, stem


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("HTTPS://WWW.Ville.Example", "https://www.ville.example/"),
        ("https://ville.example:443/a#part", "https://ville.example/a"),
        (
            "http://ville.example:8080/a b/é?q=à&r=%20",
            "http://ville.example:8080/a%20b/%C3%A9?q=%C3%A0&r=%20",
        ),
        ("https://été.example./x", "https://xn--t-9fab.example/x"),
        (" http://[2001:DB8::1]:8000/ ", "http://[2001:db8::1]:8000/"),
        ("http://ville.example?x=1", "http://ville.example/?x=1"),
    ],
)
def test_an_address_is_written_one_way(given: str, written: str) -> None:
    assert str(parse(given)) == written
    assert str(parse(written)) == written


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("ftp://ville.example/plan", "only http and https"),
        ("javascript://x", "only http and https"),
        ("https://user:secret@ville.example/", "user name or password"),
        ("https://ville.example\\@127.0.0.1/", "user name or password"),
        ("https:///plan", "no name of a host"),
        ("https://ville..example/", "no name of a host"),
        ("https://vi lle.example/", "no name of a host"),
        ("https://ville.example:99999/", "no address"),
        ("https://[::g]/", "no address"),
        ("https://ville.example/\r\nHost: x", "control characters"),
        ("https://ville.example/" + "a" * 5000, "too long"),
        ("https://\u2100.example/", "no"),
    ],
)
def test_what_is_no_address_is_told(given: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        parse(given)
    assert "secret" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_redirect_is_read_from_where_it_stands() -> None:
    start = parse("https://ville.example/plans/2024/")
    assert str(redirected(start, "../2025/plan.pdf")) == "https://ville.example/plans/2025/plan.pdf"
    assert str(redirected(start, "//autre.example/é")) == "https://autre.example/%C3%A9"
    assert str(redirected(start, "?p=2")) == "https://ville.example/plans/2024/?p=2"


def test_files_are_named_by_words_and_never_meet() -> None:
    first = stem(parse("https://ville.example/Plan%20d'été/2024.pdf?v=2"))
    assert first.startswith("ville.example/plan-d-ete-2024-v-2-")
    addresses = [
        "https://ville.example/",
        "http://ville.example/",
        "https://ville.example:8443/",
        "https://ville.example/../../etc/passwd",
        "https://ville.example/%2e%2e/%2e%2e/x",
        "https://ville.example/CON",
        "https://ville.example/con",
        "https://ville.example/" + "plan-" * 200,
    ]
    names = {stem(parse(address)) for address in addresses}
    assert len(names) == len(addresses)
    for name in names:
        folder, file = name.split("/")
        assert len(file) <= 80
        assert set(file) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert not folder.startswith(".")


def test_hosts_are_compared_as_they_are_written() -> None:
    assert host_name("Intranet.Ville.example.") == "intranet.ville.example"
    assert host_name("[::1]") == "::1"
    for given in ("https://ville.example/", "ville.example:80", "une ville"):
        with pytest.raises(UsageError, match="no name of a host"):
            host_name(given)


def test_only_what_has_a_scheme_is_an_address() -> None:
    assert is_address("https://x")
    assert is_address("FTP://x")
    assert not is_address("corpus/https:/x")
    assert not is_address("C:\\plans")
