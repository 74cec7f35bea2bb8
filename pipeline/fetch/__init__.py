"""Addresses to files: pages are fetched with care, and kept as they were fetched.

Only `client`, `guard` and `robots` need the network library; `kept` and `addresses` are light, for
what reads a corpus without fetching anything.
"""
