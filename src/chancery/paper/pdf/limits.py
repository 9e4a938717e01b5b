"""How much of one PDF is looked at.  The sandbox has its own, harder limits on time and memory."""

MOST_PAGES = 50
MOST_PIXELS = 200_000_000
"""All pages together, at `DPI`."""

DPI = 150
"""One raster serves every question asked of a page; at 100 dpi two of six altered characters were lost."""

MARKED_PAGES = 5
"""QR codes and bar codes are looked for on so many pages from the first."""
