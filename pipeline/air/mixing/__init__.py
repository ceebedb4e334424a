"""Who plays and who gives way, and what is heard of it; pure but for the decoder, which has files in view."""
