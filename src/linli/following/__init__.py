"""Following an area: by notices for whoever has an account, by a feed for everybody."""
