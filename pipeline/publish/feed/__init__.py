"""The RSS feeds: channel, items, enclosures, the ``podcast:`` namespace, and pagination (RFC 5005)."""
