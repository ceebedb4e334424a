"""Signal processing: trimming, loudness, spectral shaping, the limiter, the chime, encoding."""
