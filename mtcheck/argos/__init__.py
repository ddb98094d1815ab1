"""Argos Translate packages: find, verify, install and run them, without PyTorch and without the network."""
