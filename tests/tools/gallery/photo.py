"""The photo that the samples are made of: from pixels to planes, reduced and in other colours."""

from fractions import Fraction

from toyjpeg.frame import Component, Frame, quantise

# T.81 Tables K.1 and K.2, in natural order.
LUMA = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87,
    80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92,
    95, 98, 112, 100, 103, 99,
]
CHROMA = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99,
    99, 99,
] + [99] * 32


def tables(percent, scale=1):
    """The tables of T.81 K.1 at so many percent; `scale` 16 for samples of 12 bits."""
    return {n: [max(1, min(255 * scale, q * percent * scale // 100)) for q in table] for n, table in enumerate((LUMA, CHROMA))}


def read_ppm(path):
    """Three planes of rows, as 8-bit samples; a grey picture thrice."""
    data = path.read_bytes()
    magic, width, height, top = data.split(maxsplit=4)[:4]
    width, height, top = int(width), int(height), int(top)
    channels, size = {b"P5": 1, b"P6": 3}[magic], 1 if top < 256 else 2
    body = data[len(data) - width * height * channels * size:]
    values = [int.from_bytes(body[i:i + size], "big") * 255 // top for i in range(0, len(body), size)]
    rows = [values[y * width * channels:(y + 1) * width * channels] for y in range(height)]
    return [[row[min(c, channels - 1)::channels] for row in rows] for c in range(3)]


def reduced(plane, width, height, scale=1):
    """The plane with other dimensions: each sample is the mean of the area that it covers, times `scale`."""
    def weights(length, parts):
        step = Fraction(length, parts)
        return [[(i, min(i + 1, end) - max(i, begin)) for i in range(int(begin), min(length, int(end) + 1))
                 if min(i + 1, end) > max(i, begin)] for begin, end in ((k * step, (k + 1) * step) for k in range(parts))]

    across, down = weights(len(plane[0]), width), weights(len(plane), height)
    area = Fraction(len(plane[0]), width) * Fraction(len(plane), height)
    narrow = [[sum(row[i] * w for i, w in part) for part in across] for row in plane]
    return [[int(sum(narrow[i][x] * w for i, w in part) * scale / area + Fraction(1, 2)) for x in range(width)] for part in down]


def ycbcr(rgb, precision=8):
    """T.871 7: red, green and blue planes to brightness and two differences of colour."""
    half, top = 1 << precision - 1, (1 << precision) - 1
    out = [[], [], []]
    for rows in zip(*rgb):
        lines = [[], [], []]
        for r, g, b in zip(*rows):
            y = 0.299 * r + 0.587 * g + 0.114 * b
            for line, value in zip(lines, (y, half + (b - y) / 1.772, half + (r - y) / 1.402)):
                line.append(max(0, min(top, int(value + 0.5))))
        for plane, line in zip(out, lines):
            plane.append(line)
    return out


def inks(rgb):
    """Cyan, magenta, yellow and black as Adobe writes them: 255 is no ink."""
    def pixel(r, g, b):
        black = max(r, g, b)
        return [255 if black == 0 else (255 * v + black // 2) // black for v in (r, g, b)] + [black]

    rows = [[pixel(*p) for p in zip(*row)] for row in zip(*rgb)]
    return [[[p[c] for p in row] for row in rows] for c in range(4)]


def grey(rgb):
    return ycbcr(rgb)[0]


def framed(planes, factors, quants, precision=8):
    """A frame whose blocks are those of the planes, each reduced to what its factors ask for."""
    count = len(planes)
    frame = Frame(len(planes[0][0]), len(planes[0]), [
        Component(i + 1, h, v, 1 if count > 1 and i in (1, 2) and 1 in quants else 0) for i, (h, v) in enumerate(factors)], precision)
    for plane, c in zip(planes, frame.components):
        c.blocks = quantise(reduced(plane, c.width, c.height), c, quants[c.tq], 1 << precision - 1)
    return frame


def sampled(planes, precision=8):
    """A frame of samples, for lossless processes."""
    frame = Frame(len(planes[0][0]), len(planes[0]), [Component(i + 1) for i in range(len(planes))], precision, unit=1)
    for plane, c in zip(planes, frame.components):
        c.samples = plane
    return frame
