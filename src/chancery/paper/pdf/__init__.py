"""Reading PDFs: the words that can be seen, what is hidden, and what the picture says."""

from chancery.paper.pdf.compare import Comparison, Region, Sameness, compare_pictures, same_words_by_picture
from chancery.paper.pdf.opening import Unreadable
from chancery.paper.pdf.read import Recognise, read_pdf

__all__ = [
    "Comparison",
    "Recognise",
    "Region",
    "Sameness",
    "Unreadable",
    "compare_pictures",
    "read_pdf",
    "same_words_by_picture",
]
