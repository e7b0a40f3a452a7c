"""What counts as the same text: folding, search tokens, likeness. No tables, no clock."""

from linli.language.policies.likeness import Shingles, shingles, similarity
from linli.language.policies.tokens import finding, lexemes, search_query, vector_of

__all__ = ["Shingles", "finding", "lexemes", "search_query", "shingles", "similarity", "vector_of"]
