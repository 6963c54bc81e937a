//! Where the bits of a file went: the sums close, and they are those of the trace.

// Reads files: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "corpus/mod.rs"]
mod corpus;

use pixelbits::jpeg::statistics::{
    likeness, Base, Gathered, Gathering, IndexBits, Statistics, CELL, ROLES,
};
use pixelbits::jpeg::syntax::tables::{QuantTable, LUMINANCE_QUANTISERS, ZIGZAG};
use pixelbits::jpeg::syntax::{self, Content, Structure};
use pixelbits::jpeg::{self, FileSpan, TableStream, Tracer};
use pixelbits::trace::Role;
use pixelbits::Limits;
use std::collections::{BTreeMap, BTreeSet};

/// Larger files are only summed up: their traces take long.
const TRACED_BYTES: usize = 200_000;

fn gather(data: &[u8]) -> Statistics {
    let limits = Limits::default();
    let structure = syntax::parse(data, &limits);
    let mut gathering = Gathering::new(data, structure, None, &limits);
    let mut before = 0;
    while let Gathered::Progress(reached, total) = gathering.step() {
        assert!(reached <= total && total == data.len());
        before = before.max(reached);
    }
    assert_eq!(gathering.step(), Gathered::Done);
    gathering.into_statistics()
}

/// Every file there is, with its name.
fn each_file(work: impl Fn(&str, &[u8]) + Sync) {
    let mut entries = corpus::fixtures();
    match corpus::gathered() {
        Some(gathered) => entries.extend(gathered),
        None => assert!(entries.len() > 300),
    }
    corpus::parallel(&entries, |entry| work(&entry.name, &entry.read()));
}

/// Where a table is defined (index of its segment and number in it; `None`: in another stream), class, destination.
type Table = (Option<(usize, usize)>, bool, u8);

/// Uses by table and symbol; −1 where bits matched none.
type Uses = BTreeMap<Table, BTreeMap<i32, u64>>;

/// The same sums, the slow way: from the spans of the whole file.
#[derive(Default)]
struct Slow {
    by_role: [u64; ROLES],
    /// By index of the segment.
    scans: BTreeMap<usize, ([u64; ROLES], u64)>,
    /// Those of them that hold bits of a block.
    decoded: BTreeSet<usize>,
    /// By frame and component.
    components: BTreeMap<(usize, usize), Component>,
    uses: Uses,
}

#[derive(Clone)]
struct Component {
    by_role: [u64; ROLES],
    by_index: [IndexBits; 64],
    cells: BTreeMap<(u32, u32), u64>,
    end_runs: (u64, u64, u64),
}

impl Default for Component {
    fn default() -> Self {
        Self {
            by_role: [0; ROLES],
            by_index: [IndexBits::default(); 64],
            cells: BTreeMap::new(),
            end_runs: (0, 0, 0),
        }
    }
}

fn slow(data: &[u8]) -> Slow {
    let mut tracer = Tracer::new(data, &Limits::default());
    let spans = tracer.window(0..data.len() as u64 * 8);
    let frames: Vec<_> = tracer.scan_frames().into_iter().cloned().collect();
    let mut numbers: Vec<u64> = Vec::new();
    for frame in &frames {
        if numbers.last() != Some(&frame.at) {
            numbers.push(frame.at);
        }
    }
    let structure = tracer.structure();
    let mut slow = Slow::default();
    for span in &spans {
        let bits = u64::from(span.bits);
        slow.by_role[span.role as usize] += bits;
        let segment = structure.segment_at((span.start / 8) as usize).unwrap();
        if structure.segments[segment].content == Content::EntropyCoded {
            let (sums, decisions) = slow.scans.entry(segment).or_insert(([0; ROLES], 0));
            sums[span.role as usize] += bits;
            if span.role == Role::Arithmetic && span.before == 0 {
                *decisions += u64::try_from(span.value).unwrap();
            }
        }
        let Some(block) = span.block else {
            continue;
        };
        slow.decoded.insert(segment);
        let geometry = &frames[block.scan as usize];
        let frame = numbers.iter().position(|&at| at == geometry.at).unwrap();
        let index = usize::from(block.component);
        let component = slow.components.entry((frame, index)).or_default();
        component.by_role[span.role as usize] += bits;
        let unit = geometry.data_unit;
        let cell = (block.bx * unit / CELL, block.by * unit / CELL);
        *component.cells.entry(cell).or_default() += bits;
        if unit == 8 {
            let of_index = &mut component.by_index[span.k as usize];
            *match span.role.name() {
                "dc-code" | "ac-code" | "arithmetic" => &mut of_index.code,
                "dc-bits" | "ac-bits" => &mut of_index.value,
                "correction" => &mut of_index.correction,
                _ => &mut of_index.end,
            } += bits;
        }
        if span.before > 0 {
            continue;
        }
        if span.role == Role::EobRunBits {
            let blocks = span.value as u64;
            let (runs, sum, longest) = component.end_runs;
            component.end_runs = (runs + 1, sum + blocks, longest.max(blocks));
        }
        if let Some((table, destination)) = table_of(structure, segment, span, geometry) {
            let symbols = slow
                .uses
                .entry((table, is_ac(span), destination))
                .or_default();
            let symbol = if span.whole > 16 { -1 } else { span.value };
            *symbols.entry(symbol).or_default() += 1;
        }
    }
    slow
}

fn is_ac(span: &FileSpan) -> bool {
    matches!(span.role, Role::AcCode | Role::EndOfBlock | Role::ZeroRun)
}

/// The table that a code is of: the last one of its class and destination before the scan; segment and number in it.
fn table_of(
    structure: &Structure,
    segment: usize,
    span: &FileSpan,
    geometry: &jpeg::frame::Geometry,
) -> Option<(Option<(usize, usize)>, u8)> {
    if !is_ac(span) && !matches!(span.role, Role::DcCode | Role::DiffCode) {
        return None;
    }
    let Content::Scan(header) = &structure.segments[segment - 1].content else {
        panic!("no scan before its data");
    };
    // Components of the same name are taken in their order.
    let id = geometry.components[usize::from(span.block?.component)].id;
    let same = |c: &jpeg::frame::Component| c.id == id;
    let before = geometry.components[..usize::from(span.block?.component)].iter();
    let nth = before.filter(|c| same(c)).count();
    let of_scan = header.components.iter().filter(|c| c.id == id).nth(nth)?;
    let destination = if is_ac(span) { of_scan.ta } else { of_scan.td };
    let mut found = None;
    for (index, s) in structure.segments[..segment].iter().enumerate() {
        if let Content::HuffmanTables(list) = &s.content {
            for (number, table) in list.iter().enumerate() {
                if (table.ac, table.destination) == (is_ac(span), destination) {
                    found = Some((index, number));
                }
            }
        }
    }
    Some((found, destination))
}

/// The uses of every table that was used, in the words of [`Slow`].
fn uses(statistics: &Statistics) -> Uses {
    let mut all = BTreeMap::new();
    let mut number = (usize::MAX, 0);
    for table in &statistics.tables {
        let key = table.segment.map(|segment| {
            number = (segment, if number.0 == segment { number.1 + 1 } else { 0 });
            number
        });
        let mut symbols: BTreeMap<i32, u64> = (0..256)
            .filter(|&symbol| table.uses[symbol] > 0)
            .map(|symbol| (symbol as i32, table.uses[symbol]))
            .collect();
        if table.mismatches > 0 {
            symbols.insert(-1, table.mismatches);
        }
        if !symbols.is_empty() {
            all.insert((key, table.spec.ac, table.spec.destination), symbols);
        }
    }
    all
}

#[test]
fn sums_close() {
    each_file(|name, data| {
        let statistics = gather(data);
        let bits = data.len() as u64 * 8;
        assert_eq!(statistics.by_role.iter().sum::<u64>(), bits, "{name}");
        let structure = syntax::parse(data, &Limits::default());
        for scan in &statistics.scans {
            let bytes = structure.segments[scan.segment].bytes.len() as u64;
            assert_eq!(scan.by_role.iter().sum::<u64>(), bytes * 8, "{name}");
        }
        for frame in &statistics.frames {
            for c in &frame.components {
                let all = c.by_role.iter().sum::<u64>();
                let cells: u64 = c.grid.bits.iter().map(|&b| u64::from(b)).sum();
                assert_eq!(cells, all, "{name}");
                let indices: u64 = c.by_index.iter().map(IndexBits::sum).sum();
                let wanted = if frame.geometry.data_unit == 8 {
                    all
                } else {
                    0
                };
                assert_eq!(indices, wanted, "{name}");
            }
        }
    });
}

#[test]
fn sums_are_those_of_the_trace() {
    each_file(|name, data| {
        if data.len() > TRACED_BYTES {
            return;
        }
        let (fast, slow) = (gather(data), slow(data));
        assert_eq!(fast.by_role, slow.by_role, "{name}");
        let scans = fast
            .scans
            .iter()
            .map(|s| (s.segment, (s.by_role, s.decisions)));
        let decoded: BTreeMap<_, _> = scans.collect();
        for (segment, sums) in &slow.scans {
            match decoded.get(segment) {
                Some(own) => assert_eq!(own, sums, "{name}: {segment}"),
                None => assert!(!slow.decoded.contains(segment), "{name}: {segment}"),
            }
        }
        for (f, frame) in fast.frames.iter().enumerate() {
            for (index, c) in frame.components.iter().enumerate() {
                let none = Component::default();
                let other = slow.components.get(&(f, index)).unwrap_or(&none);
                assert_eq!(c.by_role, other.by_role, "{name}: {f} {index}");
                assert_eq!(c.by_index, other.by_index, "{name}: {f} {index}");
                for (at, &bits) in c.grid.bits.iter().enumerate() {
                    let cell = (at as u32 % c.grid.across, at as u32 / c.grid.across);
                    let wanted = other.cells.get(&cell).copied().unwrap_or(0);
                    assert_eq!(u64::from(bits), wanted, "{name}: {f} {index} {cell:?}");
                }
                let runs = (c.end_runs, c.end_run_blocks, u64::from(c.longest_end_run));
                assert_eq!(runs, other.end_runs, "{name}: {f} {index}");
            }
        }
        assert_eq!(uses(&fast), slow.uses, "{name}");
    });
}

#[test]
fn zeros_are_those_of_the_coefficients() {
    let compared = std::sync::atomic::AtomicUsize::new(0);
    each_file(|name, data| {
        let Ok(coefficients) = jpeg::coefficients(data, &corpus::options()) else {
            return;
        };
        let statistics = gather(data);
        let [frame] = &statistics.frames[..] else {
            panic!("{name}: coefficients of many frames");
        };
        for (c, blocks) in frame.components.iter().zip(&coefficients.value) {
            let mut nonzero = [0; 64];
            for block in &blocks.blocks {
                for (k, count) in nonzero.iter_mut().enumerate() {
                    *count += u64::from(block[usize::from(ZIGZAG[k])] != 0);
                }
            }
            assert_eq!(c.blocks, blocks.blocks.len() as u64, "{name}");
            assert_eq!(c.nonzero, nonzero, "{name}");
            let zeros = blocks.blocks.iter().flatten().filter(|c| **c == 0).count();
            assert_eq!(c.zeros(), (c.blocks * 64, zeros as u64), "{name}");
        }
        compared.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    });
    assert!(compared.into_inner() > 100);
}

#[test]
fn qualities_of_scaled_tables_are_found_again() {
    use pixelbits::jpeg::rewrite::Quantisation;
    for quality in 1..=100 {
        let [luminance, chrominance] = Quantisation::Quality(quality).tables().unwrap();
        for (natural, base) in [
            (luminance, Base::Luminance),
            (chrominance, Base::Chrominance),
        ] {
            let table = QuantTable {
                destination: 0,
                precision: 8,
                natural,
            };
            let found = likeness(&table);
            // At both ends several qualities have the same table: all 255, or all 1.
            let flat = natural.iter().all(|q| *q == natural[0]);
            let same = (found.base, found.quality) == (base, quality);
            assert!(same || (flat && found.quality >= quality), "{quality}");
            assert_eq!(found.difference, 0);
        }
    }
    // Off by one in one place: near, and not said to be the same.
    let [mut natural, _] = Quantisation::Quality(75).tables().unwrap();
    natural[63] += 1;
    let found = likeness(&QuantTable {
        destination: 0,
        precision: 8,
        natural,
    });
    assert_eq!(
        (found.base, found.quality, found.difference),
        (Base::Luminance, 75, 1)
    );
    // 16-bit elements are not cut at 255: quality 10 is five times the example.
    let natural = LUMINANCE_QUANTISERS.map(|q| q * 5);
    let found = likeness(&QuantTable {
        destination: 0,
        precision: 16,
        natural,
    });
    assert_eq!((found.quality, found.difference), (10, 0));
}

/// What mozjpeg 3.3.1 (as @jsquash/jpeg 1.6 has it) wrote for quality 75, both tables alike, in zigzag order.
#[test]
fn tables_of_mozjpeg_are_known() {
    #[rustfmt::skip]
    const WRITTEN: [u16; 64] = [
        8, 8, 8, 8, 9, 8, 9, 10, 10, 9, 13, 14, 12, 14, 13, 19, 17, 16, 16, 17, 19, 28, 20, 22, 20, 22, 20, 28, 43,
        27, 31, 27, 27, 31, 27, 43, 38, 46, 37, 35, 37, 46, 38, 68, 53, 47, 47, 53, 68, 78, 66, 62, 66, 78, 95, 85,
        85, 95, 119, 113, 119, 156, 156, 209,
    ];
    let mut natural = [0; 64];
    for (value, place) in WRITTEN.into_iter().zip(ZIGZAG) {
        natural[usize::from(place)] = value;
    }
    let mut table = QuantTable {
        destination: 0,
        precision: 8,
        natural,
    };
    let found = likeness(&table);
    assert_eq!(
        (found.base, found.quality, found.difference),
        (Base::Robidoux, 75, 0)
    );
    // One number off, it is nobody's.
    table.natural[9] += 1;
    let found = likeness(&table);
    assert!(found.base != Base::Robidoux && found.difference > 0);
}

#[test]
fn the_standards_huffman_tables_are_recognised() {
    let standard = |file: &str| -> Vec<Option<u8>> {
        let path = format!("{}/tests/fixtures/{file}", env!("CARGO_MANIFEST_DIR"));
        let data = std::fs::read(path).unwrap();
        gather(&data).tables.iter().map(|t| t.standard).collect()
    };
    assert_eq!(
        standard("tables/huffman-standard.jpg"),
        [3, 4, 5, 6].map(Some)
    );
}

#[test]
fn tables_of_another_stream_count_for_themselves() {
    let path = format!(
        "{}/tests/fixtures/process/baseline.jpg",
        env!("CARGO_MANIFEST_DIR")
    );
    let data = std::fs::read(path).unwrap();
    let limits = Limits::default();
    // The same file in two streams: T.81 B.4, B.5.
    let (mut tables, mut image) = (vec![0xFF, 0xD8], Vec::new());
    for segment in &syntax::parse(&data, &limits).segments {
        match segment.content {
            Content::HuffmanTables(_) => tables.extend(&data[segment.bytes.clone()]),
            _ => image.extend(&data[segment.bytes.clone()]),
        }
    }
    tables.extend([0xFF, 0xD9]);
    let stream = TableStream::of(&syntax::parse(&tables, &limits)).unwrap();
    let structure = syntax::parse(&image, &limits);
    let mut gathering = Gathering::new(&image[..], structure, Some(&stream), &limits);
    while gathering.step() != Gathered::Done {}
    let (apart, together) = (gathering.into_statistics(), gather(&data));
    assert!(apart.tables.iter().all(|t| t.segment.is_none()));
    assert!(together.tables.iter().all(|t| t.segment.is_some()));
    let used = |s: &Statistics| {
        let mut all: Vec<_> = s
            .tables
            .iter()
            .map(|t| (t.spec.ac, t.spec.destination, t.uses))
            .collect();
        all.sort();
        all
    };
    assert_eq!(used(&apart), used(&together));
    assert_eq!(apart.frames[0].components, together.frames[0].components);
}
