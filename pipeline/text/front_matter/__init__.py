"""What a document says of itself: title, date, end, author, voice, draft, urgent."""

from pipeline.text.front_matter.dates import date_of_name, is_urgent_name, normal_date
from pipeline.text.front_matter.head import KEYS, NAMES, Head, Matter, matter_of, pair_of, split_front_matter

__all__ = [
    "KEYS", "NAMES", "Head", "Matter", "date_of_name", "is_urgent_name", "matter_of", "normal_date", "pair_of",
    "split_front_matter",
]  # fmt: skip
