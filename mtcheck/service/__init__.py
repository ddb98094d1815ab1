"""`mtcheck serve`: articles posted over HTTP, judged as a scan would judge them."""
