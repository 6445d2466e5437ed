"""Lines into dots: which dots of a grid a polyline touches, for 100,000 points in milliseconds.

Every segment becomes upright runs, one in each dot column it crosses: dense data puts almost all of its segments
into a single column, so a run from one point to the next costs the same however tall it is, and no spike is ever
skipped. The runs of all segments are drawn together by marking their ends and summing down the columns.
"""

from __future__ import annotations

import numpy as np

FAR = 1e9  # dots: points further outside than this are pulled in before clipping
CHUNK = 1 << 20  # runs worked on at a time, which bounds memory
DASH = 2  # dots drawn, and dots left out, of a dashed line
SMALLEST_SPAN = 1e-300  # half of an axis: limits closer than that are drawn as one point


def scale(values: np.ndarray, low: float, high: float, dots: int) -> np.ndarray:
    """Data to dot coordinates: `low` is the centre of dot 0 and `high` of dot `dots - 1`. Gaps are NaN."""
    values = np.asarray(values, dtype=np.float64)
    span = high * 0.5 - low * 0.5  # negative where the axis runs downwards
    if abs(span) < SMALLEST_SPAN:
        span = SMALLEST_SPAN
    with np.errstate(over="ignore", invalid="ignore"):
        placed = values * 0.5  # the rest in place: new arrays of a long curve cost more than the arithmetic
        placed -= low * 0.5
        placed *= (dots - 1) / span
        np.clip(placed, -FAR, FAR, out=placed)
    placed[~np.isfinite(values)] = np.nan
    return placed


def line_dots(u: np.ndarray, v: np.ndarray, width: int, height: int) -> np.ndarray:
    """The dots that the polyline (u, v) touches, as bools of shape (height, width), row 0 where v is 0.

    `u` and `v` are dot coordinates; NaN in either is a gap. What lies outside the grid is clipped.
    """
    here = np.isfinite(u) & np.isfinite(v)
    joined = here[:-1] & here[1:]
    alone = here.copy()
    alone[:-1] &= ~joined
    alone[1:] &= ~joined
    all_joined = bool(joined.all()) and len(joined) > 0
    u0, v0, u1, v1 = (
        (u[:-1], v[:-1], u[1:], v[1:]) if all_joined else (u[:-1][joined], v[:-1][joined], u[1:][joined], v[1:][joined])
    )
    if alone.any():
        u0, u1 = np.concatenate([u0, u[alone]]), np.concatenate([u1, u[alone]])
        v0, v1 = np.concatenate([v0, v[alone]]), np.concatenate([v1, v[alone]])
    u0, v0, u1, v1 = _clip(u0, v0, u1, v1, width, height)
    return _segments(_nearest(u0), _nearest(v0), _nearest(u1), _nearest(v1), width, height)


def dashed_dots(u: np.ndarray, v: np.ndarray, width: int, height: int) -> np.ndarray:
    """As `line_dots`, with gaps: in columns where the line is flat, in rows where it is steep."""
    with np.errstate(invalid="ignore"):
        steep = np.abs(np.diff(v)) > np.abs(np.diff(u))
    dots = np.zeros((height, width), dtype=bool)
    columns, rows = np.arange(width) // DASH % 2 == 0, np.arange(height) // DASH % 2 == 0
    for chosen, kept in ((~steep, columns[None, :]), (steep, rows[:, None])):
        ends = np.full((2, int(chosen.sum()), 3), np.nan)
        for k, values in enumerate((u, v)):
            ends[k, :, 0], ends[k, :, 1] = values[:-1][chosen], values[1:][chosen]
        whole = np.isfinite(ends[:, :, :2]).all(axis=(0, 2))
        dots |= line_dots(ends[0, whole].ravel(), ends[1, whole].ravel(), width, height) & kept
    return dots


def point_dots(u: np.ndarray, v: np.ndarray, width: int, height: int) -> np.ndarray:
    """The dots that hold a point (u, v); shapes and gaps as in `line_dots`."""
    here = np.isfinite(u) & np.isfinite(v)
    column, row = _nearest(u[here]), _nearest(v[here])
    seen = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    dots = np.zeros((height, width), dtype=bool)
    dots[row[seen], column[seen]] = True
    return dots


def band_dots(u: np.ndarray, low: np.ndarray, high: np.ndarray, width: int, height: int) -> np.ndarray:
    """The dots between two curves over ascending `u`; shapes and gaps as in `line_dots`."""
    here = np.isfinite(u) & np.isfinite(low) & np.isfinite(high)
    u, low, high = u[here], np.clip(low[here], -1, height), np.clip(high[here], -1, height)
    if len(u) == 0:
        return np.zeros((height, width), dtype=bool)
    columns = np.arange(max(0, int(np.ceil(u[0]))), min(width - 1, int(np.floor(u[-1]))) + 1)
    inside = (u >= -0.5) & (u < width - 0.5)
    column = np.concatenate([_nearest(u[inside]), columns])
    first = _nearest(np.concatenate([low[inside], np.interp(columns, u, low)]))
    last = _nearest(np.concatenate([high[inside], np.interp(columns, u, high)]))
    return _runs(column, np.minimum(first, last), np.maximum(first, last), width, height)


def _nearest(coordinates: np.ndarray) -> np.ndarray:
    """The dots that coordinates fall on, halves upwards."""
    return np.floor(coordinates + 0.5).astype(np.int64)


def _clip(
    u0: np.ndarray, v0: np.ndarray, u1: np.ndarray, v1: np.ndarray, width: int, height: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Cut segments to the grid (Liang and Barsky 1984, ACM Trans Graph 3:1), dropping those outside."""
    right, bottom = width - 0.5 - 1e-6, height - 0.5 - 1e-6
    if len(u0) == 0 or (
        min(u0.min(), u1.min()) >= -0.5
        and max(u0.max(), u1.max()) <= right
        and min(v0.min(), v1.min()) >= -0.5
        and max(v0.max(), v1.max()) <= bottom
    ):
        return u0, v0, u1, v1
    enter, leave = np.zeros(len(u0)), np.ones(len(u0))
    du, dv = u1 - u0, v1 - v0
    kept = np.ones(len(u0), dtype=bool)
    for step, room in ((-du, u0 + 0.5), (du, right - u0), (-dv, v0 + 0.5), (dv, bottom - v0)):
        kept &= (step != 0) | (room >= 0)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            cut = room / step
        enter = np.where(step < 0, np.maximum(enter, cut), enter)
        leave = np.where(step > 0, np.minimum(leave, cut), leave)
    kept &= enter <= leave
    u0, v0, du, dv, enter, leave = (values[kept] for values in (u0, v0, du, dv, enter, leave))
    u = (np.clip(u0 + t * du, -0.5, right) for t in (enter, leave))
    v = (np.clip(v0 + t * dv, -0.5, bottom) for t in (enter, leave))
    (u_in, u_out), (v_in, v_out) = u, v
    return u_in, v_in, u_out, v_out


def _segments(x0: np.ndarray, y0: np.ndarray, x1: np.ndarray, y1: np.ndarray, width: int, height: int) -> np.ndarray:
    """Straight lines between dots of the grid, as Bresenham draws them, ends included."""
    upright = x0 == x1
    dots = _runs(x0[upright], np.minimum(y0[upright], y1[upright]), np.maximum(y0[upright], y1[upright]), width, height)
    x0, y0, x1, y1 = (end[~upright] for end in (x0, y0, x1, y1))
    crossed = np.abs(x1 - x0) + 1
    if crossed.sum() > CHUNK:  # a scribble: far fewer different segments than segments
        ends = np.unique(np.stack([x0, y0, x1, y1]), axis=1)
        x0, y0, x1, y1 = ends
        crossed = np.abs(x1 - x0) + 1
    piece = max(1, CHUNK // max(width, 1))
    for at in range(0, len(x0), piece):
        part = slice(at, at + piece)
        dots |= _slanted(x0[part], y0[part], x1[part], y1[part], crossed[part], width, height)
    return dots


def _slanted(
    x0: np.ndarray, y0: np.ndarray, x1: np.ndarray, y1: np.ndarray, crossed: np.ndarray, width: int, height: int
) -> np.ndarray:
    """Segments over more than one column: the run of each in each column, in whole numbers so that ties are exact."""
    which = np.repeat(np.arange(len(x0)), crossed)
    j = np.arange(len(which)) - np.repeat(np.cumsum(crossed) - crossed, crossed)  # columns from the segment's start
    wide, tall = (crossed - 1)[which], np.abs(y1 - y0)[which]
    flat = tall <= wide
    level = (2 * j * tall + wide) // (2 * wide)
    first = np.where(flat, level, np.maximum(0, -(-(2 * j - 1) * tall // (2 * wide))))
    last = np.where(flat, level, np.minimum(tall, -(-(2 * j + 1) * tall // (2 * wide)) - 1))
    right, down = np.where(x1 > x0, 1, -1)[which], np.where(y1 > y0, 1, -1)[which]
    column = x0[which] + right * j
    one, other = y0[which] + down * first, y0[which] + down * last
    return _runs(column, np.minimum(one, other), np.maximum(one, other), width, height)


def _runs(column: np.ndarray, first: np.ndarray, last: np.ndarray, width: int, height: int) -> np.ndarray:
    """Fill rows `first` to `last` of each `column`: +1 where a run begins, -1 after it ends, summed downwards."""
    kept = (last >= 0) & (first < height)
    if not kept.all():
        column, first, last = column[kept], first[kept], last[kept]
    stride = height + 1
    begins = np.bincount(column * stride + np.maximum(first, 0), minlength=width * stride)
    ends = np.bincount(column * stride + np.minimum(last, height - 1) + 1, minlength=width * stride)
    depth = np.cumsum((begins - ends).reshape(width, stride), axis=1)
    dots: np.ndarray = depth[:, :height].T > 0
    return dots
