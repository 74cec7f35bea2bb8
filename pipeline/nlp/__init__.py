"""French NLP for plans: the language pipeline, and what a line commits to."""

from pipeline.nlp.actions import acts
from pipeline.nlp.commitment import Cue, Form, cue, is_infinitive, prime
from pipeline.nlp.language import analyse, sentences

__all__ = ["Cue", "Form", "acts", "analyse", "cue", "is_infinitive", "prime", "sentences"]
