"""Cost over the number of models, as an SVG of small panels: both axes of each are logarithmic, so that a straight line rises
as fast as the models do, and a flat one does not rise at all."""
import math
from html import escape

WIDE, HIGH, ACROSS = 320, 220, 3
LEFT, TOP, RIGHT, BOTTOM = 58, 44, 14, 34
COLOURS = ("#1f6feb", "#8b949e")


def svg(panels):
    """`panels`: (title, unit, {name of a line: {size: value}}); values that are missing or 0 are left out."""
    down = math.ceil(len(panels) / ACROSS)
    drawn = "\n".join(f'<g transform="translate({index % ACROSS * WIDE},{index // ACROSS * HIGH})">\n{_panel(*panel)}\n</g>'
                      for index, panel in enumerate(panels))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ACROSS * WIDE} {down * HIGH}" width="{ACROSS * WIDE}" '
            'font-family="sans-serif" font-size="11">\n'
            f'<rect width="100%" height="100%" fill="#ffffff"/>\n{drawn}\n</svg>\n')


def _panel(title, unit, lines):
    lines = {name: {size: value for size, value in points.items() if value} for name, points in lines.items()}
    sizes = sorted({size for points in lines.values() for size in points})
    values = [value for points in lines.values() for value in points.values()]
    if not values:
        return f'<text x="{LEFT}" y="18" font-weight="bold">{escape(title)}</text>'
    low, high = 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values)) + 1e-9)
    across, up = _scale(sizes[0], sizes[-1], LEFT, WIDE - RIGHT), _scale(low, max(high, low * 10), HIGH - BOTTOM, TOP)
    parts = [f'<text x="{LEFT}" y="18" font-weight="bold">{escape(title)}</text>']
    parts += [f'<text x="{LEFT + 8 + 130 * index}" y="34" fill="{COLOURS[index]}">{escape(name)}</text>'
              for index, name in enumerate(lines) if name]
    for tick in _decades(low, max(high, low * 10)):
        parts.append(f'<path d="M{LEFT} {up(tick):.1f}H{WIDE - RIGHT}" stroke="#d0d7de"/>'
                     f'<text x="{LEFT - 6}" y="{up(tick) + 4:.1f}" text-anchor="end">{tick:,.10g} {unit}</text>')
    for size in sizes:
        parts.append(f'<text x="{across(size):.1f}" y="{HIGH - BOTTOM + 16}" text-anchor="middle">{size:,}</text>')
    for colour, points in zip(COLOURS, lines.values()):
        at = [(across(size), up(value)) for size, value in sorted(points.items())]
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="'
                     + " ".join(f"{x:.1f},{y:.1f}" for x, y in at) + '"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in at]
    return "\n".join(parts)


def _scale(least, most, start, end):
    span = math.log(most / least) or 1
    return lambda value: start + (end - start) * math.log(value / least) / span


def _decades(low, high):
    tick = low
    while tick <= high * 1.0001:
        yield tick
        tick *= 10
