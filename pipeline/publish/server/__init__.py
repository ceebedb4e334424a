"""The HTTP server: which paths there are, authentication, byte ranges, ETags."""
