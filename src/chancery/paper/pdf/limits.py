"""How one PDF is looked at; how much of it, `chancery.paper.limits` says."""

DPI = 150
"""One raster serves every question asked of a page; at 100 dpi two of six altered characters were lost."""

MARKED_PAGES = 5
"""QR codes and bar codes are looked for on so many pages from the first."""
