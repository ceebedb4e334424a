"""Web pages: what of a page is visible, what its text is, and which of it is the article."""
