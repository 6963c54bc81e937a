"""Fills tests/fuzz/corpus with small files to start from: the project's fixtures and, where they stand beside the
checkout, gathered ones. Texts are made from their first bytes. Inputs that are there already stay.

    python3 tests/fuzz/seed.py
"""

import hashlib
import pickle
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIXTURES = HERE.parent / "fixtures"
GATHERED = HERE.parents[1] / ".." / "shared" / "corpus"
MOST_BYTES = 6_000
PICTURES = ("*.bmp", "*.dib", "*.png", "*.p?m")


def keep(target, data):
    """Stores an input under its hash, as libFuzzer does."""
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


def small(folder, pattern):
    """Contents of the files that are small enough."""
    files = [path for path in sorted(folder.rglob(pattern)) if path.stat().st_size <= MOST_BYTES]
    return [path.read_bytes() for path in files]


def texts(data):
    """The same bytes in several notations."""
    data = data[:300]
    yield "".join(f"{byte:08b}" for byte in data)
    yield "\n".join(f"{byte:08b}" for byte in data[:40])
    yield data.hex(" ").upper()
    yield "\n".join(f"{at:08X}: {data[at:at + 16].hex(' ')}" for at in range(0, len(data), 16))
    yield "\r\n".join(" ".join(f"{byte:3}" for byte in data[at : at + 16]) for at in range(0, len(data), 16))
    yield f"# pixelbits bits {len(data) * 8 - 3}\n" + "".join(f"{byte:08b}" for byte in data)[:-3]


def forms(data):
    """The same bytes as arrays and matrices."""
    data = data[:300]
    numbers = ", ".join(f"0x{byte:02x}" for byte in data)
    rows = [f"{byte:08b}" for byte in data[:20]]
    sums = [sum(at + 1 for at, symbol in enumerate(row) if symbol == "1") for row in rows]
    heading = f"# pixelbits matrix: 8 x {len(rows)} pixels, 1 bit, 0 = white, 1 = black, row checks\n"
    statement = f"/* pixelbits: 8 x {len(data)} pixels, 1 bit, row by row, MSB first, 0 = black, 1 = white */\n"
    yield numbers
    yield "\n".join(rows)
    yield heading + "\n".join(f"{at + 1}: {row} = {sums[at]}" for at, row in enumerate(rows))
    yield f"# pixelbits hex: 8 x {len(data)} pixels, 1 bit, 0 = white, 1 = black, whole bytes\n{data.hex()}\n"
    yield f"{statement}static const uint8_t a[{len(data)}] = {{ {numbers} }};"
    yield f"#define a_width 8\n#define a_height {len(data)}\nstatic char a_bits[] = {{ {numbers} }};"
    yield f"a = bytes([{numbers}])\n"
    yield "// 'a', 16x16px\nconst unsigned char a [] PROGMEM = {" + numbers + "};"


def main():
    """Fills the corpora of all targets."""
    jpegs = small(FIXTURES, "*.jpg")
    if GATHERED.is_dir():
        jpegs += small(GATHERED, "*.jpg")
    else:
        print(f"no gathered files at {GATHERED}: fixtures only")
    for data in jpegs:
        keep("decode", data)
        keep("trace", data)
    for data in jpegs[::9]:
        keep("bmp", data[-2_000:])
        keep("raw", data[-2_000:])
        for text in texts(data):
            keep("text", text.encode())
        for text in forms(data):
            keep("forms", text.encode())
    pictures = [data for pattern in PICTURES for data in small(FIXTURES / "formats", pattern)]
    if GATHERED.is_dir():
        pictures += [data for pattern in PICTURES for data in small(GATHERED, pattern)]
    for data in pictures:
        keep("formats", data)
    for words in (b"SPAM 9 3 1 ", b"SPAM\t5\n4 8 more", b"SPAM 2 2 24 \0", b"SPAM 0 -1 8"):
        keep("raw", words.ljust(128) + bytes(range(30)))
    # Lengths of datagrams; none: one of a transfer that the target makes.
    keep("datagrams", bytes(80))
    for protocol in range(6):
        pickled = pickle.dumps(((protocol, 300), (1, 2, 3, 255)), protocol)
        keep("datagrams", bytes(8) + len(pickled).to_bytes(2, "big") + pickled + bytes(8))
    for folder in sorted((HERE / "corpus").iterdir()):
        print(f"{folder.name}: {len(list(folder.iterdir()))} inputs")


if __name__ == "__main__":
    main()
