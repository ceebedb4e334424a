"""Upload to an S3 bucket: what changed, in which order, and what is removed."""
