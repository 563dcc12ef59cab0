"""Line charts as SVG: small, sharp, and without a drawing library."""
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 545, 240
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 28, 34


@dataclass(frozen=True)
class Line:
    """One curve.

    Attributes:
        name: what the legend calls it.
        values: one for each step.
        style: "wide" or "thin"; a thin line can be seen on a wide one.
    """

    name: str
    values: Sequence[float]
    style: str


def chart(title: str, lines: Sequence[Line], logarithmic: bool = False) -> str:
    """Draws curves over steps.

    Args:
        title: what is drawn.
        lines: the curves.
        logarithmic: whether the vertical axis is; values that are not positive are not drawn then.

    Returns:
        An ``<svg>`` element; its colours are those of the classes that it names.
    """
    scale = math.log10 if logarithmic else float
    drawn = [[(step, scale(value)) for step, value in enumerate(line.values)
              if math.isfinite(value) and (value > 0 or not logarithmic)] for line in lines]
    heights = [height for points in drawn for _, height in points]
    low, high = (min(heights), max(heights)) if heights else (0.0, 1.0)
    if logarithmic:
        low, high = math.floor(low), math.ceil(high)
    if high - low < 1e-12:
        low, high = low - (abs(low) or 1) * 0.1, high + (abs(high) or 1) * 0.1
    steps = max((len(line.values) for line in lines), default=1)
    parts = [f'<text class="title" x="{LEFT}" y="16">{escape(title)}</text>']
    for tick in _ticks(low, high, logarithmic):
        y = _y(tick, low, high)
        label = f"1e{tick:.0f}" if logarithmic else f"{tick:.4g}"
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
                     f'<text class="tick" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
    for step in _steps(steps):
        parts.append(f'<text class="tick" x="{_x(step, steps):.1f}" y="{HEIGHT - 12}" text-anchor="middle">{step + 1}</text>')
    for index, (line, points) in enumerate(zip(lines, drawn)):
        path = " ".join(f"{_x(step, steps):.1f},{_y(height, low, high):.1f}" for step, height in points)
        parts.append(f'<polyline class="curve {line.style}" points="{path}"/>')
        x = WIDTH - RIGHT - 92 * (len(lines) - index)
        if len(lines) > 1:
            parts.append(f'<line class="curve {line.style}" x1="{x}" x2="{x + 24}" y1="12" y2="12"/>'
                         f'<text class="tick" x="{x + 30}" y="16">{escape(line.name)}</text>')
    return (f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
            f'aria-label="{escape(title)}">{"".join(parts)}</svg>')


def _x(step: int, steps: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (step / (steps - 1) if steps > 1 else 0.5)


def _y(height: float, low: float, high: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (height - low) / (high - low)


def _ticks(low: float, high: float, logarithmic: bool) -> list[float]:
    if logarithmic:
        stride = max(1, round((high - low) / 5))
        return list(range(int(low), int(high) + 1, stride))
    step = 10.0 ** math.floor(math.log10((high - low) / 4))
    step = next(step * factor for factor in (1, 2, 5, 10) if (high - low) / (step * factor) <= 5)
    return [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _steps(steps: int) -> list[int]:
    stride = max(1, math.ceil(steps / 10))
    return list(range(0, steps, stride))
