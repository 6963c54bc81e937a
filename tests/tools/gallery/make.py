#!/usr/bin/env python3
"""Makes the samples of the page's gallery from www/samples/cat.jpg, and what the page knows of them.

    cargo build --release --features cli
    python3 tests/tools/gallery/make.py            # writes www/samples, its manifest and thumbnails, and www/js/samples.js
    python3 tests/tools/gallery/make.py --check    # only compares the committed files with the manifest (needs no build)

Nothing else is needed: the encoders are those of tests/fixtures/toyjpeg. The photo is `chelsea` by Stefan van der Walt
(CC0 1.0), and so are all samples. The six pictures that tests/tools/samples.py makes are listed with them.
"""

import argparse
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "www/samples"
THUMB = (64, 48)
ACROSS = 8
LICENCE = "CC0 1.0"
CHELSEA = "chelsea by Stefan van der Walt"

# Those of tests/tools/samples.py: section, process, width, height, colour.
PHOTOS = {
    "cat.jpg": ("process", "baseline", 160, 120, "4:2:0"),
    "cat-progressive.jpg": ("process", "progressive", 160, 120, "4:2:0"),
    "cat-restarts.jpg": ("layout", "baseline", 160, 120, "4:2:0"),
    "cat-grey.jpg": ("colour", "baseline", 160, 120, "grey"),
    "cat-turned.jpg": ("layout", "baseline", 96, 120, "4:2:2"),
    "coffee-cmyk.jpg": ("colour", "baseline", 160, 120, "CMYK"),
}
SECTIONS = ["process", "colour", "layout", "damaged", "format", "puzzle"]


def pixelbits(*arguments):
    """Runs the command line; a damaged picture makes it warn, which is no failure here."""
    done = subprocess.run([ROOT / "target/release/pixelbits", *map(str, arguments)], capture_output=True, check=False)
    if done.returncode > 1:
        raise SystemExit(f"{arguments}: {done.stderr.decode()}")
    return done.stdout


def entries(samples):
    """Rows of the manifest, section by section."""
    from gallery.jpegs import Sample

    old = [Sample(name, section, (SAMPLES / name).read_bytes(), process, width, height, 8, colour)
           for name, (section, process, width, height, colour) in PHOTOS.items()]
    for sample in sorted(old + samples, key=lambda s: SECTIONS.index(s.section)):
        row = {"file": sample.name, "section": sample.section, "process": sample.process, "width": sample.width,
               "height": sample.height, "precision": sample.precision, "colour": sample.colour, "bytes": len(sample.data)}
        if sample.tab:
            row["tab"] = sample.tab
        if sample.whole:
            row["solved"] = zlib.crc32(sample.whole)
        made = "tests/tools/samples.py" if sample.name in PHOTOS else "tests/tools/gallery/make.py"
        source = "coffee by Rachel Michetti, courtesy of Pikolo Espresso Bar" if "coffee" in sample.name else CHELSEA
        yield row, row | {"sha256": hashlib.sha256(sample.data).hexdigest(), "licence": LICENCE, "source": source, "made_by": made}


def thumbnails(rows, folder):
    """All pictures small, side by side, as the command line decodes them, in one JPEG."""
    from gallery import photo

    tiles = []
    for row in rows:
        source, shown = SAMPLES / row["file"], folder / "thumb.ppm"
        if row["process"]:
            pixelbits("decode", source, "-o", shown)
        else:  # bytes without a header, read with a width that is not quite theirs
            pixelbits("raw", source, "--mode", "RGB", "--rawmode", "RGB", "--size", "71x54", "-o", shown)
        planes = photo.read_ppm(shown)
        high = len(planes[0][0]) * THUMB[1] // THUMB[0]
        from_row = max(0, len(planes[0]) - high) // 2  # of a picture that is too high, its middle
        tiles.append([photo.reduced(plane[from_row:from_row + high], *THUMB) for plane in planes])
    down = -(-len(tiles) // ACROSS)
    blank = [[[255] * THUMB[0]] * THUMB[1]] * 3
    tiles += [blank] * (down * ACROSS - len(tiles))
    out = bytearray(b"P6\n%d %d\n255\n" % (ACROSS * THUMB[0], down * THUMB[1]))
    for y in range(down * THUMB[1]):
        for tile in tiles[y // THUMB[1] * ACROSS:][:ACROSS]:
            for pixel in zip(*(plane[y % THUMB[1]] for plane in tile)):
                out += bytes(pixel)
    (folder / "all.ppm").write_bytes(out)
    pixelbits("encode", folder / "all.ppm", "-o", SAMPLES / "thumbnails.jpg", "--quality", 72, "--optimize")


def script(rows):
    lines = "\n".join(f"  {json.dumps(row, ensure_ascii=False)}," for row in rows)
    return f"""/**
 * The pictures in samples/, in the order of the gallery. Written by tests/tools/gallery/make.py, as the pictures are.
 *
 * @typedef {{object}} Sample
 * @property {{string}} file In samples/; `sample.<file>` and `sample.<file>.about` are in the dictionaries.
 * @property {{string}} section
 * @property {{string}} process How it is coded; empty for bytes without a header.
 * @property {{number}} width As shown. @property {{number}} height
 * @property {{number}} precision Bits a sample.
 * @property {{string}} colour Sampling or colour space, or the format.
 * @property {{number}} bytes
 * @property {{string}} [tab] The tab that shows what it is about.
 * @property {{number}} [solved] Of a puzzle: CRC-32 (ISO/IEC 15948 annex D) of the file that it came from.
 */

/** @type {{readonly Sample[]}} */
export const SAMPLES = Object.freeze([
{lines}
]);

/** Size of a picture in samples/thumbnails.jpg, and how many stand side by side. */
export const THUMBNAIL = Object.freeze({{ width: {THUMB[0]}, height: {THUMB[1]}, across: {ACROSS} }});

/** @param {{string}} name */
export const sampleNamed = (name) => SAMPLES.find(({{ file }}) => file === name) ?? null;
"""


def make():
    sys.path[:0] = [str(ROOT / "tests/fixtures"), str(ROOT / "tests/tools")]
    from gallery import jpegs, others, photo

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pixelbits("decode", SAMPLES / "cat.jpg", "-o", folder / "cat.ppm")
        maker = jpegs.Maker(photo.read_ppm(folder / "cat.ppm"))

        def spans(data):
            (folder / "file.jpg").write_bytes(data)
            return map(json.loads, pixelbits("trace", folder / "file.jpg", "--json").splitlines())

        made = [*maker.processes(), *maker.colours(), *maker.layouts(), *maker.damages(), *others.files(maker), *maker.puzzles(spans)]
        for sample in made:
            (SAMPLES / sample.name).write_bytes(sample.data)
        rows, full = zip(*entries(made))
        thumbnails(rows, folder)
    body = ",\n".join(json.dumps(row, ensure_ascii=False) for row in full)
    (SAMPLES / "manifest.json").write_text(f'{{"version": 1, "entries": [\n{body}\n]}}\n')
    (ROOT / "www/js/samples.js").write_text(script(rows))
    print(f"{len(rows)} samples, {sum(row['bytes'] for row in rows)} bytes; thumbnails {(SAMPLES / 'thumbnails.jpg').stat().st_size} bytes")


def check():
    """The committed files are those of the manifest, no more and no fewer."""
    listed = json.loads((SAMPLES / "manifest.json").read_text())["entries"]
    wrong = [e["file"] for e in listed if not (SAMPLES / e["file"]).exists()
             or hashlib.sha256((SAMPLES / e["file"]).read_bytes()).hexdigest() != e["sha256"]]
    strays = {p.name for p in SAMPLES.iterdir()} - {e["file"] for e in listed} - {"README.md", "manifest.json", "thumbnails.jpg"}
    for name in [*wrong, *sorted(strays)]:
        print(f"not as in the manifest: {name}")
    print(f"{len(listed) - len(wrong)} of {len(listed)} samples as in the manifest")
    return 1 if wrong or strays else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare the committed files with the manifest")
    sys.exit(check() if parser.parse_args().check else make())
