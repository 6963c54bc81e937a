//! Pixels to files: the very bytes of `cjpeg`, and what every stage on the way gives.

use crate::corpus::{parallel, sha256};
use crate::pictures::Picture;
use crate::{has_tool, output, report};
use pixelbits::jpeg::rewrite::{
    encode, Coding, EntropyCoding, HuffmanTables, Layout, Pixels, Prepared, Process, Quantisation,
    Restart, Settings, Symbol,
};
use pixelbits::jpeg::{self, Options};
use pixelbits::{Code, Limits};

/// Sizes around whole blocks and MCUs.
const SIZES: [(u32, u32); 9] = [
    (1, 1),
    (7, 3),
    (8, 8),
    (9, 16),
    (16, 16),
    (17, 33),
    (35, 50),
    (64, 31),
    (100, 61),
];

/// Options of `cjpeg` and the settings that are meant to do the same.
struct Case {
    options: Vec<String>,
    settings: Settings,
}

/// Every sampling with every way to code and every quality.
fn cases() -> Vec<Case> {
    let samplings = [
        Some([(1, 1), (1, 1), (1, 1)]),
        Some([(2, 1), (1, 1), (1, 1)]),
        Some([(2, 2), (1, 1), (1, 1)]),
        Some([(1, 2), (1, 1), (1, 1)]),
        Some([(4, 1), (1, 1), (1, 1)]),
        Some([(1, 4), (1, 2), (1, 1)]),
        Some([(2, 2), (2, 1), (1, 2)]),
        None,
    ];
    use HuffmanTables::{Optimal, Standard};
    use Process::{Progressive, Sequential};
    let codings = [
        ("", Sequential, Standard, Restart::Never),
        ("-optimize", Sequential, Optimal, Restart::Never),
        ("-progressive", Progressive, Standard, Restart::Never),
        ("-restart 1", Sequential, Standard, Restart::Rows(1)),
        (
            "-restart 3B -optimize",
            Sequential,
            Optimal,
            Restart::Mcus(3),
        ),
        (
            "-restart 2B -progressive",
            Progressive,
            Optimal,
            Restart::Mcus(2),
        ),
        (
            "-restart 1 -arithmetic",
            Sequential,
            Standard,
            Restart::Rows(1),
        ),
        (
            "-progressive -arithmetic",
            Progressive,
            Standard,
            Restart::Never,
        ),
    ];
    let mut cases = Vec::new();
    for sampling in samplings {
        for (text, process, tables, restart) in &codings {
            for quality in [1, 30, 75, 100] {
                let mut options = format!("-baseline -quality {quality} {text}");
                options += &match sampling {
                    Some(factors) => {
                        let factors = factors.map(|(h, v)| format!("{h}x{v}"));
                        format!(" -sample {}", factors.join(","))
                    }
                    None => " -grayscale".into(),
                };
                cases.push(Case {
                    options: options.split_whitespace().map(str::to_owned).collect(),
                    settings: Settings {
                        sampling,
                        quantisation: Quantisation::Quality(quality),
                        coding: Coding {
                            process: process.clone(),
                            tables: tables.clone(),
                            restart: *restart,
                            entropy: match text.contains("arithmetic") {
                                true => EntropyCoding::Arithmetic,
                                false => EntropyCoding::Huffman,
                            },
                        },
                    },
                });
            }
        }
    }
    cases
}

#[test]
fn cjpeg_writes_the_same_files() {
    if !has_tool("cjpeg") {
        return;
    }
    let cases: Vec<(usize, Case)> = cases().into_iter().enumerate().collect();
    let faults = parallel(&cases, |(number, case)| {
        // Each case meets three of the sizes, so that all meet all options many times.
        let sizes = (0..3).map(|turn| (number + 3 * turn) % SIZES.len());
        let faults = sizes.filter_map(|size| {
            let (width, height) = SIZES[size];
            let picture = Picture::new(width, height, (number + size) as u32);
            let options: Vec<&str> = case.options.iter().map(String::as_str).collect();
            let theirs = output("cjpeg", &options, &picture.ppm()).expect("cjpeg encodes it");
            let ours = encode(&picture.pixels(), &case.settings, &Limits::default());
            let ours = ours.expect("it is encoded").bytes;
            (ours != theirs).then(|| format!("{width} × {height}, cjpeg {}", options.join(" ")))
        });
        faults.collect::<Vec<_>>()
    });
    report(faults);
}

/// The same without `cjpeg`: one hash of what all cases give, found equal to the hash of what `cjpeg` 2.1.5 gives.
#[test]
fn files_are_those_that_cjpeg_wrote() {
    let mut all = String::new();
    for (number, case) in cases().iter().enumerate() {
        // The first picture that each case meets above.
        let size = number % SIZES.len();
        let (width, height) = SIZES[size];
        let picture = Picture::new(width, height, (number + size) as u32);
        let written = encode(&picture.pixels(), &case.settings, &Limits::default());
        all += &sha256(&written.expect("it is encoded").bytes);
    }
    assert_eq!(sha256(all.as_bytes()), KNOWN);
}

const KNOWN: &str = "112f48b3686dd7d921073bd5977da97a832cb196df2c7455d1a8ea65184bceed";

/// Custom quantisers, and what pixels become with none lost: quality is in the quantisers alone.
#[test]
fn quantisers_of_ones_lose_next_to_nothing() {
    let picture = Picture::new(40, 24, 1);
    let settings = Settings {
        sampling: Some([(1, 1); 3]),
        quantisation: Quantisation::Tables(Box::new([[1; 64]; 2])),
        coding: Coding::default(),
    };
    let written = encode(&picture.pixels(), &settings, &Limits::default()).unwrap();
    let decoded = jpeg::decode(&written.bytes, &Options::default()).unwrap();
    assert!(decoded.warnings.is_empty());
    let pixels = decoded.value.rgba.chunks(4).flat_map(|p| &p[..3]);
    let far = pixels.zip(&picture.rgb).map(|(a, b)| a.abs_diff(*b)).max();
    // Half a step in colour conversion, twice, and as much in the transform, once more magnified by 1.772.
    assert!(far <= Some(4), "{far:?}");
}

/// The alpha is left out; grey pixels are grey in either kind of file.
#[test]
fn layouts() {
    let picture = Picture::new(19, 9, 2);
    let with_alpha: Vec<u8> = picture
        .rgb
        .chunks(3)
        .flat_map(|p| [p[0], p[1], p[2], p[1]])
        .collect();
    let rgba = Pixels {
        layout: Layout::Rgba,
        data: &with_alpha,
        ..picture.pixels()
    };
    let settings = Settings::default();
    let of = |pixels: &Pixels, settings: &Settings| {
        let written = encode(pixels, settings, &Limits::default());
        written.unwrap().bytes
    };
    assert_eq!(of(&rgba, &settings), of(&picture.pixels(), &settings));

    let luminance: Vec<u8> = picture.rgb.iter().step_by(3).copied().collect();
    let repeated: Vec<u8> = luminance.iter().flat_map(|&v| [v; 3]).collect();
    let grey = Pixels {
        layout: Layout::Grey,
        data: &luminance,
        ..picture.pixels()
    };
    let same = Pixels {
        data: &repeated,
        ..picture.pixels()
    };
    let one = Settings {
        sampling: None,
        ..Settings::default()
    };
    assert_eq!(of(&grey, &one), of(&same, &one));
    assert_eq!(of(&grey, &settings), of(&same, &settings));
}

/// What cannot be encoded is refused with a reason.
#[test]
fn refusals() {
    let picture = Picture::new(9, 9, 0);
    let refused = |pixels: &Pixels, settings: &Settings, limits: &Limits| {
        encode(pixels, settings, limits).unwrap_err().code
    };
    let (usual, limits) = (Settings::default(), Limits::default());
    let pixels = picture.pixels();
    for quality in [0, 101] {
        let odd = Settings {
            quantisation: Quantisation::Quality(quality),
            ..usual.clone()
        };
        assert_eq!(refused(&pixels, &odd, &limits), Code::Parameter);
    }
    let mut tables = [[16; 64]; 2];
    tables[1][63] = 0;
    let odd = Settings {
        quantisation: Quantisation::Tables(Box::new(tables)),
        ..usual.clone()
    };
    assert_eq!(refused(&pixels, &odd, &limits), Code::Parameter);
    for factors in [(3, 1), (0, 1), (5, 1)] {
        let odd = Settings {
            sampling: Some([(2, 2), factors, (1, 1)]),
            ..usual.clone()
        };
        assert_eq!(refused(&pixels, &odd, &limits), Code::BadSampling);
    }
    let short = Pixels {
        data: &picture.rgb[1..],
        ..pixels
    };
    assert_eq!(refused(&short, &usual, &limits), Code::Parameter);
    let empty = Pixels { width: 0, ..pixels };
    assert_eq!(refused(&empty, &usual, &limits), Code::ZeroDimension);
    let huge = Pixels {
        height: 65_536,
        ..pixels
    };
    assert_eq!(refused(&huge, &usual, &limits), Code::Parameter);
    let small = Limits {
        memory_bytes: 1000,
        ..limits
    };
    assert_eq!(refused(&pixels, &usual, &small), Code::LimitMemory);
}

/// One block, stage by stage: what is shown of it is what is in the file.
#[test]
fn stages_of_a_block() {
    let picture = Picture::new(37, 21, 4);
    let settings = Settings::default();
    let prepared = Prepared::new(&picture.pixels(), &settings, &Limits::default()).unwrap();
    let coefficients = prepared.coefficients();
    let written = coefficients.jfif(&settings.coding).unwrap();
    let read = jpeg::coefficients(&written.bytes, &Options::default())
        .unwrap()
        .value;
    let mut values = 0;
    for (index, component) in read.iter().enumerate() {
        let mut blocks = component.blocks.iter();
        for by in 0..component.blocks_down {
            let mut dc = 0;
            for bx in 0..component.blocks_across {
                let stages = prepared.block(index, bx, by).unwrap();
                assert_eq!(Some(&stages.quantised), blocks.next());
                let (first, rest) = stages.symbols.split_first().unwrap();
                dc += first.value;
                assert_eq!((first.k, first.run, dc), (0, 0, stages.quantised[0]));
                let mut k = 0;
                for &Symbol { k: at, run, value } in rest {
                    k += u32::from(run) + u32::from(value != 0);
                    assert_eq!(k, u32::from(at));
                    values += u64::from(value != 0);
                }
                values += u64::from(stages.quantised[0] != 0);
            }
        }
    }
    assert_eq!(prepared.block(0, 5, 0), None);
    assert_eq!(prepared.block(3, 0, 0), None);
    let sizes = prepared.sizes(&coefficients, &written);
    assert_eq!(sizes.nonzero, values);
    assert_eq!(sizes.pixel_bytes, 37 * 21 * 3);
    assert_eq!(sizes.sample_bytes, 37 * 21 + 2 * 19 * 11);
    assert_eq!(sizes.coefficients, 64 * (5 * 3 + 2 * 3 * 2));
    assert_eq!(sizes.file_bytes, written.bytes.len() as u64);
}
