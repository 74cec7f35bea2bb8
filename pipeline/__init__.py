"""mesures: the measures of action plans, found, searched and compared."""

__version__ = "0.1.0"
