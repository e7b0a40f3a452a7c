"""A quarter of the city that shows how promises are kept: letters, the ladder, lists, whistles and the year's plan."""
