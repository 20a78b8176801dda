"""Makes the fonts in assets/fonts.

    pip install fonttools
    python make-fonts.py FOLDER-OF-ROBOTO-2.138 "RobotoMono[wght].ttf" assets/fonts

Roboto 2.138 is Debian's package fonts-roboto-unhinted. Roboto gets fewer scripts, four arrows and
a check mark; Roboto Mono, a variable font, is cut to its regular and its medium weight.
"""

import math
import sys
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

KEPT = [
    (0x0020, 0x024F),  # Latin
    (0x02B0, 0x04FF),  # modifiers, combining marks, Greek, Cyrillic
    (0x1E00, 0x1EFF),  # Vietnamese and more Latin
    (0x2000, 0x23FF),  # punctuation, currency, letterlike, arrows, mathematics, technical
    (0x25A0, 0x25FF),  # geometric shapes
    (0x27E8, 0x27E9),  # angle brackets
    (0xFB00, 0xFB06),  # ligatures
]
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum", "frac", "sups", "subs"]


def subset(font):
    options = Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[u for first, last in KEPT for u in range(first, last + 1)])
    subsetter.subset(font)


def arrow(thickness):
    """One outline: an arrow to the right, its shaft on the x axis, its head at 45 degrees."""
    tip, head, half = 660, 330, thickness / 2
    slant = thickness * math.sqrt(0.5)
    return [
        (-tip, half),
        (tip - slant - half, half),
        (tip - head - slant, head),
        (tip - head, head + slant),
        (tip + slant, 0),
        (tip - head, -head - slant),
        (tip - head - slant, -head),
        (tip - slant - half, -half),
        (-tip, -half),
    ]


def check_mark(thickness):
    slant = thickness * math.sqrt(0.5)
    return [
        (110, 560),
        (110 + slant, 560 + slant),
        (540, 130 + 2 * slant),
        (1240, 830 + 2 * slant),
        (1240 + slant, 830 + slant),
        (540, 130),
    ]


def add(font, name, code, outline, advance):
    points = [(round(x), round(y)) for x, y in outline]
    turned = zip(points, points[1:] + points[:1])
    if sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in turned) > 0:
        points.reverse()  # TrueType fills what runs clockwise
    pen = TTGlyphPen(None)
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()
    glyph = pen.glyph()
    table = font["glyf"]
    font.setGlyphOrder(font.getGlyphOrder() + [name])
    table.glyphOrder = font.getGlyphOrder()
    table.glyphs[name] = glyph
    glyph.recalcBounds(table)
    font["hmtx"].metrics[name] = (round(advance), glyph.xMin)
    for cmap in font["cmap"].tables:
        if cmap.isUnicode():
            cmap.cmap[code] = name
    font["maxp"].numGlyphs = len(font.getGlyphOrder())


def add_signs(font):
    minus = font["glyf"][font.getBestCmap()[0x2212]]
    middle, thickness = (minus.yMin + minus.yMax) / 2, minus.yMax - minus.yMin
    shape = arrow(thickness)
    left, right = min(x for x, _ in shape), max(x for x, _ in shape)
    top = max(y for _, y in shape)
    advance = round(right - left + 240)
    to_right = [(round(x - left + 120), round(y + middle)) for x, y in shape]
    up = [(round(y + top + 100), round(x + 720 - (left + right) / 2)) for x, y in shape]
    add(font, "arrowright", 0x2192, to_right, advance)
    add(font, "arrowleft", 0x2190, [(advance - x, y) for x, y in to_right], advance)
    add(font, "arrowup", 0x2191, up, 2 * top + 200)
    add(font, "arrowdown", 0x2193, [(x, 1440 - y) for x, y in up], 2 * top + 200)
    slant = thickness * math.sqrt(0.5)
    add(font, "checkmark", 0x2713, check_mark(thickness), 1350 + slant)


def note_change(font):
    names = font["name"]
    for record in [record for record in names.names if record.nameID == 5]:
        text = f"{record}; subset with arrows for Task Vector Workbench"
        names.setName(text, 5, record.platformID, record.platEncID, record.langID)


def main(roboto, mono, target):
    for weight in ("Regular", "Medium", "Bold"):
        font = TTFont(Path(roboto, f"Roboto-{weight}.ttf"), recalcTimestamp=False)
        subset(font)
        add_signs(font)
        note_change(font)
        font.save(Path(target, f"Roboto-{weight}.ttf"))
    for weight, number in (("Regular", 400), ("Medium", 500)):
        font = TTFont(mono, recalcTimestamp=False)
        cut = instancer.instantiateVariableFont(font, {"wght": number}, updateFontNames=True)
        cut.save(Path(target, f"RobotoMono-{weight}.ttf"))


if __name__ == "__main__":
    main(*sys.argv[1:])
