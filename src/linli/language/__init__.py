"""Chinese text: tokens, search, classification, similarity."""
