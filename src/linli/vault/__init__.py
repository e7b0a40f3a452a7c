"""Personal data: encrypted fields, purposes, consent, access log."""
