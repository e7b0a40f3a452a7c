"""The division tree with editions, grids, geometry, locating."""
