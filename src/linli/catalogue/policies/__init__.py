"""Pure rules: the tree of kinds, who has a duty where, what grids may collect."""
