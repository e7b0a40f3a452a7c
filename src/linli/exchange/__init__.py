"""Open311, imports and exports."""
