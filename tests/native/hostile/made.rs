//! Small files that ask for much: each the worst of its kind that so many bytes allow.

/// How large the files are, and the pictures that they promise.
#[derive(Clone, Copy)]
pub struct Scale {
    /// Most bytes of a file.
    pub bytes: usize,
    /// Width and height of a picture of one component that such a file may hold.
    pub side: u16,
    /// The same for a file of a few bytes.
    pub little: u16,
}

/// A file, put together from its segments.
#[derive(Clone)]
pub struct File(pub Vec<u8>);

/// One component: identifier, H and V.
type Part = (u8, u8, u8);

const GREY: &[Part] = &[(1, 1, 1)];
const COLOUR: &[Part] = &[(1, 1, 1), (2, 1, 1), (3, 1, 1)];

impl File {
    fn new() -> Self {
        Self(vec![0xFF, 0xD8])
    }

    fn segment(mut self, code: u8, parameters: &[u8]) -> Self {
        let length = parameters.len() as u16 + 2;
        self.0.extend([0xFF, code]);
        self.0.extend(length.to_be_bytes());
        self.0.extend(parameters);
        self
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    /// DQT: table 0, all ones.
    fn quantisers(self) -> Self {
        self.segment(0xDB, &[&[0][..], &[1; 64]].concat())
    }

    /// DHT: `codes` are (length, symbol) in ascending order; class and destination as the segment has them.
    fn huffman(self, target: u8, codes: &[(u8, u8)]) -> Self {
        let mut counts = [0; 16];
        for &(length, _) in codes {
            counts[usize::from(length) - 1] += 1u8;
        }
        let symbols: Vec<u8> = codes.iter().map(|c| c.1).collect();
        self.segment(0xC4, &[&[target][..], &counts, &symbols].concat())
    }

    fn frame(self, code: u8, width: u16, height: u16, parts: &[Part]) -> Self {
        let mut parameters = vec![8];
        parameters.extend(height.to_be_bytes());
        parameters.extend(width.to_be_bytes());
        parameters.push(parts.len() as u8);
        for &(id, h, v) in parts {
            parameters.extend([id, h << 4 | v, 0]);
        }
        self.segment(code, &parameters)
    }

    /// SOS: identifiers, then Ss, Se, Ah and Al.
    fn scan(self, ids: &[u8], band: [u8; 4]) -> Self {
        let [start, end, high, low] = band;
        let mut parameters = vec![ids.len() as u8];
        ids.iter().for_each(|&id| parameters.extend([id, 0]));
        parameters.extend([start, end, high << 4 | low]);
        self.segment(0xDA, &parameters)
    }

    fn restart_interval(self, mcus: u16) -> Self {
        self.segment(0xDD, &mcus.to_be_bytes())
    }

    /// The same again and again, for as long as it fits.
    fn flood(mut self, scale: Scale, mut next: impl FnMut(usize) -> Vec<u8>) -> Self {
        for number in 0.. {
            let piece = next(number);
            if piece.is_empty() || self.0.len() + piece.len() + 2 > scale.bytes {
                return self;
            }
            self.0.extend(piece);
        }
        self
    }

    fn end(self) -> Self {
        self.bytes(&[0xFF, 0xD9])
    }

    /// Everything up to the first scan of a frame: DC code 0 stands for size 0; AC codes 0 for the end of a block,
    /// 10 for the longest run of ended blocks, 110 for a coefficient ±1.
    fn begun(code: u8, width: u16, height: u16, parts: &[Part]) -> Self {
        Self::new()
            .quantisers()
            .huffman(0x00, &[(1, 0)])
            .huffman(0x10, &[(1, 0), (2, 0xE0), (3, 1)])
            .frame(code, width, height, parts)
    }
}

/// Bits as text ("10 1") to bytes, filled up with ones, stuffed.
fn bits(text: &str) -> Vec<u8> {
    let mut digits: Vec<u8> = text.bytes().filter(|b| *b != b' ').collect();
    while digits.len() % 8 != 0 {
        digits.push(b'1');
    }
    let byte = |eight: &[u8]| eight.iter().fold(0, |byte, &b| byte << 1 | (b & 1));
    let stuffed = |byte: u8| {
        if byte == 0xFF {
            vec![byte, 0]
        } else {
            vec![byte]
        }
    };
    digits
        .chunks(8)
        .flat_map(|eight| stuffed(byte(eight)))
        .collect()
}

/// A scan with its data, apart from its file.
fn scan(ids: &[u8], band: [u8; 4], data: &[u8]) -> Vec<u8> {
    File(Vec::new()).scan(ids, band).bytes(data).0
}

/// Runs of ended blocks, 32,767 each, that cover so many blocks.
fn ended_blocks(blocks: usize) -> Vec<u8> {
    // 10, then 14 ones: 2^14 + 16383 blocks.
    bits(&"1011111111111111".repeat(blocks.div_ceil(32_767)))
}

/// Every file, with its name.
pub fn all(scale: Scale) -> Vec<(&'static str, Vec<u8>)> {
    let Scale { side, little, .. } = scale;
    let mut files: Vec<(&'static str, File)> = Vec::new();
    let mut add = |name, file: File| files.push((name, file.end()));
    let whole = [0, 63, 0, 0];
    let half = &COLOUR[..2];
    let grey = |code| File::begun(code, side, side, GREY);
    let two = |code| File::begun(code, side, side / 2, half);
    // Bits without a pattern, no 0xFF among them.
    let noise: Vec<u8> = (0..scale.bytes as u32 * 9 / 10)
        .map(|n| ((n.wrapping_mul(2_654_435_761) >> 13) as u8).min(0xFE))
        .collect();

    // Dimensions.
    add(
        "largest baseline",
        File::begun(0xC0, 65_535, 65_535, COLOUR).scan(&[1, 2, 3], whole),
    );
    add(
        "largest progressive",
        File::begun(0xC2, 65_535, 65_535, COLOUR).scan(&[1, 2, 3], [0; 4]),
    );
    for (name, code, end) in [
        ("nothing, baseline", 0xC0, 63),
        ("nothing, progressive", 0xC2, 0),
        ("nothing, arithmetic", 0xC9, 63),
        ("nothing, arithmetic progressive", 0xCA, 0),
    ] {
        let file = File::begun(code, little, little, GREY);
        add(name, file.scan(&[1], [0, end, 0, 0]));
    }
    for (name, code) in [
        ("nothing, lossless", 0xC3),
        ("nothing, arithmetic lossless", 0xCB),
    ] {
        add(
            name,
            File::begun(code, little, little, GREY).scan(&[1], [1, 0, 0, 0]),
        );
    }
    add(
        "a column of 65535 lines",
        File::begun(0xC2, 1, 65_535, GREY).flood(scale, |_| scan(&[1], [0; 4], &[])),
    );

    // Scans.
    add(
        "scans without data, progressive",
        grey(0xC2).flood(scale, |n| match n {
            0 => scan(&[1], [0; 4], &[]),
            _ => scan(&[1], [1, 63, 0, 0], &[]),
        }),
    );
    add(
        "scans without data, sequential",
        two(0xC0).flood(scale, |n| scan(&[1 + (n % 2) as u8], whole, &[])),
    );
    let blocks = usize::from(side.div_ceil(8)).pow(2);
    add(
        "runs of ended blocks, first scans",
        grey(0xC2).flood(scale, |_| scan(&[1], [1, 63, 0, 0], &ended_blocks(blocks))),
    );
    add(
        "runs of ended blocks, refinement",
        grey(0xC2).flood(scale, |_| scan(&[1], [1, 63, 1, 0], &ended_blocks(blocks))),
    );
    add(
        "one block in each scan",
        grey(0xC2).flood(scale, |n| match n {
            0 => scan(&[1], [0, 0, 0, 1], &bits("0")),
            _ => scan(&[1], [0, 0, 1, 0], &bits("0")),
        }),
    );
    add(
        "one block in each sequential scan",
        two(0xC0).flood(scale, |n| scan(&[1 + (n % 2) as u8], whole, &bits("00"))),
    );
    add(
        "a bit for each block",
        grey(0xC2).bytes(&scan(&[1], [0; 4], &vec![0x55; noise.len()])),
    );
    add(
        "a bit for each block, again and again",
        grey(0xC2).flood(scale, |n| {
            let bits = vec![0x55; noise.len() / 50];
            scan(&[1], [0, 0, (n > 0).into(), (n == 0).into()], &bits)
        }),
    );
    add(
        "arithmetic noise",
        grey(0xC9).scan(&[1], whole).bytes(&noise),
    );
    add(
        "arithmetic noise, many scans",
        grey(0xCA).flood(scale, |n| {
            scan(
                &[1],
                [(n > 0).into(), (n > 0) as u8 * 63, 0, 0],
                &noise[..noise.len() / 100],
            )
        }),
    );
    add(
        "arithmetic scans without data",
        grey(0xCA).flood(scale, |n| {
            scan(&[1], [0, 0, (n > 0).into(), (n == 0).into()], &[])
        }),
    );
    add(
        "arithmetic lossless noise",
        grey(0xCB).scan(&[1], [7, 0, 0, 0]).bytes(&noise),
    );
    add("Huffman noise", grey(0xC0).scan(&[1], whole).bytes(&noise));
    add(
        "lossless noise",
        grey(0xC3).scan(&[1], [7, 0, 0, 0]).bytes(&noise),
    );

    // Restarts.
    add(
        "restarts after every MCU, none there",
        File::begun(0xC0, little, little, GREY)
            .restart_interval(1)
            .scan(&[1], whole),
    );
    add(
        "restarts after every MCU, none there, many scans",
        grey(0xC2)
            .restart_interval(1)
            .flood(scale, |_| scan(&[1], [0; 4], &[0])),
    );
    add(
        "restart markers without data",
        grey(0xC0)
            .restart_interval(65_535)
            .scan(&[1], whole)
            .flood(scale, |n| vec![0xFF, 0xD0 + (n % 8) as u8]),
    );
    add(
        "the wrong restart marker, always",
        grey(0xC0)
            .restart_interval(1)
            .scan(&[1], whole)
            .flood(scale, |_| vec![0xFF, 0xD6]),
    );
    add(
        "restart markers without data, many scans",
        grey(0xC2).restart_interval(65_535).flood(scale, |_| {
            let markers = (0..blocks.div_ceil(65_535)).map(|n| 0xD0 + (n % 8) as u8);
            let markers: Vec<u8> = markers.flat_map(|code| [0xFF, code]).collect();
            scan(&[1], [0; 4], &markers)
        }),
    );
    add(
        "restarts and runs of ended blocks, many scans",
        grey(0xC2).restart_interval(65_535).flood(scale, |_| {
            let mut data = Vec::new();
            for n in 0..blocks.div_ceil(65_535) {
                data.extend(ended_blocks(65_535));
                data.extend([0xFF, 0xD0 + (n % 8) as u8]);
            }
            scan(&[1], [1, 63, 0, 0], &data)
        }),
    );

    // Floods.
    let baseline = || File::begun(0xC0, 64, 64, GREY);
    add(
        "fill bytes before a marker",
        baseline().flood(scale, |_| vec![0xFF; 1000]),
    );
    add(
        "fill bytes in the data",
        baseline()
            .scan(&[1], [0, 63, 0, 0])
            .flood(scale, |_| vec![0xFF; 1000]),
    );
    add(
        "fill bytes before a stuffed zero, over many rows",
        File::begun(0xC2, 8, 65_000, GREY)
            .bytes(&scan(&[1], [0; 4], &[]))
            .bytes(&scan(
                &[1],
                [1, 63, 0, 0],
                // The run of ended blocks covers the scan while the window holds the byte behind the fill bytes.
                &[&[0xBF][..], &vec![0xFF; scale.bytes - 3_000], &[0, 0, 0, 0]].concat(),
            )),
    );
    add(
        "stuffed zeros",
        baseline()
            .scan(&[1], [0, 63, 0, 0])
            .flood(scale, |_| vec![0xFF, 0]),
    );
    add(
        "markers without a meaning",
        File::new().flood(scale, |n| vec![0xFF, 2 + (n % 188) as u8]),
    );
    add(
        "starts of image",
        File::new().flood(scale, |_| vec![0xFF, 0xD8]),
    );
    add(
        "ends of image",
        baseline().flood(scale, |_| vec![0xFF, 0xD9]),
    );
    add(
        "empty segments",
        File::new().flood(scale, |_| vec![0xFF, 0xFE, 0, 2]),
    );
    add(
        "segments of length 0",
        File::new().flood(scale, |_| vec![0xFF, 0xDB, 0, 0]),
    );
    add(
        "segments of length 1",
        baseline().flood(scale, |_| vec![0xFF, 0xC4, 0, 1]),
    );
    add("a comment", File::new().segment(0xFE, &[0x41; 65_533]));
    add(
        "a comment longer than the file",
        File::new().bytes(&[0xFF, 0xFE, 0xFF, 0xFF, 0x41]),
    );
    add(
        "Huffman tables",
        File::new().flood(scale, |n| {
            File(Vec::new()).huffman((n % 4) as u8, &[(1, 0)]).0
        }),
    );
    add(
        "the largest Huffman tables before each scan",
        File::begun(0xC2, 8, 8, GREY).flood(scale, |_| {
            let codes: Vec<(u8, u8)> = (0..=255).map(|symbol| (9 + symbol % 2, symbol)).collect();
            let file = File(Vec::new()).huffman(0x10, &codes);
            file.scan(&[1], [1, 63, 0, 0]).bytes(&[0]).0
        }),
    );
    add(
        "quantisation tables",
        File::new().flood(scale, |_| File(Vec::new()).quantisers().0),
    );
    add(
        "frames",
        File::new().flood(scale, |_| {
            File(Vec::new()).frame(0xC0, 65_535, 65_535, COLOUR).0
        }),
    );
    let many: Vec<Part> = (0..255).map(|id| (id, 4, 4)).collect();
    add(
        "255 components",
        File::begun(0xC0, 65_535, 4_000, &many)
            .flood(scale, |n| scan(&[(n % 255) as u8], [0, 63, 0, 0], &[0])),
    );
    add(
        "pictures behind the picture",
        baseline().end().flood(scale, |_| vec![0xFF, 0xD8, 0xFF]),
    );

    // Directories.
    add(
        "a directory that points at itself",
        exif(&[directory(&[], 8)]),
    );
    add(
        "a chain of directories",
        exif(
            &(0..5_000)
                .map(|n| directory(&[], 8 + 6 * (n + 1)))
                .collect::<Vec<_>>(),
        ),
    );
    let sub = |n: u32| directory(&[(0x8769, 4, 1, 8 + 18 * (n + 1))], 0);
    add(
        "directories in directories",
        exif(&(0..3_000).map(sub).collect::<Vec<_>>()),
    );
    let entries =
        |kind: u16, count: u32, at: u32| directory(&vec![(0x9999, kind, count, at); 2_700], 0);
    add(
        "entries that share text",
        exif(&[entries(2, 32_000, 32_500), vec![0; 32_000]]),
    );
    add(
        "entries that share numbers",
        exif(&[entries(3, 32, 32_500), vec![1; 32_000]]),
    );
    add(
        "entries of the largest count",
        exif(&[entries(5, u32::MAX, u32::MAX)]),
    );
    add(
        "pictures of a multi-picture file",
        multi_picture(&[directory(&vec![(0xB002, 7, 32_000, 32_500); 2_700], 0), {
            // Each picture: attribute, one byte, at the SOI that stands before the table.
            let entry = [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0x7E, 0xF0, 0, 0, 0, 0];
            let mut table = vec![0; 32_496 - 32_410];
            table.extend([0xFF, 0xD8]);
            table.resize(32_500 - 32_410, 0);
            table.extend(entry.repeat(2_000));
            table
        }]),
    );
    files
        .into_iter()
        .map(|(name, file)| (name, file.0))
        .collect()
}

/// Restart markers are due after every MCU; the second one is missing.
pub fn missing_restarts() -> Vec<u8> {
    File::begun(0xC0, 40, 8, GREY)
        .restart_interval(1)
        .scan(&[1], [0, 63, 0, 0])
        .bytes(&bits("00"))
        .bytes(&[0xFF, 0xD0])
        .bytes(&bits("00 00 0"))
        .bytes(&[0xFF, 0xD2])
        .bytes(&bits("00"))
        .end()
        .0
}

/// Baseline, four components of full size, little data.
pub fn four_components(width: u16, height: u16) -> Vec<u8> {
    let parts: &[Part] = &[(1, 1, 1), (2, 1, 1), (3, 1, 1), (4, 1, 1)];
    let file = File::begun(0xC0, width, height, parts);
    file.scan(&[1, 2, 3, 4], [0, 63, 0, 0])
        .bytes(&bits("00 00 00 00"))
        .end()
        .0
}

/// Progressive, one line of pixels, wide; an MCU has 32 lines of them.
pub fn one_wide_line(width: u16) -> Vec<u8> {
    let parts: &[Part] = &[(2, 2, 1), (20, 1, 4), (3, 1, 1)];
    let file = File::begun(0xC2, width, 1, parts);
    file.bytes(&scan(&[3], [0; 4], &[0])).end().0
}

/// A progressive picture of which two scans refine all AC coefficients; only the last of its 32,768 blocks has one.
pub fn refined_twice() -> Vec<u8> {
    let run = "1011111111111111";
    let mut file = File::begun(0xC2, 2_048, 1_024, GREY).bytes(&scan(&[1], [0; 4], &[0]));
    for (band, last_block) in [
        ([1, 63, 0, 2], "110 1 0"),
        ([1, 63, 2, 1], "0 1"),
        ([1, 63, 1, 0], "0 1"),
    ] {
        let data = bits(&[run, last_block].concat());
        file = file.bytes(&scan(&[1], band, &data));
    }
    file.end().0
}

/// A directory: its entries (tag, type, count, value or offset) and the offset of the next.
fn directory(entries: &[(u16, u16, u32, u32)], next: u32) -> Vec<u8> {
    let mut out = (entries.len() as u16).to_be_bytes().to_vec();
    for (tag, kind, count, value) in entries {
        out.extend(tag.to_be_bytes());
        out.extend(kind.to_be_bytes());
        out.extend(count.to_be_bytes());
        out.extend(value.to_be_bytes());
    }
    out.extend(next.to_be_bytes());
    out
}

fn tiff(name: &[u8], directories: &[Vec<u8>]) -> Vec<u8> {
    let mut out = [name, b"MM\0\x2A\0\0\0\x08", &directories.concat()].concat();
    out.truncate(65_533);
    out
}

fn exif(directories: &[Vec<u8>]) -> File {
    File::new().segment(0xE1, &tiff(b"Exif\0\0", directories))
}

fn multi_picture(directories: &[Vec<u8>]) -> File {
    File::new().segment(0xE2, &tiff(b"MPF\0", directories))
}
