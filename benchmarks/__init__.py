"""Measurements of the pipeline against its peers."""
