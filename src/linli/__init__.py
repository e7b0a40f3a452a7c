"""Linli 邻里: people's matters come in, are resolved in time, answered and rated."""
