"""Measures a run: every number of the model card by one command, from fixed seeds."""
