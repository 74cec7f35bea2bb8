"""Themes: clusters of a collection's measures, named by their own words."""

from pipeline.themes.themes import KINDS, WITHOUT, Table, Theme, Themes, find_themes, theme_table

__all__ = ["KINDS", "WITHOUT", "Table", "Theme", "Themes", "find_themes", "theme_table"]
