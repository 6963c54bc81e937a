#!/usr/bin/env python3
"""Makes the pictures of the bench: mosaics of the photographs that scikit-image ships, as JPEG of many kinds.

photos.py [DIRECTORY]  writes into tests/out/bench/photos, and leaves alone what is there already.

A picture of 12 or 48 megapixels is tiled with the photographs, each scaled so that its detail is that of a camera's
picture of that size (about 2 bits a pixel at quality 90, 4:2:0), turned and mirrored so that no two tiles are alike.
"""

import io
import pathlib
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


def main():
    default = pathlib.Path(__file__).parents[1] / "out/bench/photos"
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    out.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in SIZES.items():
        picture = mosaic(width, height)
        for name, make in variants(size, picture):
            path = out / f"{name}.jpg"
            if not path.exists():
                path.write_bytes(make())
                print(f"{path.name}: {path.stat().st_size / width / height * 8:.2f} bits a pixel")


main()
