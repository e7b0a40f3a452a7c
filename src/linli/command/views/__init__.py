"""Pages of figures, the lists behind them, and what keeps them live."""
