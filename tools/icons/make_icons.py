#!/usr/bin/env python3
"""Makes a small font of the icons that the window draws, from the SVG files of bootstrap-icons, and
writes it as a C++ array, and the names as an enum: make_icons.py SVG_FOLDER LIST OUT.cpp OUT.h

LIST has one icon name a line, in the order of their code points from U+E001 on. The drawings are
made for 16 pixels with lines of one; 1024 units an em make a drawing unit one pixel at size 16.
"""
import sys
import xml.etree.ElementTree as tree
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.transform import Transform
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.svgLib.path import parse_path
from io import BytesIO

EM, SIZE, FIRST = 1024, 16, 0xE001


def numbers(element, *names):
    return [float(element.get(name, 0)) for name in names]


def circle(cx, cy, r):
    return (f"M{cx - r},{cy}A{r},{r} 0 1 0 {cx + r},{cy}A{r},{r} 0 1 0 {cx - r},{cy}Z")


def outlines(path):
    """The outlines of one file as SVG path texts."""
    for element in tree.parse(path).getroot().iter():
        kind = element.tag.rsplit("}", 1)[-1]
        if kind == "path":
            yield element.get("d")
        elif kind == "circle":
            yield circle(*numbers(element, "cx", "cy", "r"))
        elif kind == "rect":
            x, y, w, h = numbers(element, "x", "y", "width", "height")
            yield f"M{x},{y}h{w}v{h}h{-w}Z"


def glyph(path):
    pen = TTGlyphPen(None)
    scale = EM / SIZE
    flipped = TransformPen(Cu2QuPen(pen, 1.0, reverse_direction=True),
                           Transform(scale, 0, 0, -scale, 0, EM))
    for outline in outlines(path):
        parse_path(outline, flipped)
    return pen.glyph()


def build(folder, names):
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for name in names:
        glyphs[name] = glyph(f"{folder}/{name}.svg")
    font = FontBuilder(EM, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap({FIRST + at: name for at, name in enumerate(names)})
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics({name: (EM, 0) for name in glyphs})
    font.setupHorizontalHeader(ascent=EM, descent=0)
    font.setupNameTable({"familyName": "Branchline Icons", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=EM, sTypoDescender=0, usWinAscent=EM, usWinDescent=0)
    font.setupPost()
    font.font["head"].created = font.font["head"].modified = 0  # the same bytes every time
    font.font.recalcTimestamp = False
    out = BytesIO()
    font.font.save(out)
    return out.getvalue()


def write_names(path, names):
    lines = ",\n".join(f"    {name.replace('-', '_')} = {FIRST + at:#x}"
                       for at, name in enumerate(names))
    with open(path, "w", encoding="utf-8") as file:
        file.write("// Made by tools/icons/make_icons.py: the icons of the icon font.\n"
                   "#pragma once\n\nnamespace branchline::ui {\n\n"
                   "enum class Icon : char32_t {\n    none = 0,\n" + lines + "\n};\n\n"
                   f"inline constexpr int icon_count = {len(names)};\n\n"
                   "}  // namespace branchline::ui\n")


def main():
    folder, list_path, output, header = sys.argv[1:]
    with open(list_path, encoding="utf-8") as lines:
        names = [line.strip() for line in lines if line.strip()]
    write_names(header, names)
    data = build(folder, names)
    rows = [", ".join(str(byte) for byte in data[at:at + 24]) for at in range(0, len(data), 24)]
    with open(output, "w", encoding="utf-8") as file:
        file.write("// Made by tools/icons/make_icons.py.\n#include \"ui/icon_font.h\"\n\n"
                   "namespace branchline::ui {\n\nnamespace {\n\n"
                   "constexpr unsigned char data[] = {\n" + ",\n".join(rows)
                   + "};\n\n}  // namespace\n\n"
                   "std::span<const unsigned char> icon_font() { return data; }\n\n"
                   "}  // namespace branchline::ui\n")


main()
