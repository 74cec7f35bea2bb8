"""How the French pipeline for plans was trained; see pipeline/data/nlp/README.md."""
