//! Somebody else's description of a file against this trace of it: the suite of small images of every process, each with a
//! description of its segments and tables and with the picture it was made from. (The headers field by field: `syntax`.)

// Reads files: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "corpus/mod.rs"]
mod corpus;

use pixelbits::jpeg::syntax::tables::ZIGZAG;
use pixelbits::jpeg::syntax::{self, marker};
use pixelbits::jpeg::{self, ComponentBlocks, FileSpan, Tracer};
use pixelbits::trace::Role;
use pixelbits::Limits;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One file of the suite.
struct Described {
    name: String,
    path: PathBuf,
    data: Vec<u8>,
    segments: Vec<Value>,
}

/// The suite, or nothing (said loudly) where it is not there.
fn suite() -> Vec<Described> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/jpegsuite");
    let Ok(folders) = std::fs::read_dir(&root) else {
        eprintln!("SKIPPED: no corpus at {}", root.display());
        return Vec::new();
    };
    let mut found = Vec::new();
    for file in folders
        .flatten()
        .flat_map(|f| std::fs::read_dir(f.path()).unwrap())
    {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|e| e != "jpg") {
            continue;
        }
        let text = std::fs::read(path.with_extension("json")).unwrap();
        let json: Value = serde_json::from_slice(&text).unwrap();
        found.push(Described {
            name: path.strip_prefix(&root).unwrap().display().to_string(),
            data: std::fs::read(&path).unwrap(),
            segments: json["segments"].as_array().unwrap().clone(),
            path,
        });
    }
    assert_eq!(found.len(), 214);
    found
}

/// The symbols of a table by the length of their codes.
type Codes = Vec<Vec<i64>>;

/// A scan as it is described: its header, and the Huffman tables in force by class and destination.
struct Scan {
    header: Value,
    tables: BTreeMap<(String, i64), Codes>,
}

impl Described {
    fn spans(&self) -> Vec<FileSpan> {
        let mut tracer = Tracer::new(&self.data[..], &Limits::default());
        tracer.window(0..self.data.len() as u64 * 8)
    }

    fn frame(&self) -> &Value {
        let is_frame = |s: &&Value| s["type"].as_str().unwrap().starts_with("SOF");
        self.segments.iter().find(is_frame).unwrap()
    }

    /// Component identifiers, in the order of the frame.
    fn ids(&self) -> Vec<i64> {
        let components = self.frame()["components"].as_array().unwrap();
        components
            .iter()
            .map(|c| c["id"].as_i64().unwrap())
            .collect()
    }

    fn scans(&self) -> Vec<Scan> {
        let mut tables = BTreeMap::new();
        let mut scans = Vec::new();
        for segment in &self.segments {
            match segment["type"].as_str().unwrap() {
                "DHT" => {
                    for table in segment["tables"].as_array().unwrap() {
                        let class = table["class"].as_str().unwrap().to_owned();
                        let destination = table["destination"].as_i64().unwrap();
                        let symbols = serde_json::from_value(table["symbols"].clone()).unwrap();
                        tables.insert((class, destination), symbols);
                    }
                }
                "SOS" => scans.push(Scan {
                    header: segment.clone(),
                    tables: tables.clone(),
                }),
                _ => {}
            }
        }
        scans
    }

    fn is_lossless(&self) -> bool {
        self.name.starts_with("lossless")
    }
}

impl Scan {
    fn number(&self, key: &str, which: usize) -> i64 {
        self.header[key][which].as_i64().unwrap()
    }

    /// What the header says of the component with an identifier.
    fn component(&self, id: i64) -> &Value {
        let components = self.header["components"].as_array().unwrap();
        let found = components.iter().find(|c| c["component_id"] == id);
        found.expect("the scan has the component")
    }
}

#[test]
fn markers_of_the_trace_are_the_segments_described() {
    for file in suite() {
        let coded = ["DCT", "DCTSuccessive", "Lossless"];
        let names = file.segments.iter().map(|s| s["type"].as_str().unwrap());
        let theirs: Vec<&str> = names.filter(|name| !coded.contains(name)).collect();
        let spans = file.spans();
        let markers = spans.iter().filter(|s| s.role == Role::Marker);
        let ours: Vec<_> = markers
            .map(|s| marker::name(file.data[(s.end() / 8) as usize - 1]))
            .collect();
        assert_eq!(ours, theirs, "{}", file.name);
    }
}

#[test]
fn every_code_of_the_trace_is_in_the_table_described() {
    let mut codes = 0;
    for file in suite() {
        let (ids, scans) = (file.ids(), file.scans());
        for span in file.spans() {
            let Some(block) = span.block else {
                continue;
            };
            let name = &file.name;
            let scan = &scans[block.scan as usize];
            let component = scan.component(ids[usize::from(block.component)]);
            if !file.is_lossless() {
                let band =
                    scan.number("spectral_selection", 0)..=scan.number("spectral_selection", 1);
                assert!(band.contains(&span.k.into()), "{name}: {span:?}");
            }
            let refines = !file.is_lossless() && scan.number("approximation", 0) > 0;
            assert!(refines || span.role != Role::Correction, "{name}: {span:?}");
            let (class, key) = match span.role {
                Role::DcCode | Role::DiffCode => ("dc", "dc_table"),
                Role::AcCode | Role::EndOfBlock | Role::ZeroRun => ("ac", "ac_table"),
                _ => continue,
            };
            let destination = component[key].as_i64().unwrap();
            let table = &scan.tables[&(class.to_owned(), destination)];
            let of_length = &table[span.whole as usize - 1];
            assert!(of_length.contains(&span.value.into()), "{name}: {span:?}");
            codes += 1;
        }
    }
    assert!(codes == 0 || codes > 90_000, "{codes}");
}

/// Coefficients put together from what the spans say of each bit.
struct Rebuilt<'a> {
    file: &'a Described,
    scans: Vec<Scan>,
    blocks: BTreeMap<(u16, u32, u32), [i32; 64]>,
    /// The DC value before, without the scan's shift, by component.
    predictions: [i32; 4],
    scan: u32,
}

impl Rebuilt<'_> {
    fn take(&mut self, span: &FileSpan) {
        if span.before > 0 {
            return;
        }
        let Some(block) = span.block else {
            let code = self.file.data[(span.end() / 8) as usize - 1];
            if span.role == Role::Marker && (0xD0..=0xD7).contains(&code) {
                self.predictions = [0; 4];
            }
            return;
        };
        if block.scan != self.scan {
            (self.scan, self.predictions) = (block.scan, [0; 4]);
        }
        let shift = self.scans[block.scan as usize].number("approximation", 1);
        let key = (block.component, block.by, block.bx);
        let values = self.blocks.entry(key).or_insert([0; 64]);
        let prediction = &mut self.predictions[usize::from(block.component)];
        let slot = &mut values[usize::from(ZIGZAG[span.k as usize])];
        match span.role {
            // A size of 0 has no bits; others are told by their bits.
            Role::DcCode => *slot = *prediction << shift,
            Role::DcBits => {
                *prediction += span.value;
                *slot = *prediction << shift;
            }
            Role::AcBits | Role::Correction => *slot = span.value,
            _ => {}
        }
    }
}

#[test]
fn spans_tell_the_coefficients() {
    let mut compared = 0;
    for file in suite() {
        if file.is_lossless() || file.name.contains("arithmetic") {
            continue;
        }
        let mut rebuilt = Rebuilt {
            file: &file,
            scans: file.scans(),
            blocks: BTreeMap::new(),
            predictions: [0; 4],
            scan: 0,
        };
        for span in file.spans() {
            rebuilt.take(&span);
        }
        let decoded = jpeg::coefficients(&file.data, &corpus::options()).unwrap();
        for (component, c) in decoded.value.iter().enumerate() {
            for (at, block) in (0u32..).zip(&c.blocks) {
                let key = (component as u16, at / c.blocks_across, at % c.blocks_across);
                let told = rebuilt.blocks.get(&key).copied().unwrap_or([0; 64]);
                assert_eq!(block.map(i32::from), told, "{}: {key:?}", file.name);
                compared += 1;
            }
        }
    }
    assert!(compared == 0 || compared > 1_200, "{compared}");
}

/// The picture that a grey file was made from: width, largest value, samples.
fn source(file: &Described) -> Option<(usize, f64, Vec<f64>)> {
    let stem = file.path.file_stem()?.to_str()?;
    let name = if stem.starts_with("32x32") {
        "32x32x16_grayscale.pgm".into()
    } else {
        format!("{stem}.pgm")
    };
    let bytes = std::fs::read(file.path.parent()?.parent()?.join("source").join(name)).ok()?;
    let mut words = Vec::new();
    let mut at = 0;
    while words.len() < 4 {
        let end = at + bytes[at..].iter().position(u8::is_ascii_whitespace)?;
        words.push(std::str::from_utf8(&bytes[at..end]).ok()?);
        at = end + 1;
    }
    let (width, largest): (usize, u32) = (words[1].parse().ok()?, words[3].parse().ok()?);
    let samples = match largest {
        ..256 => bytes[at..].iter().map(|&b| f64::from(b)).collect(),
        _ => {
            let pairs = bytes[at..].chunks_exact(2);
            pairs
                .map(|b| f64::from(u16::from_be_bytes([b[0], b[1]])))
                .collect()
        }
    };
    Some((width, largest.into(), samples))
}

/// One coefficient of the definition, T.81 A.3.3.
fn transformed(samples: &[f64; 64], u: usize, v: usize) -> f64 {
    use std::f64::consts::{FRAC_1_SQRT_2, PI};
    let norm = |n: usize| if n == 0 { FRAC_1_SQRT_2 } else { 1.0 };
    let wave = |x: usize, u: usize| ((2 * x + 1) as f64 * u as f64 * PI / 16.0).cos();
    let terms = (0..64).map(|i| samples[i] * wave(i % 8, u) * wave(i / 8, v));
    norm(u) * norm(v) / 4.0 * terms.sum::<f64>()
}

#[test]
fn coefficients_are_those_of_the_source() {
    let mut compared = 0;
    for file in suite() {
        if file.is_lossless() || file.ids().len() != 1 {
            continue;
        }
        let Some((width, largest, samples)) = source(&file) else {
            continue;
        };
        let precision = file.frame()["precision"].as_i64().unwrap();
        let white = f64::from((1 << precision) - 1);
        let height = samples.len() / width;
        let tables = file.segments.iter().find(|s| s["type"] == "DQT").unwrap();
        let rows: Vec<Vec<f64>> =
            serde_json::from_value(tables["tables"][0]["values"].clone()).unwrap();
        let decoded = jpeg::coefficients(&file.data, &corpus::options()).unwrap();
        let ComponentBlocks {
            blocks_across,
            blocks,
            ..
        } = &decoded.value[0];
        for (at, block) in blocks.iter().enumerate() {
            let (bx, by) = (at % *blocks_across as usize, at / *blocks_across as usize);
            // What stands beyond the edge is the encoder's choice.
            if 8 * bx + 8 > width || 8 * by + 8 > height {
                continue;
            }
            let centred: [f64; 64] = std::array::from_fn(|i| {
                let sample = samples[(8 * by + i / 8) * width + 8 * bx + i % 8];
                (sample * white / largest).round() - (white + 1.0) / 2.0
            });
            for (i, &value) in block.iter().enumerate() {
                let wanted = transformed(&centred, i % 8, i / 8) / rows[i / 8][i % 8];
                let off = (wanted - f64::from(value)).abs();
                assert!(off <= 1.0, "{}: {bx} {by} {i}: {wanted} {value}", file.name);
                compared += 1;
            }
        }
    }
    assert!(compared == 0 || compared > 10_000, "{compared}");
}

#[test]
fn sizes_are_those_described() {
    for file in suite() {
        let structure = syntax::parse(&file.data, &Limits::default());
        let frame = file.frame();
        let lines = file
            .segments
            .iter()
            .find(|s| s["type"] == "DNL")
            .unwrap_or(frame);
        let geometry = Tracer::with_tables(&file.data[..], structure, None, &Limits::default())
            .geometry()
            .map(|g| (g.width, g.height));
        let described = (&frame["samples_per_line"], &lines["number_of_lines"]);
        let described = (
            described.0.as_u64().unwrap() as u32,
            described.1.as_u64().unwrap() as u32,
        );
        assert_eq!(geometry, Some(described), "{}", file.name);
    }
}
