"""Umber's training chain: the world it learns from, the models, and the export to a pack."""
