"""Whether the city runs: figures for a monitor, a page for operators, log lines and traces."""
