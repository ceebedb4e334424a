"""The online voice: requests, retry, rate limit, proxy, and what its replies must hold."""
