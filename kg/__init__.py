"""Turns Thai government news into a knowledge graph of diplomatic activity that shows its evidence."""

__version__ = "0.1.0"
