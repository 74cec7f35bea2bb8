"""The words of an index in Milvus, and BM25 by sparse vectors of our own terms and weights."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterable, Sequence

from pipeline.cluster.milvus_client import MOST, batches, one_of
from pipeline.cluster.milvus_schema import counted, looked_up, number_of, saturated
from pipeline.cluster.milvus_seen import HEAD, Seen
from pipeline.cluster.milvus_state import rows_of
from pipeline.store.lexicon import COLUMN_WEIGHTS

_LEAST_RARITY = 1e-6  # as in FTS5
_SPARE = 50  # found beyond what is asked for: Milvus weighs by the mean length of the build


class MilvusLexicon:
    """The words of one commit; as pipeline.store.lexicon.Lexicon."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._state = seen.state
        self._held: dict[str, int] = {}
        self._holding: dict[str, dict[int, float]] = {}
        self._vectors: dict[str, list[bytes]] = {}

    def best(
        self, terms: Sequence[str], limit: int, among: Sequence[int] | None
    ) -> dict[int, float]:
        """BM25 of the units that hold at least one of `terms`, by row, best first."""
        held, units = self.frequencies(terms)
        rarity = {
            term: max(_LEAST_RARITY, math.log((units - count + 0.5) / (count + 0.5)))
            for term, count in held.items()
            if count
        }
        asked = {number_of(term): rare for term, rare in rarity.items() if " " not in term}
        spare = limit + limit // 10 + _SPARE
        rows: list[int] = []
        if asked:
            rows = [*self._seen.search("sparse", asked, spare, among, HEAD)]
        runs = {term: self._runs(term) for term in rarity if " " in term}
        rows += self._allowed({row for found in runs.values() for row in found} - {*rows}, among)
        average = self._state.number("tokens") / max(1, units)
        scores: list[tuple[float, int]] = []
        for row, columns in self._seen.terms(rows).items():
            often, length = counted(columns)
            often |= {term: found.get(row, 0.0) for term, found in runs.items()}
            score = sum(
                rare * saturated(often[term], length, average)
                for term, rare in rarity.items()
                if often.get(term)
            )
            if score > 0:
                scores.append((-score, row))
        return {row: -score for score, row in sorted(scores)[:limit]}

    def _allowed(self, rows: set[int], among: Sequence[int] | None) -> list[int]:
        if among is None or not rows:
            return sorted(rows)
        return sorted(rows.intersection(map(int, among)))

    def frequencies(self, terms: Sequence[str]) -> tuple[dict[str, int], int]:
        """How many units hold each of `terms` in any column, and how many there are."""
        missing = [term for term in dict.fromkeys(terms) if term not in self._held]
        names = {looked_up(term): term for term in missing if " " not in term}
        found = self._state.latest("frequency", "name", [*names], ("value",))
        told = {name: int(row["value"]) for (name, _), row in found.items()}
        self._held |= {term: told.get(name, 0) for name, term in names.items()}
        self._held |= {term: len(self._runs(term)) for term in missing if " " in term}
        return {term: self._held[term] for term in dict.fromkeys(terms)}, self._state.number(
            "units"
        )

    def holding(self, phrases: Iterable[Sequence[str]]) -> set[int]:
        """The rows that hold any of `phrases`: stems side by side in one column."""
        return {row for phrase in phrases for row in self._runs(" ".join(phrase))}

    def _runs(self, run: str) -> dict[int, float]:
        """How often a run of stems stands in each unit that holds it, by the weights of columns."""
        if run not in self._holding:
            stems = run.split()
            held, _ = self.frequencies(stems)
            rarest = min(stems, key=lambda stem: (held[stem], stem))
            rows = self._with(rarest, 0, self._state.number("next_unit")) if held[rarest] else []
            found = {}
            for row, columns in self._seen.terms(rows).items():
                often = sum(
                    weight * _times(column, stems)
                    for weight, column in zip(COLUMN_WEIGHTS.values(), columns, strict=True)
                )
                if often:
                    found[row] = often
            self._holding[run] = found
        return self._holding[run]

    def _with(self, stem: str, first: int, end: int) -> list[int]:
        """The rows from `first` to before `end` that hold a stem, or one of the same place."""
        part = f"row >= {first} and row < {end} and {self._state.seen()}"
        asked = {number_of(stem): 1.0}
        hits = self._seen.client.search(
            self._state.build.units, "sparse", asked, MOST, part, ["row"]
        )
        if len(hits) < MOST or end - first <= 1:
            return [int(entity["row"]) for near, entity in hits if near > 0]
        middle = (first + end) // 2
        return self._with(stem, first, middle) + self._with(stem, middle, end)

    def all_rows(self) -> set[int]:
        """The rows of all units."""
        return set(rows_of(self._state.units("", ()), "row"))

    def stems(self, rows: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The stems of these rows, in the order of COLUMN_WEIGHTS, parted by spaces."""
        return self._seen.terms(rows)

    def vectors(self, stems: Iterable[str]) -> list[tuple[str, bytes]]:
        """The vectors (half precision) of the forms of these stems, each with its stem."""
        asked = list(dict.fromkeys(stems))
        names = {looked_up(stem): stem for stem in asked if stem not in self._vectors}
        if names:
            self._vectors |= {stem: [] for stem in names.values()}
            forms: dict[str, dict[str, tuple[int, bytes | None]]] = {}
            for name, form, born, held, vector in self._forms(list(names)):
                known = forms.setdefault(names[name], {})
                if form not in known or known[form][0] < born:
                    known[form] = (born, vector if held > 0 else None)
            for stem, found in forms.items():
                ordered = sorted(found.items())
                self._vectors[stem] = [vector for _, (_, vector) in ordered if vector]
        return [(stem, vector) for stem in sorted(asked) for vector in self._vectors[stem]]

    def _forms(self, names: Sequence[str]) -> Iterable[tuple[str, str, int, int, bytes | None]]:
        for part in batches(names):
            expression = f'kind == "word" and {one_of("name", part)}'
            for row in self._state.kept(expression, ("name", "born", "value")):
                form, _, held, vector = json.loads(row["value"])
                packed = base64.b64decode(vector) if vector else None
                yield row["name"], form, row["born"], held, packed

    def words(self, beginning: str, shortest: int, longest: int) -> list[tuple[str, str]]:
        """Stem and form of the collection's words by their beginning and their stem's length."""
        expression = (
            f'kind == "word" and name >= {json.dumps(beginning, ensure_ascii=False)} and '
            f"name < {json.dumps(beginning + '{', ensure_ascii=False)} and "
            f"number >= {shortest} and number <= {longest}"
        )
        found: dict[tuple[str, str], tuple[int, int]] = {}
        for row in self._state.kept(expression, ("born", "value")):
            form, term, held, _ = json.loads(row["value"])
            if (term, form) not in found or found[term, form][0] < row["born"]:
                found[term, form] = (row["born"], held)
        return sorted(pair for pair, (_, held) in found.items() if held > 0)

    def acronyms(self, stems: Sequence[str]) -> list[tuple[str, str, str, tuple[str, ...]]]:
        """The acronyms that a question of these stems names or spells out, most defined first."""
        names = [looked_up(stem) for stem in dict.fromkeys(stems)]
        asked = f" {' '.join(stems)} "
        found: dict[tuple[int, int], list[str]] = {}
        if not names:
            return []
        expression = f'kind in ["short", "long"] and {one_of("name", names)}'
        for row in self._state.kept(expression, ("kind", "owner", "number", "value")):
            value = json.loads(row["value"])
            if row["kind"] == "short" or f" {value[3]} " in asked:
                found[row["owner"], row["number"]] = value
        groups: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for place, (short, long, *_) in sorted(found.items()):
            groups.setdefault((short, long), []).append(place)
        ordered = sorted(groups, key=lambda pair: (-len(groups[pair]), pair))
        firsts = [found[groups[pair][0]] for pair in ordered]
        return [(short, long, brief, tuple(run.split())) for short, long, brief, run in firsts]


def _times(column: str, run: Sequence[str]) -> int:
    """How often the stems hold the run, side by side."""
    stems, size = column.split(), len(run)
    if run[0] not in stems:
        return 0
    wanted = list(run)
    return sum(stems[n : n + size] == wanted for n in range(len(stems) - size + 1))
