"""What is wrong with what is published: feeds, pages, playlists, each episode's files, on disk or over HTTP."""
