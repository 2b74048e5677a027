"""Activities of an article: ``find_activities`` reads the news (see ``read``), ``find_background`` what stands beside it."""

from kg.extract.activities.background import find_background, is_telling
from kg.extract.activities.found import ActivityFound, Part, Sentence
from kg.extract.activities.read import find_activities
from kg.extract.activities.settle import fill_cities, leave_out_groups, settle_calling_off, share_country

__all__ = [
    "ActivityFound", "Part", "Sentence", "fill_cities", "find_activities", "find_background", "is_telling",
    "leave_out_groups", "settle_calling_off", "share_country",
]  # fmt: skip
