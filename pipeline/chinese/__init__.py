"""Chinese as every room needs it: which characters are Chinese, what marks do, which words there are."""
