"""Addresses of a command and of plans.toml become documents; what fails is named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from web_server import serving

from pipeline import cli, corpus, extract
from pipeline.collect import collected
from pipeline.errors import FetchError, GoneError, UsageError
from pipeline.fetch import kept
from pipeline.fetch.addresses import Address
from pipeline.settings import Settings, load

HERE = "https://ville.example/plan"
PAGE = """<!doctype html><html lang="fr"><title>Plan vert</title><h1>Plan vert 2024-2028</h1>
<h2>Axe 1 : Les arbres</h2><ul><li>Planter mille arbres dans les parcs de la ville.</li>
<li>Entretenir les haies avec les écoles du quartier.</li>
<li>Publier chaque année un bilan des plantations.</li></ul></html>"""


class Web:
    """Stands for the network: contents by address; None is gone, an error is raised."""

    def __init__(self, **contents: str | FetchError | None) -> None:
        self.contents = contents
        self.asked: list[str] = []

    def __call__(self, address: Address, folder: Path) -> Path:
        name = str(address).rsplit("/", 1)[1]
        self.asked.append(name)
        content = self.contents[name]
        if isinstance(content, FetchError):
            raise content
        if content is None:
            raise GoneError(f"{address}: nothing is there (the server answers 404)")
        base = kept.record_path(folder, address).name.removesuffix(kept.RECORD)
        file = f"{base}.doc" if name == "odd" else f"{base}.html"
        time = "2024-05-06T07:08:09+00:00"
        said = kept.Record(str(address), str(address), file, "", len(content), time, time)
        return kept.keep(folder, address, said, content.encode())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "corpus").mkdir()
    return Settings(index=tmp_path / "index", corpus=tmp_path / "corpus")


def declare(settings: Settings, *names: str, more: str = "") -> None:
    text = "".join(
        f'[[sources]]\naddress = "https://ville.example/{name}"\n{more}' for name in names
    )
    (settings.corpus / "plans.toml").write_text(text, encoding="utf-8")


def documents(
    given: list[str], settings: Settings, web: Web, offline: bool = False
) -> tuple[list[corpus.Source], dict[str, str | None]]:
    local, missing = collected(given, settings, extract.supports, offline, web)
    found = corpus.sources(local, settings.corpus, extract.supports)
    return found, {source.document: source.fault for source in missing}


def test_an_address_is_a_document_of_the_corpus(settings: Settings) -> None:
    (source,), missing = documents([HERE], settings, Web(plan=PAGE))
    assert not missing
    assert source.document.startswith("fetched/ville.example/plan-")
    assert source.facts.address == HERE
    again, _ = documents([str(settings.corpus)], settings, Web())
    assert [other.document for other in again] == [source.document]
    assert again[0].facts == source.facts


def test_addresses_of_plans_toml_are_fetched_with_their_folder(settings: Settings) -> None:
    declare(settings, "plan", "page", more='title = "Un titre"\npassword = "mot"\n')
    web = Web(plan=PAGE, page=PAGE)
    found, _ = documents([str(settings.corpus), HERE], settings, web)
    assert len(found) == 2
    assert web.asked == ["plan", "page"]
    assert {source.facts.title for source in found} == {"Un titre"}
    assert {source.password for source in found} == {"mot"}
    found, _ = documents([HERE], settings, web)
    assert [source.facts.title for source in found] == ["Un titre"]


def test_what_is_said_of_the_file_counts_more_than_what_is_said_of_its_address(
    settings: Settings,
) -> None:
    declare(settings, "plan", more='title = "Un"\nissuer = "La Ville"\n')
    (source,), _ = documents([str(settings.corpus)], settings, Web(plan=PAGE))
    with (settings.corpus / "plans.toml").open("a", encoding="utf-8") as file:
        file.write(f'[documents."{source.document}"]\ntitle = "Deux"\n')
    (source,), _ = documents([str(settings.corpus)], settings, Web(plan=PAGE))
    assert (source.facts.title, source.facts.issuer) == ("Deux", "La Ville")
    assert source.facts.address == HERE


def test_folders_elsewhere_keep_what_they_list(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    declare(Settings(corpus=folder), "plan", more='title = "Un titre"\n')
    (source,), _ = documents([str(folder)], settings, Web(plan=PAGE))
    assert source.path.is_relative_to(folder)
    assert source.document.startswith("fetched/ville.example/")
    assert source.facts.title == "Un titre"


def test_what_is_gone_is_read_as_it_was(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    documents([HERE], settings, Web(plan=PAGE))
    found, missing = documents([HERE], settings, Web(plan=None))
    assert len(found) == 1
    assert not missing
    assert "the copy of 2024-05-06 is kept" in caplog.text


def test_a_failure_is_named_beside_the_copy(settings: Settings) -> None:
    documents([HERE], settings, Web(plan=PAGE))
    found, missing = documents([HERE], settings, Web(plan=FetchError(f"{HERE}: out of reach")))
    assert len(found) == 1
    assert missing == {HERE: f"{HERE}: out of reach; the copy of 2024-05-06 is read"}
    found, missing = documents([HERE + "-2"], settings, Web(**{"plan-2": None}))
    assert not found
    assert "404" in str(missing[HERE + "-2"])


def test_a_surprise_is_named_too(settings: Settings) -> None:
    found, missing = documents([HERE, HERE + "-2"], settings, Web(**{"plan-2": PAGE}))
    assert len(found) == 1
    assert missing == {HERE: f"{HERE}: KeyError ('plan')"}


def test_a_host_that_is_none_is_told(settings: Settings) -> None:
    wrong = replace(settings, allow_hosts=("https://x",))
    with pytest.raises(UsageError, match="leave out https"):
        collected([HERE], wrong, extract.supports)


def test_offline_nothing_is_asked(settings: Settings) -> None:
    web = Web(plan=PAGE)
    documents([HERE], settings, web)
    declare(settings, "plan", "other")
    found, missing = documents([str(settings.corpus)], settings, web, offline=True)
    assert web.asked == ["plan"]
    assert len(found) == 1
    assert "never fetched; run once without --offline" in str(
        missing["https://ville.example/other"]
    )


def test_a_kind_without_reader_is_kept_and_named(settings: Settings) -> None:
    found, missing = documents(["https://ville.example/odd"], settings, Web(odd="..."))
    assert not found
    assert "no reader for .doc" in str(missing["https://ville.example/odd"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[sources]]\ntitle = "x"', "sources > 0 > address: is missing"),
        ('[[sources]]\naddress = "ftp://x"', "sources: ftp://x: only http and https"),
        ('[[sources]]\naddress = "plan.pdf"', "only http and https"),
        ('[[sources]]\naddress = "https://x"\nname = "y"', "unknown key; known keys: address"),
        ('[sources]\naddress = "https://x"', r"must be tables, as in \[\[sources\]\]"),
    ],
)
def test_faulty_sources_are_told(text: str, said: str, settings: Settings) -> None:
    (settings.corpus / "plans.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        documents([str(settings.corpus)], settings, Web())


def test_hosts_are_allowed_by_file_and_variable(tmp_path: Path) -> None:
    (tmp_path / "mesures.toml").write_text('allow_hosts = ["a.example"]', encoding="utf-8")
    assert load(environ={}, folder=tmp_path).allow_hosts == ("a.example",)
    environ = {"MESURES_ALLOW_HOSTS": "b.example, c.example"}
    assert load(environ=environ, folder=tmp_path).allow_hosts == ("b.example", "c.example")
    (tmp_path / "mesures.toml").write_text("allow_hosts = 3", encoding="utf-8")
    with pytest.raises(UsageError, match="must be a list of names"):
        load(environ={}, folder=tmp_path)


# The whole way, by the command line


def test_pages_are_indexed_from_a_server_and_again_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with serving() as site:
        address = site.page("/plan", PAGE)
        absent = site.address("/absent")
        assert cli.main(["ingest", address]) == 4
        assert "--allow-host localhost" in capsys.readouterr().err
        monkeypatch.setenv("MESURES_ALLOW_HOSTS", "localhost")
        assert cli.main(["ingest", absent]) == 4
        assert f"{absent}: nothing is there (the server answers 404)" in capsys.readouterr().err
        assert cli.main(["ingest", "--allow-host", "localhost", address, absent]) == 1
        assert "1 added, 1 failed" in capsys.readouterr().err
    (tmp_path / "corpus" / "plans.toml").write_text(f'[[sources]]\naddress = "{address}"\n')
    assert cli.main(["ingest", "--offline", "--jsonl"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert len(report["unchanged"]) == 1
    assert cli.main(["search", "haies", "--jsonl"]) == 0
    hit = json.loads(capsys.readouterr().out.splitlines()[0])
    assert hit["statement"].startswith("Entretenir les haies")
