"""The texts of SVG pictures by gnuplot, a line each; complains of those that overlap or leave the picture.
usage: svg_texts.py FILE.svg..."""
import re
import sys
import xml.etree.ElementTree as tree

SVG = "{http://www.w3.org/2000/svg}"
WIDE = 0.5  # of a letter, as a share of its height: less than most have, so that what is said to overlap does


def boxes(node, size, anchor, turned, at):
    """Of each text: itself, and its left, top, right, bottom."""
    for child in node:
        own = (float(child.get("font-size", size)), child.get("text-anchor", anchor), turned, at)
        move = re.match(r"translate\(([-\d.]+),([-\d.]+)\)(.*)", child.get("transform", ""))
        if move:
            own = (own[0], own[1], "rotate" in move[3], (float(move[1]), float(move[2])))
        if child.tag == SVG + "text":
            text = "".join(child.itertext())
            long, high = WIDE * own[0] * len(text), 0.7 * own[0]
            start = {"start": 0, "middle": -long / 2, "end": -long}[own[1]]
            x, y = own[3]
            if not text.strip():
                continue
            yield text.strip(), (x - high, y - start - long, x, y - start) if own[2] else (x + start, y - high, x + start + long, y)
        else:
            yield from boxes(child, *own)


def check(path):
    root = tree.parse(path).getroot()
    found = list(boxes(root, 0, "start", False, (0, 0)))
    width, height = float(root.get("width")), float(root.get("height"))
    bad = False
    for i, (text, box) in enumerate(found):
        print(text)
        if box[0] < 0 or box[1] < 0 or box[2] > width or box[3] > height:
            bad = True
            print(f"{path}: {text!r} leaves the picture: {box}", file=sys.stderr)
        for other, its in found[:i]:
            if box[0] < its[2] and its[0] < box[2] and box[1] < its[3] and its[1] < box[3]:
                bad = True
                print(f"{path}: {text!r} is over {other!r}", file=sys.stderr)
    return bad


if __name__ == "__main__":
    sys.exit(any([check(path) for path in sys.argv[1:]]))
