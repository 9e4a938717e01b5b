"""What happens to a page before somebody asks about it: photographed, scanned, faxed, shown on a screen.

Every picture is made from a page drawn at 300 dots per inch (8-bit, three channels, 0 is
black); the numbers below were chosen for what telephones and fax machines do, before any reader
was tried on the result, and have not been changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.copies.cases import On

Picture = NDArray[Any]
Degrading = Callable[[Picture, Random], bytes]

DRAWN_AT = 300
"""Dots per inch of the page that is degraded."""

FRAME = (4032, 3024)
"""Height and width of a photograph: twelve megapixels, as telephones take them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """How well a photograph is taken; each pair is the least and the most."""

    fills: tuple[float, float]
    """The page's share of the frame's height."""
    corners: tuple[float, float]
    """How far a corner lies from where it should, as a share of the page's width."""
    turned: float
    """Degrees either way."""
    darkest: tuple[float, float]
    """Light in the darkest corner, where the brightest has 1."""
    shadow: tuple[float, float]
    """Light under a hand's shadow; 1 is none."""
    blur: tuple[float, float]
    """Standard deviation in pixels."""
    shake: tuple[int, int]
    """Length in pixels of a smear; 1 is none."""
    noise: tuple[float, float]
    """Standard deviation of each pixel's error, of 255."""
    quality: tuple[int, int]
    """Of the JPEG file."""


GOOD = Camera(
    fills=(0.80, 0.94),
    corners=(0.0, 0.025),
    turned=3,
    darkest=(0.75, 0.95),
    shadow=(0.85, 1.0),
    blur=(0.6, 1.3),
    shake=(1, 1),
    noise=(2, 6),
    quality=(78, 92),
)
BAD = Camera(
    fills=(0.5, 0.75),
    corners=(0.02, 0.09),
    turned=12,
    darkest=(0.35, 0.7),
    shadow=(0.4, 0.75),
    blur=(1.3, 2.6),
    shake=(1, 6),
    noise=(6, 14),
    quality=(40, 60),
)


def degraded(page: Picture, on: On, chance: Random) -> bytes:
    """The octets of a picture file of that class."""
    return _WAYS[on](page, chance)


# ── photographs ──────────────────────────────────────────────────────────────


def _photographed(page: Picture, camera: Camera, chance: Random) -> bytes:
    laid = _laid_on_a_desk(page, camera, chance)
    lit = laid.astype(np.float32) * _light(laid.shape[:2], camera, chance)[:, :, None]
    seen = _blurred(lit, camera, chance)
    dice = np.random.default_rng(chance.getrandbits(32))
    noisy = seen + dice.normal(0, chance.uniform(*camera.noise), seen.shape).astype(np.float32)
    tint = np.array([chance.uniform(0.9, 1.0), chance.uniform(0.95, 1.0), 1.0], np.float32)
    return _jpeg(np.clip(noisy * tint, 0, 255).astype(np.uint8), chance.randint(*camera.quality))


def _laid_on_a_desk(page: Picture, camera: Camera, chance: Random) -> Picture:
    """The page in perspective, somewhere on a desk."""
    height, width = FRAME
    tall = height * chance.uniform(*camera.fills)
    wide = min(tall * page.shape[1] / page.shape[0], width * 0.97)
    tall = wide * page.shape[0] / page.shape[1]
    centre = (width / 2 + chance.uniform(-1, 1) * (width - wide) / 4, height / 2)
    jitter = wide * chance.uniform(*camera.corners)
    corners = [
        (
            centre[0] + x * wide / 2 + chance.uniform(-1, 1) * jitter,
            centre[1] + y * tall / 2 + chance.uniform(-1, 1) * jitter,
        )
        for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    turn = cv2.getRotationMatrix2D(centre, chance.uniform(-camera.turned, camera.turned), 1.0)
    there = np.array([turn @ (*corner, 1) for corner in corners], np.float32)
    rows, columns = page.shape[:2]
    here = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    warp = cv2.getPerspectiveTransform(here, there)
    desk = _desk((height, width), chance)
    return np.asarray(
        cv2.warpPerspective(
            page, warp, (width, height), dst=desk, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT
        )
    )


def _desk(size: tuple[int, int], chance: Random) -> Picture:
    """Wood, cloth or stone: a dark colour with grain."""
    dice = np.random.default_rng(chance.getrandbits(32))
    colour = np.array([chance.uniform(30, 110) for _ in range(3)], np.float32)
    grain = dice.normal(0, chance.uniform(4, 16), (size[0] // 32, size[1] // chance.choice((8, 32, 128)), 1))
    coarse = cv2.resize(grain.astype(np.float32), (size[1], size[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(colour + coarse[:, :, None], 0, 255).astype(np.uint8))


def _light(size: tuple[int, int], camera: Camera, chance: Random) -> Picture:
    """Light falling from one side, and perhaps a hand's shadow over a part."""
    rows, columns = np.linspace(-1, 1, size[0])[:, None], np.linspace(-1, 1, size[1])[None, :]
    darkest = chance.uniform(*camera.darkest)
    x, y = chance.uniform(-1, 1), chance.uniform(-1, 1)
    slope = (columns * x + rows * y) / (abs(x) + abs(y))
    light = (1 + darkest) / 2 + slope * (1 - darkest) / 2
    shade = chance.uniform(*camera.shadow)
    angle, edge = chance.uniform(-1, 1), chance.uniform(-0.5, 0.8)
    inside = 1 / (1 + np.exp(-(columns + angle * rows - edge) * chance.uniform(6, 40)))
    return np.asarray((light * (1 - (1 - shade) * inside)).astype(np.float32))


def _blurred(picture: Picture, camera: Camera, chance: Random) -> Picture:
    soft = cv2.GaussianBlur(picture, (0, 0), chance.uniform(*camera.blur))
    length = chance.randint(*camera.shake)
    if length < 2:
        return np.asarray(soft)
    kernel = np.zeros((length, length), np.float32)
    if chance.random() < 0.5:
        kernel[length // 2, :] = 1 / length
    else:
        np.fill_diagonal(kernel, 1 / length)
    return np.asarray(cv2.filter2D(soft, -1, kernel))


def good_photo(page: Picture, chance: Random) -> bytes:
    """Held straight, in good light."""
    return _photographed(page, GOOD, chance)


def bad_photo(page: Picture, chance: Random) -> bytes:
    """Askew, in a shadow, a little shaken, sent on by somebody whose telephone made it small."""
    return _photographed(page, BAD, chance)


def crop(page: Picture, chance: Random) -> bytes:
    """A part of the page: photographed by itself, or cut out of a picture of the whole."""
    if chance.random() < 0.5:
        return good_photo(page, chance)
    return _jpeg(_scaled(page, chance.uniform(130, 220) / DRAWN_AT), chance.randint(60, 92))


# ── machines ─────────────────────────────────────────────────────────────────


def screenshot(page: Picture, chance: Random) -> bytes:
    """The page in a window of ordinary resolution, perhaps in dark mode, its margins cut off."""
    small = _scaled(page, chance.uniform(72, 110) / DRAWN_AT)
    trim = round(small.shape[1] * chance.uniform(0.0, 0.05))
    shown = small[trim or None : -trim or None, trim or None : -trim or None]
    if chance.random() < 0.4:
        dark = 255 - shown.astype(np.int16)
        shown = np.clip(dark * 0.8 + 30, 0, 255).astype(np.uint8)
    bar = np.full((chance.randint(24, 60), shown.shape[1], 3), chance.randint(40, 230), np.uint8)
    whole = np.vstack([bar, shown])
    return _png(whole) if chance.random() < 0.7 else _jpeg(whole, chance.randint(60, 90))


def scan(page: Picture, chance: Random) -> bytes:
    """Off a flatbed: a little askew, specks on the glass, grey or black and white."""
    sized = _scaled(page, chance.choice((150, 200, 300)) / DRAWN_AT)
    grey = cv2.cvtColor(_askew(sized, chance.uniform(-2, 2)), cv2.COLOR_BGR2GRAY)
    dice = np.random.default_rng(chance.getrandbits(32))
    specks = dice.random(grey.shape) < chance.uniform(0, 0.0006)
    dirty = np.where(cv2.dilate(specks.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0, 60, grey)
    noisy = np.clip(dirty + dice.normal(0, chance.uniform(1, 8), grey.shape), 0, 255).astype(np.uint8)
    if chance.random() < 0.3:
        return _png(cv2.threshold(noisy, chance.randint(120, 190), 255, cv2.THRESH_BINARY)[1])
    return _jpeg(noisy, chance.randint(55, 90))


def fax(page: Picture, chance: Random) -> bytes:
    """ITU-T T.4: black or white, 204 dots across and 98 or 196 down the inch, with streaks."""
    down = chance.choice((98, 196))
    rows, columns = page.shape[0] * down // DRAWN_AT, page.shape[1] * 204 // DRAWN_AT
    askew = _askew(page, chance.uniform(-1, 1))
    grey = cv2.cvtColor(cv2.resize(askew, (columns, rows), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    line = cv2.threshold(grey, chance.randint(140, 200), 255, cv2.THRESH_BINARY)[1]
    for _ in range(chance.randint(0, 3)):
        line[:, chance.randrange(columns)] = 0
    for _ in range(chance.randint(0, 3)):
        line[chance.randrange(rows), chance.randrange(columns // 2) :] = 255
    return _png(cv2.resize(line, (columns, rows * 196 // down), interpolation=cv2.INTER_NEAREST))


def _askew(page: Picture, degrees: float) -> Picture:
    rows, columns = page.shape[:2]
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, turn, (columns, rows), borderValue=(255, 255, 255)))


def _scaled(page: Picture, by: float) -> Picture:
    return np.asarray(cv2.resize(page, None, fx=by, fy=by, interpolation=cv2.INTER_AREA))


def _png(picture: Picture) -> bytes:
    return bytes(cv2.imencode(".png", picture)[1])


def _jpeg(picture: Picture, quality: int) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


_WAYS: Mapping[On, Degrading] = {
    On.GOOD_PHOTO: good_photo,
    On.BAD_PHOTO: bad_photo,
    On.SCREENSHOT: screenshot,
    On.SCAN: scan,
    On.FAX: fax,
    On.CROP: crop,
}
