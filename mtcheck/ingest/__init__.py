"""`mtcheck watch`: a verdict and a report for each article that arrives in a folder, once."""
