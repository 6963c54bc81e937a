#!/usr/bin/env python3
"""Makes the pictures in www/samples from two photographs.

    pip install pillow==13.0.0 scikit-image==0.26.0
    python3 tests/tools/samples.py

The photographs come with scikit-image: `chelsea` (a cat, by Stefan van der Walt) and `coffee` (a cup, by Rachel
Michetti, courtesy of Pikolo Espresso Bar). Both are given away under CC0 1.0, and so are these crops of them.
"""

from pathlib import Path

import numpy
from PIL import Image
from skimage import data

OUT = Path(__file__).resolve().parents[2] / "www" / "samples"


def save(image: Image.Image, name: str, **options) -> None:
    image.save(OUT / name, "JPEG", **options)
    print(f"{name}: {image.width} x {image.height}, {(OUT / name).stat().st_size} bytes")


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    photo = Image.fromarray(data.chelsea())
    # Eyes, nose and whiskers: 4:3, reduced so that a single pixel and its bits can be seen on one page.
    cat = photo.crop((80, 40, 368, 256)).resize((160, 120), Image.Resampling.LANCZOS)
    save(cat, "cat.jpg", quality=80, subsampling="4:2:0", dpi=(72, 72))
    save(cat, "cat-progressive.jpg", quality=80, subsampling="4:2:0", progressive=True)
    save(cat, "cat-restarts.jpg", quality=80, subsampling="4:2:0", restart_marker_rows=1)
    save(cat.convert("L"), "cat-grey.jpg", quality=80)

    # As a camera held upright stores it: the sensor's rows lie sideways, and EXIF says how to turn them.
    exif = Image.Exif()
    exif[0x010F] = "Pixelbits"
    exif[0x0112] = 6
    exif[0x011A] = exif[0x011B] = 72.0
    upright = photo.crop((152, 20, 368, 292)).resize((96, 120), Image.Resampling.LANCZOS)
    save(upright.transpose(Image.Transpose.ROTATE_90), "cat-turned.jpg", quality=80, subsampling="4:2:2", exif=exif)

    coffee = Image.fromarray(data.coffee()).crop((100, 20, 500, 320)).resize((160, 120), Image.Resampling.LANCZOS)
    rgb = 255 - numpy.asarray(coffee).astype(numpy.int32)
    black = rgb.min(axis=2, keepdims=True)
    ink = 255 * (rgb - black) // numpy.maximum(1, 255 - black)
    cmyk = Image.fromarray(numpy.concatenate([ink, black], axis=2).astype(numpy.uint8), "CMYK")
    save(cmyk, "coffee-cmyk.jpg", quality=80)


if __name__ == "__main__":
    main()
