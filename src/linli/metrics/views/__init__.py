"""Pages of figures: all of a place, one of them, its list, what each means, and months that were frozen."""
