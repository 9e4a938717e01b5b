"""Reading PDFs: the words that can be seen, what is hidden, and what the picture says."""

from chancery.paper.pdf.body import body_of, furniture_of, running_lines
from chancery.paper.pdf.compare import Comparison, Likeness, Region, compare_pictures, same_words_by_picture
from chancery.paper.pdf.opening import Unreadable
from chancery.paper.pdf.read import Recognise, extracted, read_pdf

__all__ = [
    "Comparison",
    "Likeness",
    "Recognise",
    "Region",
    "Unreadable",
    "body_of",
    "compare_pictures",
    "extracted",
    "furniture_of",
    "read_pdf",
    "running_lines",
    "same_words_by_picture",
]
