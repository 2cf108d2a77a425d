"""A small plot as SVG: seconds against bytes, both on logarithmic scales."""

import math

WIDTH, HEIGHT = 880, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 100, 50, 60
COLOURS = ["#0b6e4f", "#c8553d", "#3d5a80", "#8d6a9f"]
GRID, INK = "#dddddd", "#333333"


def plot(title: str, lines: dict) -> str:
    """`lines`: {name: [(bytes, seconds)…]}; those of the C program are dashed."""
    points = [point for line in lines.values() for point in line]
    x_low, x_high = min(x for x, _ in points), max(x for x, _ in points)
    y_low = 10 ** math.floor(math.log10(min(y for _, y in points)))
    y_high = 10 ** math.ceil(math.log10(max(y for _, y in points)))

    def across(x):
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(x / x_low) / math.log(x_high / x_low)

    def down(y):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * math.log(y / y_low) / math.log(y_high / y_low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" fill="{INK}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="15">{escaped(title)}</text>',
    ]
    for x in sorted({x for x, _ in points}):
        at = across(x)
        parts.append(f'<path d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="{GRID}"/>')
        parts.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{size(x)}</text>')
    for power in range(round(math.log10(y_low)), round(math.log10(y_high)) + 1):
        at = down(10**power)
        parts.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{10**power:g} s</text>')
    labels = spread({name: down(line[-1][1]) for name, line in lines.items()})
    for colour, (name, line) in zip(COLOURS, lines.items()):
        path = "L".join(f"{across(x):.1f} {down(y):.1f}" for x, y in line)
        dashes = ' stroke-dasharray="6 4"' if name.startswith("C ") else ""
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        parts += [f'<circle cx="{across(x):.1f}" cy="{down(y):.1f}" r="3" fill="{colour}"/>' for x, y in line]
        parts.append(f'<text x="{WIDTH - RIGHT + 10}" y="{labels[name] + 4:.1f}" fill="{colour}">{escaped(name)}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 14}" text-anchor="middle">size of the table</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def spread(heights: dict) -> dict:
    """Moves labels down so that none covers another."""
    placed, last = {}, -math.inf
    for name, height in sorted(heights.items(), key=lambda item: item[1]):
        last = placed[name] = max(height, last + 17)
    return placed


def size(count: int) -> str:
    for limit, unit in ((10**9, "GB"), (10**6, "MB"), (10**3, "KB")):
        if count >= limit:
            return f"{count / limit:.3g} {unit}"
    return f"{count} B"


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
