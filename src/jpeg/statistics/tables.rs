//! How often each code of each Huffman table is used. A table may be defined anew between scans, so each definition counts
//! for itself.

use crate::jpeg::entropy::tables::Tables;
use crate::jpeg::syntax::header::ScanHeader;
use crate::jpeg::syntax::tables::HuffmanSpec;
use crate::jpeg::syntax::{Content, Structure};
use crate::trace::{Role, Span};
use alloc::vec::Vec;

/// In bits. What matches no code takes one more.
const LONGEST_CODE: u32 = 16;

/// A Huffman table and the uses of its codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableUse {
    /// Index of its DHT segment in [`Structure::segments`]; `None` for one that came from elsewhere: from a stream of tables,
    /// or T.81 K.3 where Motion JPEG leaves them out.
    pub segment: Option<usize>,
    /// The table.
    pub spec: HuffmanSpec,
    /// How often the code of each symbol was used.
    pub uses: [u64; 256],
    /// How often bits matched no code of it.
    pub mismatches: u64,
    /// For the tables of T.81 K.3: the number of the table, 3 to 6.
    pub standard: Option<u8>,
}

impl TableUse {
    /// Whether it was used at all.
    pub fn is_used(&self) -> bool {
        self.mismatches > 0 || self.uses.iter().any(|&uses| uses > 0)
    }

    fn new(segment: Option<usize>, spec: &HuffmanSpec) -> Self {
        Self {
            segment,
            standard: standard(spec),
            spec: spec.clone(),
            uses: [0; 256],
            mismatches: 0,
        }
    }
}

/// Which table of T.81 K.3 has the same codes: 3 and 4 DC, 5 and 6 AC, of luminance and of chrominance.
fn standard(spec: &HuffmanSpec) -> Option<u8> {
    let same = |known: &HuffmanSpec| {
        (known.ac, known.counts, &known.symbols) == (spec.ac, spec.counts, &spec.symbols)
    };
    let number = HuffmanSpec::standard().iter().position(same)?;
    Some(number as u8 + 3)
}

/// The definitions so far, and which of them are in force.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    tables: Vec<TableUse>,
    /// Indices into `tables`, by class (DC, AC) and destination.
    in_force: [[Option<usize>; 4]; 2],
    next_segment: usize,
    /// For each component of the frame: its DC and its AC table in the scan under way.
    of_scan: Vec<[Option<usize>; 2]>,
}

impl Definitions {
    /// Those that the file defines, in file order; then those that came from elsewhere, if they were used.
    pub fn take_tables(&mut self) -> Vec<TableUse> {
        let (mut here, elsewhere): (Vec<_>, Vec<_>) = core::mem::take(&mut self.tables)
            .into_iter()
            .partition(|table| table.segment.is_some());
        here.extend(elsewhere.into_iter().filter(TableUse::is_used));
        here
    }

    /// Takes the tables that stand before bit `at` of the file.
    pub fn define_until(&mut self, structure: &Structure, at: u64) {
        while let Some(segment) = structure.segments.get(self.next_segment) {
            if segment.bytes.start as u64 * 8 >= at {
                break;
            }
            if let Content::HuffmanTables(list) = &segment.content {
                for spec in list {
                    self.define(Some(self.next_segment), spec);
                }
            }
            self.next_segment += 1;
        }
    }

    fn define(&mut self, segment: Option<usize>, spec: &HuffmanSpec) {
        let class = &mut self.in_force[usize::from(spec.ac)];
        if let Some(slot) = class.get_mut(usize::from(spec.destination)) {
            *slot = Some(self.tables.len());
        }
        self.tables.push(TableUse::new(segment, spec));
    }

    /// Begins a scan. `components`: index within the frame of each of its components. `tables`: those in force, wherever they
    /// came from.
    pub fn begin(
        &mut self,
        header: &ScanHeader,
        components: impl Iterator<Item = usize>,
        tables: &Tables,
    ) {
        self.of_scan.clear();
        for (wanted, component) in header.components.iter().zip(components) {
            let mut found = [None; 2];
            for (class, (destination, specs)) in [(wanted.td, &tables.dc), (wanted.ta, &tables.ac)]
                .into_iter()
                .enumerate()
            {
                let spec = specs.get(usize::from(destination)).and_then(Option::as_ref);
                found[class] = spec.and_then(|spec| self.known(class, spec));
            }
            if self.of_scan.len() <= component {
                self.of_scan.resize(component + 1, [None; 2]);
            }
            if let Some(slot) = self.of_scan.get_mut(component) {
                *slot = found;
            }
        }
    }

    /// The definition in force, which is a new one for a table that came from elsewhere.
    fn known(&mut self, class: usize, spec: &HuffmanSpec) -> Option<usize> {
        let slot = |this: &Self| {
            *this
                .in_force
                .get(class)?
                .get(usize::from(spec.destination))?
        };
        if slot(self).is_none() {
            self.define(None, spec);
        }
        slot(self)
    }

    /// Counts a span, if it is a code.
    pub fn count(&mut self, component: usize, span: &Span) {
        let class = match span.role {
            Role::DcCode | Role::DiffCode => 0,
            Role::AcCode | Role::EndOfBlock | Role::ZeroRun => 1,
            _ => return,
        };
        let table = self.of_scan.get(component).and_then(|tables| tables[class]);
        let Some(table) = table.and_then(|index| self.tables.get_mut(index)) else {
            return;
        };
        match u8::try_from(span.value) {
            Ok(symbol) if span.bits <= LONGEST_CODE => table.uses[usize::from(symbol)] += 1,
            _ => table.mismatches += 1,
        }
    }
}
