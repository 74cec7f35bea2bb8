"""The page and the API of an index: read only, in French and English, without any other host."""
