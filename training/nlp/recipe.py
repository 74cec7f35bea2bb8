"""The settings of the recipe, in one place, and the paths that its steps share."""

from __future__ import annotations

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEED = 7
VECTOR_WORDS = 20_000
VECTOR_SIZE = 64
# The network: width and depth of the convolutions, rows of the hashed features (NORM, PREFIX,
# SUFFIX, SHAPE), the parser's hidden layer.
WIDTH = 96
DEPTH = 4
ROWS = (4000, 1000, 3000, 1000)
HIDDEN = 64
EPOCHS = 18
RATE = 0.0015
DROPOUT = 0.1

# Share of each treebank's sentences that an epoch sees; speech is far from how plans are written.
TREEBANKS = {
    "UD_French-Sequoia/fr_sequoia-ud-train": 1.0,
    "UD_French-GSD/fr_gsd-ud-dev": 1.0,
    "UD_French-PUD/fr_pud-ud-test": 1.0,
    "UD_French-FQB/fr_fqb-ud-test": 0.5,
    "UD_French-Rhapsodie/fr_rhapsodie-ud-train": 0.15,
    "UD_French-Rhapsodie/fr_rhapsodie-ud-dev": 0.15,
    "UD_French-Rhapsodie/fr_rhapsodie-ud-test": 0.15,
    "UD_French-ParisStories/fr_parisstories-ud-train": 0.15,
    "UD_French-ParisStories/fr_parisstories-ud-dev": 0.15,
    "UD_French-ParisStories/fr_parisstories-ud-test": 0.15,
}
DEVELOPMENT = "UD_French-Sequoia/fr_sequoia-ud-dev"
TEST = "UD_French-Sequoia/fr_sequoia-ud-test"
# Parallel and question data whose licence lets shipped weights be trained on it.
PARALLEL = (
    "laws_text laws_titles gov_misc gov_social_climate_mt ms_business_ht ms_other_ht "
    "stsb_train_mt tatoeba"
).split()


def parser(description: str) -> argparse.ArgumentParser:
    """Options that every step takes."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "train")
    made.add_argument("--work", type=Path, default=ROOT / "training" / "nlp" / "work")
    return made
