"""What a page must not do on a telephone, whatever it shows: what axe-core finds, and what it cannot see."""

from __future__ import annotations

import os
from importlib.resources import files

from playwright.sync_api import Browser, Page

from chancery.phrases import DIRECTIONS

WIDTH = 360
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOUND_BY_HAND = "a, button, input:not([type=hidden]), select, textarea, summary"
SMALL = f"""() => [...document.querySelectorAll('{FOUND_BY_HAND}')]
  .filter(each => each.checkVisibility() && !each.closest('p, li, dd, h2, .unseen, .skip'))
  .map(each => [each.outerHTML.slice(0, 80), (each.closest('label') ?? each).getBoundingClientRect()])
  .filter(([_, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
"""
Targets below 24 pixels (WCAG 2.2, 2.5.8).  A link inside a sentence is as high as its line, and
a choice is made by its label too.
"""


def telephone(browser: Browser) -> Page:
    """An empty page; the policy is lifted for axe alone, which the test puts in."""
    context = browser.new_context(viewport={"width": WIDTH, "height": 800}, bypass_csp=True)
    return context.new_page()


def faults(page: Page, language: str, name: str = "") -> list[object]:
    """Everything that is wrong with the page as it stands, unfolded; under *name* its picture may be kept."""
    if folder := os.environ.get("CHANCERY_PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{language}.png", full_page=True)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [
        *((each["id"], each["nodes"][0]["html"]) for each in found),
        *page.evaluate(SMALL),
        *([] if wide <= WIDTH else [f"{wide} pixels wide"]),
        *([] if page.evaluate("document.dir") == DIRECTIONS[language] else ["runs the wrong way"]),
    ]
