"""Cuts the fonts into slices; called by subset.sh."""

import collections
import glob
import re
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Jangteo UI"
ROOT = "../../.."
FIRST_SLICE_BYTES = 98_000  # the preloaded slice stays below 100 KB
SECOND_SLICE_SYLLABLES = 560

LATIN = [
    (0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x2030), (0x2032, 0x2033),
    (0x203B, 0x203B), (0x20A9, 0x20A9), (0x2103, 0x2103), (0x2113, 0x2113), (0x2122, 0x2122),
    (0x2190, 0x2193), (0x2212, 0x2212), (0x2260, 0x2260), (0x2264, 0x2265), (0x25A0, 0x25A1),
    (0x25B2, 0x25B3), (0x25BC, 0x25BD), (0x25CB, 0x25CB), (0x25CF, 0x25CF), (0x2605, 0x2606),
    (0x2713, 0x2713), (0x3000, 0x3002), (0x3008, 0x3011),
]
REST = [(0x2460, 0x2473), (0x3131, 0x318E), (0x3380, 0x33DD)]  # circled digits, jamo, units


def points(ranges):
    return [c for a, b in ranges for c in range(a, b + 1)]


def ksx1001():
    """The 2,350 syllables of KS X 1001."""
    rows = (bytes([a, b]) for a in range(0xB0, 0xC9) for b in range(0xA1, 0xFF))
    return [r.decode("euc-kr") for r in rows]


def general_order(css):
    """Ranks syllables by the slices of the font's own dynamic subset, whose higher
    numbers hold the more frequent ones."""
    rank = {}
    for block in re.findall(r"@font-face\s*{.*?}", open(css).read(), re.S):
        number = re.search(r"subset\.(\d+)\.woff2", block)
        ranges = re.search(r"unicode-range:\s*([^;}]*)", block)
        if not number or not ranges:
            continue
        for part in ranges.group(1).split(","):
            a, _, b = part.strip()[2:].partition("-")
            for c in range(int(a, 16), int(b or a, 16) + 1):
                rank[chr(c)] = -int(number.group(1))
    return rank


def order(work, extra):
    count = collections.Counter()
    files = glob.glob(ROOT + "/internal/text/ko/*.toml") + list(extra)
    for pattern in ("toml", "csv", "json", "go"):
        for area in ("demo", "catalog", "org", "law"):
            files += glob.glob(f"{ROOT}/internal/{area}/**/*.{pattern}", recursive=True)
    for name in sorted(set(files)):
        if name.endswith("_test.go"):
            continue
        count.update(re.findall("[가-힣]", open(name, encoding="utf-8").read()))
    rank = general_order(work + "/order.css")
    return sorted(ksx1001(), key=lambda s: (-count[s], rank.get(s, 0), s))


def options(features, flavor):
    o = subset.Options()
    o.flavor = flavor
    o.layout_features = features
    o.hinting = False
    o.desubroutinize = True
    o.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    o.notdef_outline = True
    o.drop_tables += ["STAT"] if flavor is None else []
    return o


def rename(font, style):
    name = font["name"]
    for record in list(name.names):
        new = {
            1: FAMILY, 2: style, 3: f"{FAMILY} {style} 1.3.9", 4: f"{FAMILY} {style}",
            6: FAMILY.replace(" ", "") + "-" + style,
        }.get(record.nameID)
        if new:
            name.setName(new, record.nameID, record.platformID, record.platEncID, record.langID)


def cut(source, target, codes, features=("kern", "liga", "calt", "ccmp", "locl", "tnum"), flavor="woff2", style="Regular"):
    font = TTFont(source)
    s = subset.Subsetter(options(list(features), flavor))
    s.populate(unicodes=codes)
    s.subset(font)
    rename(font, style)
    font.flavor = flavor
    font.save(target)
    return len(open(target, "rb").read())


def ranges(codes):
    """unicode-range text; single steps of rarely used syllables are not bridged."""
    out, codes = [], sorted(codes)
    start = last = codes[0]
    for c in codes[1:] + [None]:
        if c is not None and c == last + 1:
            last = c
            continue
        out.append(f"U+{start:X}" if start == last else f"U+{start:X}-{last:X}")
        start = last = c
    return ",".join(out)


def face(file, unicode_range):
    return f"""@font-face {{
  font-family: "{FAMILY}";
  font-weight: 400 700;
  font-style: normal;
  font-display: swap;
  src: url("./{file}") format("woff2");
  unicode-range: {unicode_range};
}}
"""


def fallback(work):
    """A local face under the metrics of ours, so that the swap moves nothing."""
    font = TTFont(work + "/ui.ttf")
    em = font["head"].unitsPerEm
    width = font["hmtx"][font.getBestCmap()[ord("가")]][0] / em
    adjust = width / 0.92  # Hangul of Noto Sans KR is 0.92 em wide
    up, down, gap = (getattr(font["hhea"], k) / em / adjust for k in ("ascent", "descent", "lineGap"))
    local = ", ".join(f'local("{n}")' for n in (
        "Noto Sans KR", "Noto Sans CJK KR", "NotoSansCJKkr-Regular", "Malgun Gothic", "Apple SD Gothic Neo"))
    return f"""@font-face {{
  font-family: "{FAMILY} Fallback";
  src: {local};
  size-adjust: {adjust:.2%};
  ascent-override: {up:.2%};
  descent-override: {-down:.2%};
  line-gap-override: {gap:.2%};
}}
"""


def main(work, extra):
    syllables = order(work, extra)
    ui = work + "/ui.ttf"
    print("latin", cut(ui, "latin.woff2", points(LATIN)))
    n = 900
    while (size := cut(ui, "ko-1.woff2", [ord(s) for s in syllables[:n]])) > FIRST_SLICE_BYTES:
        n -= max(1, (size - FIRST_SLICE_BYTES) // 150)
    print("ko-1", size, n)
    slices = [syllables[:n], syllables[n:n + SECOND_SLICE_SYLLABLES], syllables[n + SECOND_SLICE_SYLLABLES:]]
    print("ko-2", cut(ui, "ko-2.woff2", [ord(s) for s in slices[1]]))
    print("ko-3", cut(ui, "ko-3.woff2", [ord(s) for s in slices[2]] + points(REST)))
    for i, part in enumerate(slices, 1):
        with open(f"ko-{i}.txt", "w", encoding="utf-8") as f:
            text = "".join(part)
            f.write("\n".join(text[j:j + 50] for j in range(0, len(text), 50)) + "\n")
    with open("fonts.css", "w", encoding="utf-8") as f:
        f.write("/* Written by subset.sh. Of overlapping ranges the later rule is asked first, so the\n"
                "   last slice may claim every syllable. */\n")
        f.write(face("ko-3.woff2", "U+AC00-D7A3," + ranges(points(REST))))
        f.write(face("ko-2.woff2", ranges([ord(s) for s in slices[1]])))
        f.write(face("ko-1.woff2", ranges([ord(s) for s in slices[0]])))
        f.write(face("latin.woff2", ranges(points(LATIN))))
        f.write(fallback(work))
    # Papers bear people's and companies' names, which may use any syllable.
    every = points(LATIN) + points(REST) + list(range(0xAC00, 0xD7A4))
    for weight in ("Regular", "Bold"):
        target = f"{ROOT}/internal/document/font/JangteoUI-{weight}.ttf"
        print(weight, cut(f"{work}/{weight.lower()}.ttf", target, every, ("kern", "tnum"), None, weight))


main(sys.argv[1], sys.argv[2:])
