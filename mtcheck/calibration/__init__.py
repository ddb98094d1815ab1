"""`mtcheck calibrate`: a user's own labelled rows and clean articles → a profile."""
