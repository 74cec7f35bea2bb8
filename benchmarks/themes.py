"""Time and memory of finding the themes of a large collection.

    python benchmarks/themes.py [MEASURES]

Indexes measures made of pieces of the demonstration corpus (100,000 unless said otherwise) and
groups them, as `mesures themes` does. Prints seconds, those of the processor, peak memory of the
process, and the themes with their labels.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.embed import load_encoder
from pipeline.evaluate import read_gold
from pipeline.models import Facts, Measure, Plan, Span, UnitKind
from pipeline.search import embedded_text, identity
from pipeline.store import Entry, Reader, Writer
from pipeline.themes import find_themes

ROOT = Path(__file__).resolve().parents[1]
PLANS = 200
PEAK = 1 << (20 if sys.platform != "darwin" else 30)  # of ru_maxrss in a GB


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    gold = [one for row in read_gold(ROOT / "tests" / "golden") for one in row["measures"]]
    with TemporaryDirectory() as name:
        build(Path(name), gold, count)
        before, worked = time.perf_counter(), time.process_time()
        with Reader(Path(name)) as reader:
            found = find_themes(reader)
        seconds, work = time.perf_counter() - before, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / PEAK
    print(
        f"{found.total} measures: {seconds:.1f} s, {work:.1f} s of processor time, "
        f"{memory:.2f} GB at most, with the indexing"
    )
    print(f"{len(found.themes)} themes, {len(found.without)} measures without one")
    for theme in found.themes:
        print(f"{theme.size:7}  {theme.label}")


def build(index: Path, gold: list[dict], count: int) -> None:
    draw, encoder = random.Random(0), load_encoder()
    with Writer(index, identity(encoder)) as writer:
        for plan in range(PLANS):
            made = [measure(gold, draw, f"plan-{plan}.pdf") for _ in range(count // PLANS)]
            text = "\n".join(one.statement for one in made)
            read = Plan(made[0].document, text, (), ())
            texts = [embedded_text(one) for one in made]
            writer.put(Entry(read, made, texts, str(plan), "", Facts(), "2026-01-01"))
        writer.commit(encoder.encode_documents)


def measure(gold: list[dict], draw: random.Random, document: str) -> Measure:
    """Half of one measure, half of another and a number, under the headings of the first."""
    one, other = draw.choice(gold), draw.choice(gold)
    words, more = one["statement"].split(), other["statement"].split()
    half = words[: max(4, draw.randint(len(words) // 2, len(words)))]
    text = " ".join((*half, *more[: draw.randint(0, len(more) // 2)], str(draw.randint(2, 9999))))
    path = tuple(one["path"])
    return Measure(document, UnitKind.MEASURE, None, text, text, path, 1, Span(0, len(text)))


if __name__ == "__main__":
    main()
