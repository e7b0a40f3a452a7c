"""What the public page asks, step by step. Every answer is kept by the page itself, none by us."""
