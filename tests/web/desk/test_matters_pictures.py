"""The two pictures of a matter: nothing in them lies on anything else, in either direction of reading."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chancery.record.claims import Strength
from chancery.record.statement import Instant
from chancery.registry.dossier import Moment
from chancery.registry.reliance import MOST_DRAWN, Edge, Node, Web
from chancery.web.desk.matters import time_drawing, web_drawing
from chancery.web.desk.matters.lanes import take_lane
from chancery.web.desk.matters.webs import NARROW, WIDE

names = [f"n{number}" for number in range(MOST_DRAWN)]


@st.composite
def webs(draw: st.DrawFn) -> Web:
    """Up to twelve boxes with lines between any two."""
    drawn = names[: draw(st.integers(2, MOST_DRAWN))]
    pairs = st.tuples(st.sampled_from(drawn), st.sampled_from(drawn)).filter(lambda pair: pair[0] != pair[1])
    ends = draw(st.lists(pairs, min_size=1, max_size=13, unique=True))
    return Web(
        drawn=tuple(Node(name=name, label=name) for name in drawn),
        listed=(),
        edges=tuple(
            Edge(
                number=number,
                origin=origin,
                relation="relies_on",
                to=to,
                strength=draw(st.sampled_from(Strength)),
                basis=(origin,),
                premise=draw(st.sampled_from([None, "no", "yes"])),
            )
            for number, (origin, to) in enumerate(ends, 1)
        ),
    )


def titles(web: Web) -> dict[str, tuple[str, ...]]:
    return {node.name: ("An office with rather a long name", "XY/2020/1", "disowned") for node in web.drawn}


def runs(picture: web_drawing.Drawn) -> list[tuple[float, float, float]]:
    """Where each line runs up or down: its lane, and from where to where."""
    found = []
    for line in picture.lines:
        match = re.fullmatch(r"M\S+ (\S+)H\S+Q(\S+) \S+ \S+ \S+V\S+Q\S+ (\S+) \S+ \S+H\S+", line.path)
        assert match is not None
        start, lane, end = (float(each) for each in match.groups())
        found.append((lane, min(start, end), max(start, end)))
    return found


@given(webs(), st.booleans())
def test_no_two_lines_run_on_each_other(web: Web, wide: bool) -> None:
    """In one lane, one ends before the next begins; and all of it stays on the sheet."""
    picture = web_drawing.drawn(web, titles(web), width=WIDE if wide else NARROW, wide=wide, mirrored=False)
    assert picture is not None
    found = runs(picture)
    for place, (lane, start, end) in enumerate(found):
        assert 0 <= lane <= picture.width
        assert 0 <= start <= end <= picture.height
        for other, begun, ended in found[place + 1 :]:
            assert lane != other or end <= begun or ended <= start


@given(webs())
def test_every_line_ends_at_its_boxes(web: Web) -> None:
    """It leaves the one that leans and arrives at the one it leans on; only those not in force are cut."""
    picture = web_drawing.drawn(web, titles(web), width=WIDE, wide=True, mirrored=False)
    assert picture is not None
    boxes = {node.name: box for node, box in zip(web.drawn, picture.boxes, strict=True)}
    for edge, line in zip(web.edges, picture.lines, strict=True):
        match = re.match(r"M\S+ (\S+)H", line.path)
        assert match is not None
        leaves, arrives = boxes[edge.origin], boxes[edge.to]
        assert leaves.y < float(match[1]) < leaves.y + leaves.height
        tip = float(line.arrow.split("L")[0].split()[1])
        assert arrives.y < tip < arrives.y + arrives.height
        assert bool(line.cut) is (edge.premise == "no")


@given(webs(), st.booleans())
def test_from_right_to_left_it_is_mirrored(web: Web, wide: bool) -> None:
    """Every box and every number at the same distance from the other side."""
    width = WIDE if wide else NARROW
    one, other = (
        web_drawing.drawn(web, titles(web), width=width, wide=wide, mirrored=mirrored)
        for mirrored in (False, True)
    )
    assert one is not None
    assert other is not None
    for box, turned in zip(one.boxes, other.boxes, strict=True):
        assert turned.x == width - box.x - box.width
        assert turned.lines == box.lines
    for line, turned_line in zip(one.lines, other.lines, strict=True):
        assert abs(turned_line.at_x - (width - line.at_x)) < 0.2
        assert turned_line.at_y == line.at_y


def test_where_nothing_leans_there_is_no_picture() -> None:
    """The list says so in words."""
    web = Web(drawn=(Node(name="a"), Node(name="b")), listed=(), edges=())
    assert web_drawing.drawn(web, titles(web), width=WIDE, wide=True, mirrored=False) is None


moments = st.lists(
    st.builds(
        lambda first, length, doubtful: Moment(
            first=Instant(first),
            after=None if length is None else Instant(first + length),
            doubtful=doubtful,
        ),
        st.integers(0, 10**9),
        st.none() | st.integers(86_400, 10**7),
        st.booleans(),
    ).filter(lambda moment: moment.after is not None or not moment.doubtful),
    min_size=1,
    max_size=40,
).map(lambda each: sorted(each, key=lambda moment: moment.first))


@given(moments, st.sampled_from([WIDE, NARROW]))
def test_no_dot_and_no_bar_lies_on_another(timed: list[Moment], width: int) -> None:
    """However close in time; every dot and every bar stays on the sheet."""
    picture = time_drawing.drawn(timed, width=width, mirrored=False)
    assert picture is not None
    places = [dot.x for dot in picture.dots]
    assert places == sorted(places)
    assert len(set(places)) == len(places)
    assert all(0 <= place <= width for place in places)
    for place, bar in enumerate(picture.bars):
        assert 0 <= bar.x <= bar.x + bar.width <= width
        for other in picture.bars[place + 1 :]:
            beside = bar.x + bar.width <= other.x + 0.2 or other.x + other.width <= bar.x + 0.2
            assert bar.y != other.y or beside


@given(moments)
def test_time_runs_with_the_reading_direction(timed: list[Moment]) -> None:
    """What came first stands where reading begins."""
    one, other = (time_drawing.drawn(timed, width=WIDE, mirrored=mirrored) for mirrored in (False, True))
    assert one is not None
    assert other is not None
    for dot, turned in zip(one.dots, other.dots, strict=True):
        assert abs(turned.x - (WIDE - dot.x)) < 0.2
        assert turned.label == dot.label


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)).map(lambda run: (run[0], run[0] + run[1]))))
def test_a_lane_holds_what_lies_apart(wanted: list[tuple[int, int]]) -> None:
    """The first lane that is free is taken."""
    lanes: list[list[tuple[float, float]]] = []
    for run in wanted:
        taken = take_lane(lanes, run)
        assert run in lanes[taken]
        for earlier in lanes[:taken]:
            assert any(run[0] < ended and begun < run[1] for begun, ended in earlier)
    for runs_in_it in lanes:
        ordered = sorted(runs_in_it)
        assert all(one[1] <= other[0] for one, other in pairwise(ordered))
