//! The command line: what it writes, how it ends, and that it leaves nothing behind where it refuses.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "cli/converting.rs"]
mod converting;
#[path = "cli/unpacking.rs"]
mod unpacking;
#[path = "cli/writing.rs"]
mod writing;

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of one test's own, empty at first.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, contents: &[u8]) {
        fs::write(self.0.join(name), contents).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Runs `pixelbits` there.
    fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, b"")
    }

    fn run_with(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pixelbits"))
            .args(arguments)
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let feeder = std::thread::spawn(move || stdin.write_all(&input));
        let output = child.wait_with_output().unwrap();
        let _ = feeder.join();
        output
    }

    /// Runs it and expects it to end cleanly.
    fn clean(&self, arguments: &[&str]) -> Vec<u8> {
        let output = self.run(arguments);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            (output.status.code(), &*complaint),
            (Some(0), ""),
            "{arguments:?}"
        );
        output.stdout
    }

    /// Runs it and expects one sentence, which it returns, and nothing else.
    fn refused(&self, arguments: &[&str]) -> String {
        let before = self.names();
        let output = self.run(arguments);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {complaint}");
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert_eq!(self.names(), before, "{arguments:?}");
        complaint
    }
}

/// A baseline file of `components` components, 8 lines high: every quantiser 8; DC code 0 = no difference, 10 = 7 bits;
/// AC code 0 = end of block.
fn jpeg(width: u8, components: u8, exif_orientation: Option<u8>, data: &[u8]) -> Vec<u8> {
    let mut file = vec![0xFF, 0xD8];
    let mut segment = |marker: u8, contents: &[u8]| {
        let length = (contents.len() + 2) as u16;
        file.extend([0xFF, marker]);
        file.extend(length.to_be_bytes());
        file.extend(contents);
    };
    if let Some(orientation) = exif_orientation {
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        segment(0xE1, &exif);
    }
    segment(0xDB, &[&[0][..], &[8; 64]].concat());
    let mut frame = vec![8, 0, 8, 0, width, components];
    (1..=components).for_each(|id| frame.extend([id, 0x11, 0]));
    segment(0xC0, &frame);
    let bits = |first: [u8; 2]| [&first[..], &[0; 14]].concat();
    segment(0xC4, &[&[0x00][..], &bits([1, 1]), &[0, 7]].concat());
    segment(0xC4, &[&[0x10][..], &bits([1, 0]), &[0]].concat());
    let mut scan = vec![components];
    (1..=components).for_each(|id| scan.extend([id, 0]));
    scan.extend([0, 63, 0]);
    segment(0xDA, &scan);
    file.extend(data);
    file.extend([0xFF, 0xD9]);
    file
}

/// Two grey blocks side by side: 10 1000000 0 (difference 64: 128 + 64·8/8 = 192), 10 0111111 0 (difference −64: 128).
fn two_blocks(exif_orientation: Option<u8>) -> Vec<u8> {
    jpeg(16, 1, exif_orientation, &[0xA0, 0x27, 0xEF])
}

/// The grey samples of `two_blocks` as stored: 8 lines of 8 × 192, 8 × 128.
fn two_blocks_samples() -> Vec<u8> {
    [[192; 8], [128; 8]].concat().repeat(8)
}

/// One block, three components, all 128.
fn three_components() -> Vec<u8> {
    jpeg(8, 3, None, &[0x03])
}

#[test]
fn decodes_to_every_format() {
    let scratch = Scratch::new("formats");
    let samples = two_blocks_samples();
    scratch.file("a.jpg", &two_blocks(None));
    scratch.clean(&["decode", "a.jpg", "-o", "a.pgm"]);
    assert_eq!(
        scratch.read("a.pgm"),
        [b"P5\n16 8\n255\n", &samples[..]].concat()
    );

    let rgb: Vec<u8> = samples.iter().flat_map(|&v| [v; 3]).collect();
    scratch.clean(&["decode", "a.jpg", "-o", "a.PPM"]);
    assert_eq!(
        scratch.read("a.PPM"),
        [b"P6\n16 8\n255\n", &rgb[..]].concat()
    );

    scratch.clean(&["decode", "a.jpg", "-o", "a.pam"]);
    let header = b"P7\nWIDTH 16\nHEIGHT 8\nDEPTH 1\nMAXVAL 255\nTUPLTYPE GRAYSCALE\nENDHDR\n";
    assert_eq!(scratch.read("a.pam"), [header, &samples[..]].concat());

    scratch.clean(&["decode", "a.jpg", "-o", "a.bmp"]);
    // Every row alike, so that their order does not show.
    assert_eq!(scratch.read("a.bmp")[54..], rgb);
    scratch.clean(&["decode", "a.jpg", "-o", "two.bmp", "--depth", "1"]);
    assert_eq!(scratch.read("two.bmp")[62..], [0xFF, 0x00, 0, 0].repeat(8));

    scratch.clean(&["decode", "a.jpg", "-o", "a.png"]);
    let file = std::io::Cursor::new(scratch.read("a.png"));
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.width, info.height), (16, 8));
    assert_eq!(info.color_type, png::ColorType::Grayscale);
    assert_eq!(pixels, samples);

    scratch.file("rgb.jpg", &three_components());
    scratch.clean(&["decode", "rgb.jpg", "-o", "rgb.ppm"]);
    assert_eq!(
        scratch.read("rgb.ppm"),
        [&b"P6\n8 8\n255\n"[..], &[128; 192]].concat()
    );
    let complaint = scratch.refused(&["decode", "rgb.jpg", "-o", "rgb.pgm"]);
    assert!(complaint.contains("3 components"), "{complaint}");
}

#[test]
fn orientation_is_applied_unless_declined() {
    let scratch = Scratch::new("orientation");
    scratch.file("a.jpg", &two_blocks(Some(6)));
    let upright = [&b"P5\n8 16\n255\n"[..], &[192; 64], &[128; 64]].concat();
    assert_eq!(
        scratch.clean(&["decode", "a.jpg", "-o", "-", "--format", "pgm"]),
        upright
    );
    let stored = [b"P5\n16 8\n255\n", &two_blocks_samples()[..]].concat();
    let arguments = [
        "decode",
        "a.jpg",
        "-o",
        "-",
        "--format",
        "pgm",
        "--no-orient",
    ];
    assert_eq!(scratch.clean(&arguments), stored);
    // Planes are never turned.
    assert_eq!(
        scratch.clean(&["planes", "a.jpg", "-o", "-"]),
        two_blocks_samples()
    );
}

#[test]
fn coefficients_in_natural_order() {
    let scratch = Scratch::new("coefficients");
    scratch.file("a.jpg", &two_blocks(None));
    let mut expected = vec![0; 256];
    expected[0] = 64;
    assert_eq!(
        scratch.clean(&["coefficients", "a.jpg", "-o", "-"]),
        expected
    );
}

#[test]
fn warnings_end_with_one() {
    let scratch = Scratch::new("warnings");
    let mut file = two_blocks(None);
    file.truncate(file.len() - 2);
    scratch.file("a.jpg", &file);
    let output = scratch.run(&["decode", "a.jpg", "-o", "a.pgm"]);
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.starts_with("pixelbits: warning: "), "{complaint}");
    assert_eq!(scratch.read("a.pgm")[12..], two_blocks_samples());
    assert_eq!(scratch.run(&["inspect", "a.jpg"]).status.code(), Some(1));
    assert_eq!(scratch.run(&["trace", "a.jpg"]).status.code(), Some(1));
}

#[test]
fn refusals_leave_nothing_behind() {
    let scratch = Scratch::new("refusals");
    scratch.file("note.txt", b"This is no picture.\n");
    scratch.file("empty", b"");
    scratch.file("kept.ppm", b"older");
    for file in ["note.txt", "empty", "missing.jpg"] {
        for output in ["new.ppm", "kept.ppm", "new.bmp", "new.png", "new.pam"] {
            scratch.refused(&["decode", file, "-o", output]);
        }
        scratch.refused(&["planes", file, "-o", "new.raw"]);
        scratch.refused(&["coefficients", file, "-o", "new.raw"]);
        scratch.refused(&["inspect", file]);
        scratch.refused(&["inspect", file, "--json"]);
        scratch.refused(&["trace", file]);
        scratch.refused(&["bits", file, "--pixels", "rgb", "-o", "new.txt"]);
    }
    assert_eq!(scratch.read("kept.ppm"), b"older");
    scratch.file("a.jpg", &two_blocks(None));
    scratch.refused(&["decode", "a.jpg", "-o", "a.gif"]);
    scratch.refused(&["decode", "a.jpg", "-o", "-"]);
    scratch.refused(&["decode", "a.jpg", "-o", "no/such/folder.ppm"]);
    scratch.refused(&["decode", "a.jpg", "-o", ".", "--format", "ppm"]);
    scratch.refused(&["bits", "a.jpg", "--columns", "picture"]);
}

#[test]
fn wrong_arguments_end_with_two() {
    let scratch = Scratch::new("arguments");
    scratch.file("a.jpg", &two_blocks(None));
    for arguments in [
        &[][..],
        &["draw"],
        &["decode"],
        &["decode", "a.jpg"],
        &["bits", "a.jpg", "--columns", "0"],
        &["bits", "a.jpg", "--columns", "4097"],
        &["bits", "a.jpg", "--columns", "many"],
        &["bits", "a.jpg", "--pixels", "cmyk"],
        &["trace", "a.jpg", "--from", "-1"],
    ] {
        assert_eq!(
            scratch.run(arguments).status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
    assert_eq!(scratch.run(&["--help"]).status.code(), Some(0));
}

#[test]
fn bits_and_back() {
    let scratch = Scratch::new("bits");
    let bytes: Vec<u8> = (0..20_000u32).map(|n| ((n * n) >> 5) as u8).collect();
    scratch.file("a.bin", &bytes);
    let text = String::from_utf8(scratch.clean(&["bits", "a.bin"])).unwrap();
    assert_eq!(text.lines().count(), 20_000 / 8);
    assert!(text.lines().all(|line| line.len() == 64));

    let layouts: [&[&str]; 7] = [
        &[],
        &["--columns", "all"],
        &["--columns", "4096", "--group"],
        &["--columns", "13", "--offsets"],
        &["--group", "--offsets"],
        &["--notation", "hex", "--offsets"],
        &["--notation", "decimal", "--columns", "7"],
    ];
    for layout in layouts {
        scratch.clean(&[&["bits", "a.bin", "-o", "a.txt"], layout].concat());
        scratch.clean(&["unbits", "a.txt", "-o", "b.bin"]);
        assert!(scratch.read("b.bin") == bytes, "{layout:?}");
        let text = scratch.clean(&[&["bits", "a.bin"], layout].concat());
        assert!(text == scratch.read("a.txt"));
        let back = scratch.run_with(&["unbits", "-", "-o", "-"], &text);
        assert!(back.stdout == bytes && back.status.success(), "{layout:?}");
    }
    let output = scratch.run_with(&["bits", "-", "--group"], &[0xFF, 0x01]);
    assert_eq!(output.stdout, b"11111111 00000001\n");
}

#[test]
fn bits_of_pixels() {
    let scratch = Scratch::new("pixels");
    scratch.file("a.jpg", &two_blocks(None));
    let text = |arguments: &[&str]| {
        let text = scratch.clean(&[&["bits", "a.jpg"], arguments].concat());
        String::from_utf8(text).unwrap()
    };
    assert_eq!(text(&["--pixels", "1"]), "1111111111111111\n".repeat(8));
    let first = text(&["--pixels", "grey", "--columns", "picture"]);
    let row = "11000000".repeat(8) + &"10000000".repeat(8) + "\n";
    assert_eq!(first, row.repeat(8));
    let hex = text(&["--pixels", "rgb", "--notation", "hex", "--columns", "3"]);
    assert_eq!(hex.lines().count(), 128);
    assert_eq!(
        (hex.lines().next(), hex.lines().last()),
        (Some("C0 C0 C0"), Some("80 80 80"))
    );
}

#[test]
fn unbits_names_line_and_column() {
    let scratch = Scratch::new("unbits");
    for (text, expected) in [
        (
            "01010101\r\n0101x101\r\n",
            "line 2, column 5: character 'x'",
        ),
        ("0101\n\u{E9}", "line 2, column 1: character '\u{E9}'"),
        (
            "01010101\n010\n",
            "line 2, column 4: the text ends 5 bits short",
        ),
        (
            "FF D8 1",
            "line 1, column 7: a byte is written with 1 digits",
        ),
    ] {
        scratch.file("a.txt", text.as_bytes());
        let complaint = scratch.refused(&["unbits", "a.txt", "-o", "a.bin"]);
        assert!(complaint.contains(expected), "{complaint} / {expected}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let scratch = Scratch::new("pipe");
    scratch.file("a.bin", &vec![7; 1 << 20]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_pixelbits"))
        .args(["bits", "a.bin"])
        .current_dir(&scratch.0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut some = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

/// A device is written to, not replaced; a link stays a link.
#[cfg(unix)]
#[test]
fn special_files_stay_what_they_are() {
    let scratch = Scratch::new("special");
    scratch.file("a.txt", b"01010101");
    scratch.clean(&["unbits", "a.txt", "-o", "/dev/null"]);
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    scratch.file("target", b"old");
    std::os::unix::fs::symlink("target", scratch.0.join("link")).unwrap();
    scratch.clean(&["unbits", "a.txt", "-o", "link"]);
    assert_eq!(scratch.read("target"), [0x55]);
    assert!(fs::symlink_metadata(scratch.0.join("link"))
        .unwrap()
        .is_symlink());
}

/// Objects of a trace, one a line.
fn spans(lines: &[u8]) -> Vec<Value> {
    let lines = std::str::from_utf8(lines).unwrap().lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_trace_tiles_the_file() {
    let scratch = Scratch::new("trace");
    let file = two_blocks(Some(1));
    scratch.file("a.jpg", &file);
    let all = spans(&scratch.clean(&["trace", "a.jpg", "--json"]));
    let mut end = 0;
    for span in &all {
        assert_eq!(span["start"], end, "{span}");
        end += span["bits"].as_u64().unwrap();
    }
    assert_eq!(end, file.len() as u64 * 8);

    // The 20 bits of the two blocks, and the padding.
    let data = (file.len() as u64 - 5) * 8;
    let coded: Vec<&Value> = all
        .iter()
        .filter(|s| s["start"].as_u64() >= Some(data))
        .collect();
    let shape: Vec<_> = coded
        .iter()
        .map(|s| (s["role"].as_str().unwrap(), s["bits"].as_u64().unwrap()))
        .collect();
    let block = [("dc-code", 2), ("dc-bits", 7), ("end-of-block", 1)];
    assert_eq!(
        shape,
        [&block[..], &block, &[("padding", 4), ("marker", 16)]].concat()
    );
    assert_eq!(
        (&coded[1]["value"], &coded[4]["value"]),
        (&64.into(), &(-64).into())
    );
    for (place, span) in coded[..6].iter().enumerate() {
        let numbers = ["scan", "component", "mcu", "bx", "by", "k"].map(|key| &span[key]);
        // A block's third span ends it before its first AC coefficient.
        let (block, k) = (place / 3, usize::from(place % 3 == 2));
        assert_eq!(
            numbers,
            [0, 0, block, block, 0, k].map(Value::from).each_ref()
        );
    }
    assert!(
        all.iter().any(|s| s["path"] == "SOF0/P"),
        "a header field has a path"
    );

    let (from, bits) = ((data + 5).to_string(), "6");
    let some =
        spans(&scratch.clean(&["trace", "a.jpg", "--json", "--from", &from, "--bits", bits]));
    assert_eq!(some.iter().collect::<Vec<_>>(), coded[1..4]);
    let text = scratch.clean(&["trace", "a.jpg"]);
    assert_eq!(text.iter().filter(|&&b| b == b'\n').count(), all.len());
}

#[test]
fn the_leaves_of_an_inspection_tile_the_file() {
    let scratch = Scratch::new("inspect");
    let file = two_blocks(Some(6));
    scratch.file("a.jpg", &file);
    let report: Value =
        serde_json::from_slice(&scratch.clean(&["inspect", "a.jpg", "--json"])).unwrap();
    assert_eq!(
        (&report["format"], &report["errors"]),
        (&"jpeg".into(), &Value::Array(vec![]))
    );
    let mut end = 0;
    let fields = report["fields"].as_array().unwrap();
    for leaf in fields.iter().filter(|f| f["shape"] == "leaf") {
        assert_eq!(leaf["start"], end, "{leaf}");
        end += leaf["bits"].as_u64().unwrap();
    }
    assert_eq!(end, file.len() as u64 * 8);
    let text = String::from_utf8(scratch.clean(&["inspect", "a.jpg"])).unwrap();
    assert_eq!(text.lines().count(), fields.len());
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// Samples without the header of a PAM file.
fn pam_samples(file: &[u8]) -> &[u8] {
    let end = b"ENDHDR\n";
    let at = file.windows(end.len()).position(|w| w == end).unwrap();
    &file[at + end.len()..]
}

/// Some of the corpus through the program: planes, coefficients, samples as the manifest has them.
#[test]
fn corpus_files_as_the_reference_has_them() {
    let corpus = Path::new("../shared/corpus/jpeg-made").canonicalize();
    let Ok(corpus) = corpus else {
        eprintln!("SKIPPED: there is no corpus");
        return;
    };
    let manifest = fs::read(corpus.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let scratch = Scratch::new("corpus");
    let is_ours = |entry: &&Value| {
        // "SOF0 baseline"
        let process = entry["jpeg"]["sof"].as_str().unwrap_or("");
        let process = process.split(' ').next().unwrap_or("");
        entry["class"] == "valid"
            && entry["jpeg"]["precision"] == 8
            && ["SOF0", "SOF1", "SOF2"].contains(&process)
            && entry["reference"]["exit"] == 0
            // These files' warnings are about what their metadata say.
            && entry["family"] != "metadata"
            && entry["family"] != "colourspace"
    };
    let entries = manifest["entries"].as_array().unwrap();
    let mut compared = 0;
    for entry in entries.iter().filter(is_ours).step_by(8) {
        let reference = &entry["reference"];
        let path = corpus.join(entry["file"].as_str().unwrap());
        let path = path.to_str().unwrap();
        let mut compare = |key: &str, bytes: &[u8]| {
            if let Some(expected) = reference[key].as_str() {
                assert_eq!(hash(bytes), expected, "{key} of {path}");
                compared += 1;
            }
        };
        // Where the two paths of the reference differ, its planes are those of the other path.
        let two_paths = reference["nosimd_sha256"].is_string();
        if !two_paths {
            let planes = scratch.clean(&["planes", path, "-o", "-"]);
            compare("planes_sha256", &planes);
        }
        compare(
            "coef_sha256",
            &scratch.clean(&["coefficients", path, "-o", "-"]),
        );
        let arguments = ["decode", path, "-o", "-", "--format", "pam", "--no-orient"];
        let pam = scratch.clean(&arguments);
        let key = match two_paths {
            true => "nosimd_sha256",
            false => "sha256",
        };
        compare(key, pam_samples(&pam));
    }
    assert!(compared > 60, "only {compared} compared");
}

/// What BMP, PNG and netpbm files hold comes out of every command, whatever they are called.
#[test]
fn other_formats() {
    let scratch = Scratch::new("formats");
    let text = b"P3 2 1 255  1 2 3  4 5 6\n";
    scratch.file("a", text);
    let binary = b"P6\n2 1\n255\n\x01\x02\x03\x04\x05\x06";
    scratch.clean(&["decode", "a", "-o", "a.ppm"]);
    assert_eq!(scratch.read("a.ppm"), binary);
    for picture in ["b.bmp", "b.png", "b.pam"] {
        scratch.clean(&["decode", "a", "-o", picture]);
        scratch.clean(&["decode", picture, "-o", "b.ppm"]);
        assert_eq!(scratch.read("b.ppm"), binary, "{picture}");
        scratch.clean(&["inspect", picture]);
        let hex = ["bits", picture, "--pixels", "rgb", "--notation", "hex"];
        assert_eq!(scratch.clean(&hex), b"01 02 03 04 05 06\n", "{picture}");
    }
    let trace = String::from_utf8(scratch.clean(&["trace", "b.bmp"])).unwrap();
    let row = trace.lines().find(|line| line.contains("(1, 0) green"));
    let row = row
        .unwrap()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert_eq!(
        row,
        "0x003A:0 8 pixel Pixels/Row[0] pixel (1, 0) green value 5"
    );
    let json = String::from_utf8(scratch.clean(&["trace", "a", "--json"])).unwrap();
    let mut at = 0;
    for line in json.lines() {
        let span: Value = serde_json::from_str(line).unwrap();
        assert_eq!(span["start"], at);
        at += span["bits"].as_u64().unwrap();
    }
    assert_eq!(at, text.len() as u64 * 8);
    // Opacity is kept where the output has it.
    let alpha =
        b"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n\x01\x02\x03\x04";
    scratch.file("alpha.pam", alpha);
    scratch.clean(&["decode", "alpha.pam", "-o", "alpha.png"]);
    scratch.clean(&["decode", "alpha.png", "-o", "back.pam"]);
    assert_eq!(scratch.read("back.pam"), alpha);
    // A part of the picture's size, as a JPEG's.
    scratch.clean(&["decode", "b.bmp", "--scale", "1/2", "-o", "half.ppm"]);
    assert!(scratch.read("half.ppm").starts_with(b"P6\n1 1\n255\n"));
}
