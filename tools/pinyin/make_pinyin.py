#!/usr/bin/env python3
"""Makes the table of pinyin readings (shared/pinyin/pinyin.h) from Unihan_Readings.txt.bz2.

    make_pinyin.py UNIHAN_READINGS OUTPUT.cpp

Every reading of a character is taken, without tones, the most usual one first: who writes a name
knows one of them, and not always the one that a dictionary puts first. The two dictionaries of
modern usage decide; the large one with its readings of two thousand years is asked only where they
do not know a character.
"""

import bz2
import sys
import unicodedata

MODERN = ("kXHC1983", "kTGHZ2013")
LARGE = ("kHanyuPinyin",)


def plain(reading):
    """Without tones: "lǜ" -> "lv", "zhòng" -> "zhong"."""
    letters = []
    for letter in unicodedata.normalize("NFD", reading):
        if letter == "\u0308":  # two dots: ü is typed as v
            letters[-1] = "v"
        elif not unicodedata.combining(letter):
            letters.append(letter)
    return "".join(letters)


def readings_of(value):
    """"0149.100,0150.010:chóng,zhòng 1502.040:zhòng" -> each reading, without its places."""
    for part in value.split(" "):
        yield from part.split(":")[-1].split(",")


def read(path):
    """code point -> readings"""
    fields = {}
    version = ""
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# Unicode version:"):
                version = line.split(":")[1].strip()
            if line.startswith("#") or not line.strip():
                continue
            point, name, value = line.rstrip("\n").split("\t")
            if name in MODERN + LARGE + ("kMandarin",):
                fields.setdefault(int(point[2:], 16), {})[name] = value
    table = {}
    for point, known in fields.items():
        sources = [name for name in MODERN if name in known]
        if not sources:
            sources = [name for name in LARGE if name in known]
        found = []
        for name in ["kMandarin"] + sources:
            for reading in readings_of(known.get(name, "")):
                reading = plain(reading)
                if reading and reading.isascii() and reading not in found:
                    found.append(reading)
        if found:
            table[point] = found
    return version, table


def initials_of(readings):
    return "".join(dict.fromkeys(reading[0] for reading in readings))


def write(path, version, table):
    sets = sorted({" ".join(readings) for readings in table.values()})
    number = {text: index for index, text in enumerate(sets)}
    with open(path, "w", encoding="ascii") as out:
        out.write("// Made by tools/pinyin/make_pinyin.py from the Unihan database. Not kept.\n")
        out.write('#include "pinyin/table.h"\n\nnamespace branchline::pinyin {\n\n')
        out.write(f'const char unicode_version[] = "{version}";\n\n')
        out.write("const ReadingSet reading_sets[] = {\n")
        for text in sets:
            out.write(f'    {{"{text}", "{initials_of(text.split(" "))}"}},\n')
        out.write("};\n\nconst Entry entries[] = {\n")
        for point in sorted(table):
            out.write(f"    {{{point:#x}, {number[' '.join(table[point])]}}},\n")
        out.write("};\n\n")
        out.write("const std::size_t entry_count = sizeof entries / sizeof entries[0];\n\n")
        out.write("}  // namespace branchline::pinyin\n")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    version, table = read(sys.argv[1])
    if len(table) < 20_000:
        sys.exit(f"{sys.argv[1]}: only {len(table)} characters with a reading; is it damaged?")
    write(sys.argv[2], version, table)


if __name__ == "__main__":
    main()
