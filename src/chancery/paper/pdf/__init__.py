"""Reading PDFs: the words that can be seen, what is hidden, and what the picture says."""

from chancery.paper.pdf.read import Recognise, extracted, read_pdf

__all__ = ["Recognise", "extracted", "read_pdf"]
