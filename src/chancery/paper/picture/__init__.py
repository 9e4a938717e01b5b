"""PICTURES: a photograph, a screenshot, a scan or a fax, read word for word and never without its doubts."""

from chancery.paper.picture.ink import TELLING, certain_words, weigh_words
from chancery.paper.picture.read import read_picture, read_raster

__all__ = ["TELLING", "certain_words", "read_picture", "read_raster", "weigh_words"]
