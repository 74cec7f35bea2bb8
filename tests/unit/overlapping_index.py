"""A small index whose plans overlap, with two editions of one of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from small_index import BagEncoder, entry, measure
from starlette.testclient import TestClient

from pipeline.models import Facts, Measure
from pipeline.search import identity
from pipeline.store import Writer

SECRET = "le jeton de qui relit"
_CITY = (
    "Créer un fonds de rénovation des logements sociaux",
    "Planter mille arbres en ville",
    "Ouvrir une halte-garderie au centre communautaire",
    "Éteindre les enseignes la nuit",
)
_NEXT = (
    _CITY[0],
    "Planter deux mille arbres en ville",
    _CITY[3],
    "Prêter des vélos électriques aux apprentis",
)
_REGION = (
    "Créer un fonds pour la rénovation de logements sociaux",
    "Planter mille arbres en ville",
    "Former les bénévoles à la trésorerie",
)


def _plan(document: str, statements: Sequence[str]) -> list[Measure]:
    return [
        measure(text, document, label=str(n), path=(f"Axe {1 + n // 2}",), page=n + 1)
        for n, text in enumerate(statements)
    ]


def build(index: Path) -> Path:
    """Two editions of a city's plan and one of a region: some measures overlap."""
    encoder = BagEncoder()
    plans = {
        "ville/2021.pdf": (_CITY, Facts(title="Plan de Vaubrune 2021-2023", period="2021-2023")),
        "ville/2024.pdf": (_NEXT, Facts(title="Plan de Vaubrune 2024-2026", period="2024-2026")),
        "region.pdf": (_REGION, Facts(title="Plan du Haut-Pays", issuer="Région du Haut-Pays")),
    }
    with Writer(index, identity(encoder)) as writer:
        for name, (statements, facts) in plans.items():
            writer.put(entry(_plan(name, statements), name, facts))
        writer.commit(encoder.encode_documents)
    return index


def ready(client: TestClient, path: str = "/overlaps?least=0.05") -> str:
    """The text of a page, once overlaps were found."""
    for _ in range(100):
        answer = client.get(path)
        if answer.status_code != 202:
            assert answer.status_code == 200, answer.text
            return answer.text
        assert answer.headers["refresh"]
        time.sleep(0.1)
    raise AssertionError("overlaps were never found")


def first_pair(client: TestClient) -> tuple[str, str]:
    """The ids of the likeliest pair."""
    ready(client)
    one = client.get("/api/v1/overlaps").json()["results"][0]
    return one["a"]["id"], one["b"]["id"]
