#!/usr/bin/env python3
"""Makes the pictures of the bench: mosaics of the photographs that scikit-image ships, as JPEG of many kinds, and as BMP.

photos.py [DIRECTORY]  writes into tests/out/bench/photos, and leaves alone what is there already.

A picture of 12 or 48 megapixels is tiled with the photographs, each scaled so that its detail is that of a camera's
picture of that size (about 2 bits a pixel at quality 90, 4:2:0), turned and mirrored so that no two tiles are alike.
"""

import io
import itertools
import pathlib
import struct
import subprocess
import sys

import numpy
from PIL import Image
from skimage import data

PHOTOGRAPHS = ["astronaut", "chelsea", "coffee", "rocket", "retina", "hubble_deep_field", "immunohistochemistry"]
SIZES = {"0.25": (576, 432), "2": (1632, 1224), "12": (4000, 3000), "48": (8000, 6000)}
SUBSAMPLING = {"420": 2, "422": 1, "444": 0}
TILE = 640


def photographs():
    """The photographs, and both halves of a stereo pair, as RGB."""
    pictures = [getattr(data, name)() for name in PHOTOGRAPHS]
    left, right, _ = data.stereo_motorcycle()
    return [Image.fromarray(numpy.asarray(p)[..., :3]) for p in [*pictures, left, right]]


def mosaic(width, height):
    """A picture of that size; the same one every time."""
    tiles = photographs()
    out = Image.new("RGB", (width, height))
    count = 0
    for y in range(0, height, TILE):
        for x in range(0, width, TILE):
            tile = tiles[count % len(tiles)]
            scale = TILE / min(tile.size)
            tile = tile.resize([max(TILE, round(side * scale)) for side in tile.size], Image.LANCZOS)
            left = (count * 37) % (tile.width - TILE + 1)
            tile = tile.crop((left, 0, left + TILE, TILE))
            turn = count // len(tiles) % 8
            if turn >= 4:
                tile = tile.transpose(Image.FLIP_LEFT_RIGHT)
            out.paste(tile.rotate(90 * (turn % 4)), (x, y))
            count += 1
    return out


def jpegtran(jpeg, *options):
    return subprocess.run(["jpegtran", *options], input=jpeg, stdout=subprocess.PIPE, check=True).stdout


def variants(size, picture):
    """Name and maker of each file of one size."""

    def baseline(sampling, quality, mode="RGB"):
        out = io.BytesIO()
        options = {} if mode == "L" else {"subsampling": SUBSAMPLING[sampling]}
        picture.convert(mode).save(out, "JPEG", quality=quality, **options)
        return out.getvalue()

    main = baseline("420", 90)
    yield f"{size}-420-q90", lambda: main
    yield f"{size}-420-q90-progressive", lambda: jpegtran(main, "-progressive")
    if size in ("2", "12"):
        yield f"{size}-420-q75", lambda: baseline("420", 75)
        yield f"{size}-422-q90", lambda: baseline("422", 90)
        yield f"{size}-444-q90", lambda: baseline("444", 90)
        yield f"{size}-420-q90-restarts", lambda: jpegtran(main, "-restart", "1")
        yield f"{size}-grey-q90", lambda: baseline("420", 90, "L")
        yield f"{size}-444-q90-progressive", lambda: jpegtran(baseline("444", 90), "-progressive")


def run_lengths(row):
    """A row of bytes in RLE8: runs of three and more, everything else as it is."""
    out, plain = bytearray(), bytearray()

    def flush():
        for at in range(0, len(plain), 254):
            part = plain[at:at + 254]
            if len(part) < 3:
                out.extend(byte for index in part for byte in (1, index))
            else:
                out.extend((0, len(part), *part, *([0] if len(part) % 2 else [])))
        plain.clear()

    for index, same in itertools.groupby(row):
        count = sum(1 for _ in same)
        if count < 3:
            plain.extend([index] * count)
            continue
        flush()
        for at in range(0, count, 255):
            out.extend((min(255, count - at), index))
    flush()
    return bytes(out) + b"\0\0"


def bitmaps(picture):
    """Name and maker of the bitmaps: as they are, and packed."""

    def plain():
        out = io.BytesIO()
        picture.save(out, "BMP")
        return out.getvalue()

    def packed():
        indexed = picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        rows = numpy.asarray(indexed)[::-1]
        pixels = b"".join(run_lengths(row.tobytes()) for row in rows) + b"\0\1"
        colours = indexed.getpalette("BGRX")
        colours = bytes(colours) + bytes(1024 - len(colours))
        start = 14 + 40 + len(colours)
        head = struct.pack("<2sIII", b"BM", start + len(pixels), 0, start)
        info = struct.pack("<IiiHHIIiiII", 40, *picture.size, 1, 8, 1, len(pixels), 0, 0, 256, 0)
        return head + info + colours + pixels

    yield "24bit.bmp", plain
    yield "rle8.bmp", packed


def main():
    default = pathlib.Path(__file__).parents[1] / "out/bench/photos"
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    out.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in SIZES.items():
        picture = mosaic(width, height)
        files = [(f"{name}.jpg", make) for name, make in variants(size, picture)]
        if size == "12":
            files += [(f"{size}-{name}", make) for name, make in bitmaps(picture)]
        for name, make in files:
            path = out / name
            if not path.exists():
                path.write_bytes(make())
                print(f"{path.name}: {path.stat().st_size / width / height * 8:.2f} bits a pixel")


main()
