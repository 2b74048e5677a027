"""Activities of an article: ``find_activities`` reads them; see ``read``."""

from kg.extract.activities.found import ActivityFound, Part, Sentence
from kg.extract.activities.read import find_activities

__all__ = ["ActivityFound", "Part", "Sentence", "find_activities"]
