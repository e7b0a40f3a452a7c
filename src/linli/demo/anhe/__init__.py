"""The invented city Anhe 安和市: places and units that resemble no real ones, the same on every machine."""
