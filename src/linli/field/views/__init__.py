"""The field app: one page that works without network, its service worker, and stickers with codes to scan."""
