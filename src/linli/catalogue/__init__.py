"""Matter kinds, dispatch duty, collection lists."""
