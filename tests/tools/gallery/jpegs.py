"""JPEG samples: sound ones of every process, damaged ones, and puzzles."""

from dataclasses import dataclass

from families.dct import interleaved, separate, successive
from toyjpeg import hierarchical, metadata, stream
from toyjpeg.scan import Scan

from . import photo

COLOUR = {"4:4:4": (1, 1), "4:2:2": (2, 1), "4:2:0": (2, 2), "4:4:0": (1, 2), "4:1:1": (4, 1), "4:1:0": (4, 2)}
PROCESSES = {0xC0: "baseline", 0xC1: "extended", 0xC2: "progressive", 0xC3: "lossless", 0xC9: "extended-arithmetic",
             0xCA: "progressive-arithmetic", 0xCB: "lossless-arithmetic"}


@dataclass
class Sample:
    """A file and what its card says of it: how it is coded, its size, and, of a puzzle, the file that it came from."""

    name: str
    section: str
    data: bytes
    process: str
    width: int
    height: int
    precision: int = 8
    colour: str = ""
    tab: str = ""
    whole: bytes = b""


def factors(sampling, count=3):
    return [COLOUR[sampling]] + [(1, 1)] * (count - 1)


class Maker:
    """Makes samples of one photo: `rgb`, its planes in full size."""

    def __init__(self, rgb):
        self.full = rgb
        self.rgb = self.at(96, 72)
        self.small = self.at(72, 54)
        self.quants = photo.tables(55)

    def at(self, width, height, scale=1):
        return [photo.reduced(plane, width, height, scale) for plane in self.full]

    def colour(self, sampling="4:2:0", precision=8, quants=None):
        if precision == 8:
            return photo.framed(photo.ycbcr(self.rgb), factors(sampling), quants or self.quants)
        deep = photo.ycbcr(self.at(96, 72, 1 << precision - 8), precision)
        return photo.framed(deep, factors(sampling), photo.tables(40, 16), precision)

    def sample(self, name, section, marker, frame, scans, quants=None, colour="4:2:0", process=None, **options):
        quants = {n: q for n, q in (quants or self.quants).items() if n in {c.tq for c in frame.components}}
        data = stream.image(marker, frame, scans, None if stream.is_lossless(marker) else quants, **options)
        return Sample(f"{name}.jpg", section, data, process or PROCESSES[marker], frame.width, frame.height, frame.precision, colour)

    def processes(self):
        colour, deep = self.colour(), self.colour(precision=12)
        twelve = photo.tables(40, 16)
        yield self.sample("cat-12bit", "process", 0xC1, deep, interleaved(deep), twelve)
        yield self.sample("cat-progressive-12bit", "process", 0xC2, deep, successive(deep), twelve)
        lossless, grey = photo.sampled(self.small), photo.sampled([photo.grey(self.small)])
        adobe = metadata.adobe(0)
        every = [0, 1, 2]
        yield self.sample("cat-lossless", "process", 0xC3, lossless, [Scan(every, every, [0] * 3, ss=4, se=0)], colour="RGB", head=adobe)
        yield self.sample("cat-arithmetic", "process", 0xC9, colour, interleaved(colour))
        yield self.sample("cat-progressive-arithmetic", "process", 0xCA, colour, successive(colour))
        yield self.sample("cat-lossless-arithmetic", "process", 0xCB, grey, [Scan([0], ss=7, se=0)], colour="grey")
        yield from self.hierarchies()

    def hierarchies(self):
        """Pyramids: a frame of a quarter of the pixels, then what is missing. Contrast is taken back a little: nothing is clamped."""
        planes = [[[24 + v * 208 // 255 for v in row] for row in plane] for plane in photo.ycbcr(self.small)]
        steps = [("hierarchical", [(0xC1, 2, 2, 6), (0xC5, 1, 1, 6), (0xC5, 0, 0, 6)], 3, "4:4:4"),
                 ("hierarchical-progressive", [(0xC2, 1, 1, 6), (0xC6, 0, 0, 6)], 3, "4:4:4"),
                 ("hierarchical-lossless", [(0xC3, 1, 1, 0), (0xC7, 0, 0, 0)], 1, "grey"),
                 ("hierarchical-arithmetic", [(0xC9, 1, 1, 6), (0xCD, 0, 0, 6)], 3, "4:4:4"),
                 ("hierarchical-progressive-arithmetic", [(0xCA, 1, 1, 6), (0xCE, 0, 0, 6)], 3, "4:4:4"),
                 ("hierarchical-lossless-arithmetic", [(0xCB, 1, 1, 0), (0xCF, 0, 0, 0)], 1, "grey")]
        for name, frames, count, colour in steps:
            data, frame, _ = hierarchical.file(72, 54, [(1, 1)] * count, frames, sources=planes[:count])
            yield Sample(f"cat-{name}.jpg", "process", data, PROCESSES[frames[0][0]], 72, 54, 8, colour)

    def colours(self):
        ycc = photo.ycbcr(self.rgb)
        for name in ("4:4:4", "4:2:2", "4:4:0", "4:1:1", "4:1:0"):
            frame = self.colour(name)
            yield self.sample(f"cat-{name.replace(':', '')}", "colour", 0xC0, frame, interleaved(frame), colour=name)
        one = {0: self.quants[0]}
        frame = photo.framed(self.rgb, [(1, 1)] * 3, one)
        yield self.sample("cat-rgb", "colour", 0xC0, frame, separate(frame), one, colour="RGB", head=metadata.adobe(0))
        cmyk = photo.inks(self.rgb)
        frame = photo.framed(photo.ycbcr([[[255 - v for v in row] for row in plane] for plane in cmyk[:3]]) + cmyk[3:], [(2, 2), (1, 1), (1, 1), (2, 2)], self.quants)
        yield self.sample("cat-ycck", "colour", 0xC0, frame, interleaved(frame), colour="YCCK", head=metadata.adobe(2))
        odd = photo.framed(ycc, [(2, 2), (2, 1), (1, 2)], self.quants)
        yield self.sample("cat-uneven", "colour", 0xC0, odd, interleaved(odd), colour="2×2 2×1 1×2")

    def layouts(self):
        frame = self.colour()
        dnl = stream.segment(0xDC, stream.u16(frame.height))
        yield self.sample("cat-dnl", "layout", 0xC0, frame, interleaved(frame), height=0, after_scan={0: dnl})
        yield self.sample("cat-scans", "layout", 0xC0, frame, separate(frame))
        yield self.sample("cat-arithmetic-restarts", "layout", 0xC9, frame, interleaved(frame, restart=frame.mcus_across))
        yield self.sample("cat-comment", "layout", 0xC0, frame, interleaved(frame),
                          head=metadata.jfif() + metadata.comment(b"Whiskers: 24. <b>This is text, and stays text.</b>"))
        rough = photo.tables(400)
        coarse = photo.framed(photo.ycbcr(self.rgb), factors("4:2:0"), rough)
        yield self.sample("cat-coarse", "layout", 0xC0, coarse, interleaved(coarse), rough)

    def damages(self):
        frame = self.colour()
        plain = stream.image(0xC0, frame, interleaved(frame), self.quants)
        start = scan_start(plain)
        middle = start + (len(plain) - start) * 2 // 5

        def damaged(name, data, process="baseline", height=72):
            return Sample(f"{name}.jpg", "damaged", bytes(data), process, 96, height, 8, "4:2:0", "segments")

        yield damaged("broken-flip", flipped(plain, middle * 8 + 2))
        yield damaged("broken-cut", plain[:middle])
        zeros = bytearray(plain)
        zeros[middle:middle + 64] = bytes(64)
        yield damaged("broken-zeros", zeros)
        restarts = stream.image(0xC0, frame, interleaved(frame, restart=frame.mcus_across), self.quants)
        marks = [i for i in range(scan_start(restarts), len(restarts)) if restarts[i] == 0xFF and 0xD0 <= restarts[i + 1] <= 0xD7]
        yield damaged("broken-restart", restarts[:marks[1]] + restarts[marks[2]:])
        # The two quantiser tables have changed places: brightness is multiplied as colour should be.
        table = plain.index(b"\xff\xdb")
        swapped = bytearray(plain)
        swapped[table + 4], swapped[table + 69] = 1, 0
        yield damaged("broken-table", swapped)
        size = plain.index(b"\xff\xc0") + 5
        yield damaged("broken-size", plain[:size] + stream.u16(144) + plain[size + 2:], height=144)
        scans = stream.image(0xC2, frame, successive(frame), self.quants)
        at = scan_start(scans)
        yield damaged("broken-progressive", scans[:at + (len(scans) - at) // 3], "progressive")

    def puzzles(self, spans):
        """Each is a sound file with one bit turned over. `spans`: what every bit of a file is for."""
        frame = self.colour()
        whole = stream.image(0xC0, frame, interleaved(frame), self.quants, head=metadata.jfif())
        adobe = stream.image(0xC0, frame, interleaved(frame), self.quants, head=metadata.adobe(1))

        def puzzle(name, source, bit, width=96, colour="4:2:0"):
            return Sample(f"puzzle-{name}.jpg", "puzzle", flipped(source, bit), "baseline", width, 72, 8, colour, "", source)

        yield puzzle("colours", adobe, (adobe.index(b"Adobe") + 11) * 8 + 7, colour="RGB")
        yield puzzle("contrast", whole, (whole.index(b"\xff\xdb") + 5) * 8 + 2)
        yield puzzle("slanted", whole, (whole.index(b"\xff\xc0") + 8) * 8 + 3, 112)
        # The sign of a large difference of brightness, in the second quarter of the scan.
        start = scan_start(whole)
        near = [s for s in spans(whole) if s["role"] == "dc-bits" and s["component"] == 0 and s["bits"] == s["whole"]
                and 1 <= (s["start"] / 8 - start) * 4 / (len(whole) - start) < 2]
        yield puzzle("brightness", whole, max(near, key=lambda s: abs(s["value"]))["start"])


def scan_start(data):
    """Where the entropy-coded data begins."""
    at = data.index(b"\xff\xda")
    return at + 2 + int.from_bytes(data[at + 2:at + 4], "big")


def flipped(data, bit):
    out = bytearray(data)
    out[bit // 8] ^= 0x80 >> bit % 8
    return bytes(out)
