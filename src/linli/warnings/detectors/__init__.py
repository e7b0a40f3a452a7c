"""Statistical detectors on series of counts: pure functions of numbers, nothing of the city is known here."""
