"""What a browser or a player opens: pages, transcripts, search, playlists."""
