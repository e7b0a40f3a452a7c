"""What counts as the same text: folding, search tokens, likeness. No tables, no clock."""

from linli.language.policies.likeness import Shingles, shingles, similarity
from linli.language.policies.tokens import lexemes, search_query

__all__ = ["Shingles", "lexemes", "search_query", "shingles", "similarity"]
