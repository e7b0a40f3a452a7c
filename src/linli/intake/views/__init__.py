"""Pages for residents, and the form of whoever takes a report down for them."""
