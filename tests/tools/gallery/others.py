"""The photo in other formats than JPEG, written by hand where that shows more."""

import struct
import zlib

from . import photo
from .jpegs import Sample


def bmp(width, height, bits, palette, rows, compression=0):
    """Rows from the top, packed; `palette` of (r, g, b)."""
    colours = b"".join(bytes([b, g, r, 0]) for r, g, b in palette)
    body = rows if compression else b"".join(row + bytes(-len(row) % 4) for row in reversed(rows))
    offset = 54 + len(colours)
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(body), 2835, 2835, len(palette), len(palette))
    return b"BM" + struct.pack("<IHHI", offset + len(body), 0, 0, offset) + head + colours + body


def packed(row, bits):
    """Numbers side by side, the first in the most significant bits."""
    out, per = bytearray(), 8 // bits
    for i in range(0, len(row), per):
        group = row[i:i + per] + [0] * (per - len(row[i:i + per]))
        out.append(sum(v << 8 - bits * (n + 1) for n, v in enumerate(group)))
    return bytes(out)


def run_length(rows):
    """RLE8 of a BMP: pairs of count and value, 0 0 after a line, 0 1 at the end; from the bottom up."""
    out = bytearray()
    for row in reversed(rows):
        at = 0
        while at < len(row):
            end = at
            while end < len(row) and row[end] == row[at] and end - at < 255:
                end += 1
            out += bytes([end - at, row[at]])
            at = end
        out += b"\0\0"
    return bytes(out) + b"\0\1"


def dithered(grey, levels):
    """Floyd and Steinberg's error diffusion to so many levels: their numbers."""
    work = [[float(v) for v in row] for row in grey]
    out = []
    for y, row in enumerate(work):
        line = []
        for x, value in enumerate(row):
            level = max(0, min(levels - 1, int(value * (levels - 1) / 255 + 0.5)))
            line.append(level)
            error = value - level * 255 / (levels - 1)
            for dx, dy, share in ((1, 0, 7), (-1, 1, 3), (0, 1, 5), (1, 1, 1)):
                if 0 <= x + dx < len(row) and y + dy < len(work):
                    work[y + dy][x + dx] += error * share / 16
        out.append(line)
    return out


def ramp(levels):
    return [(v * 255 // (levels - 1),) * 3 for v in range(levels)]


def png(width, height, rgb):
    """RGB, each row as the difference to the one above (filter 2)."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = [bytes(v for pixel in zip(*row) for v in pixel) for row in zip(*rgb)]
    above = [bytes(width * 3)] + rows
    raw = b"".join(b"\2" + bytes((a - b) & 255 for a, b in zip(row, up)) for row, up in zip(rows, above))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")


def files(maker):
    width, height = 72, 54
    rgb = maker.small
    grey = photo.grey(rgb)
    pixels = b"".join(bytes(p) for row in zip(*rgb) for p in zip(*row))
    two, sixteen, few = dithered(grey, 2), dithered(grey, 16), [[v // 43 for v in row] for row in grey]

    def other(name, data, about):
        return Sample(name, "format", data, "pixels", width, height, 8, about)

    yield other("cat-1bit.bmp", bmp(width, height, 1, ramp(2), [packed(row, 1) for row in two]), "BMP")
    yield other("cat-4bit.bmp", bmp(width, height, 4, ramp(16), [packed(row, 4) for row in sixteen]), "BMP")
    yield other("cat-8bit-rle.bmp", bmp(width, height, 8, ramp(6), run_length(few), 1), "BMP")
    yield other("cat.pbm", b"P4\n%d %d\n" % (width, height) + b"".join(packed([1 - v for v in row], 1) for row in two), "PBM")
    yield other("cat.ppm", b"P6\n%d %d\n255\n" % (width, height) + pixels, "PPM")
    yield other("cat.png", png(width, height, rgb), "PNG")
    yield other("cat.spam", (b"SPAM %d %d 8" % (width, height)).ljust(128) + bytes(v for row in grey for v in row), "SPAM")
    yield Sample("cat-raw.bin", "format", pixels, "", width, height, 8, "", "raw")
