"""Where an expression is run: PostgreSQL, DuckDB over the lake, or a Spark cluster. Each returns plain rows."""
