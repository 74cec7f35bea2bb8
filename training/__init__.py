"""How the shipped models and word tables were made; not part of the package."""
