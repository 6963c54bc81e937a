//! Where the bits of a file went, and in which order its coefficients are read.

use super::columns::{bytes, floats, unsigned};
use super::document::Document;
use super::{fault, object};
use crate::jpeg::statistics::{
    likeness, Base, ComponentStatistics, FrameStatistics, Gathered, Gathering, Statistics, TableUse,
};
use crate::jpeg::syntax::{Content, Structure};
use crate::Limits;
use alloc::rc::Rc;
use alloc::sync::Arc;
use js_sys::{Array, Date};
use wasm_bindgen::prelude::*;

/// The shapes of what is returned, for `tsc`.
#[wasm_bindgen(typescript_custom_section)]
const SHAPES: &str = r#"
export interface ScanSpending { start: number; bytes: number; frame: number; byRole: Float64Array; decisions: number }
export interface ComponentSpending {
  h: number; v: number; byRole: Float64Array; byIndex: Float64Array; across: number; down: number; cells: Uint32Array;
  blocks: number; nonzero: Float64Array; endRuns: number; endRunBlocks: number; longestEndRun: number;
}
export interface FrameSpending { width: number; height: number; hMax: number; vMax: number; unit: number; components: ComponentSpending[] }
export interface TableSpending { segment: number; ac: boolean; destination: number; counts: Uint8Array; symbols: Uint8Array; uses: Float64Array; mismatches: number; standard: number }
export interface TableQuality { base: number; quality: number; difference: number }
export interface Statistics {
  byRole: Float64Array; scans: ScanSpending[]; frames: FrameSpending[]; tables: TableSpending[]; qualities: TableQuality[];
}
"#;

/// Statistics while they are gathered, and then as a whole.
#[wasm_bindgen]
pub struct StatisticsReader {
    gathering: Option<Gathering<Rc<[u8]>>>,
    structure: Arc<Structure>,
}

#[wasm_bindgen]
impl StatisticsReader {
    /// Starts at the beginning of the file. Throws a fault where it is none that is read here.
    #[wasm_bindgen(constructor)]
    pub fn new(document: &Document) -> Result<StatisticsReader, JsValue> {
        let structure = document.structure().map_err(|e| fault(&e))?;
        let (data, tables) = (Rc::clone(&document.data), document.tables.as_ref());
        let limits = Limits::default();
        Ok(Self {
            gathering: Some(Gathering::new(data, Arc::clone(structure), tables, &limits)),
            structure: Arc::clone(structure),
        })
    }

    /// Reads until `until_ms` (as `Date.now()` counts) is past; returns which part of the file there is, 1 = all.
    pub fn advance(&mut self, until_ms: f64) -> f64 {
        let Some(gathering) = &mut self.gathering else {
            return 1.0;
        };
        loop {
            match gathering.step() {
                Gathered::Done => return 1.0,
                Gathered::Progress(reached, total) if Date::now() >= until_ms => {
                    // One is for the end alone.
                    return (reached as f64 / total.max(1) as f64).min(0.99);
                }
                Gathered::Progress(..) => {}
            }
        }
    }

    /// What was gathered, once and at the end.
    #[wasm_bindgen(unchecked_return_type = "Statistics")]
    pub fn finish(&mut self) -> JsValue {
        let gathering = self.gathering.take();
        let found = gathering.map_or_else(Statistics::default, Gathering::into_statistics);
        let scans = found.scans.iter().map(|scan| {
            let segment = self.structure.segments.get(scan.segment);
            let range = segment.map_or(0..0, |s| s.bytes.clone());
            object(&[
                ("start", (range.start as f64).into()),
                ("bytes", (range.len() as f64).into()),
                ("frame", (scan.frame as u32).into()),
                ("byRole", sums(&scan.by_role)),
                ("decisions", (scan.decisions as f64).into()),
            ])
        });
        object(&[
            ("byRole", sums(&found.by_role)),
            ("scans", scans.collect::<Array>().into()),
            ("frames", list(&found.frames, frame)),
            ("tables", list(&found.tables, table)),
            ("qualities", qualities(&self.structure)),
        ])
    }
}

fn list<T>(items: &[T], object: fn(&T) -> JsValue) -> JsValue {
    items.iter().map(object).collect::<Array>().into()
}

fn sums(values: &[u64]) -> JsValue {
    floats(values.iter().map(|&value| value as f64))
}

fn frame(frame: &FrameStatistics) -> JsValue {
    let geometry = &frame.geometry;
    let pairs = frame.components.iter().zip(&geometry.components);
    let components: Array = pairs.map(|(found, c)| component(found, c.h, c.v)).collect();
    object(&[
        ("width", geometry.width.into()),
        ("height", geometry.height.into()),
        ("hMax", geometry.h_max.into()),
        ("vMax", geometry.v_max.into()),
        ("unit", geometry.data_unit.into()),
        ("components", components.into()),
    ])
}

fn component(found: &ComponentStatistics, h: u8, v: u8) -> JsValue {
    // Four numbers an index: codes, values, corrections, ends.
    let indices = found.by_index.iter();
    let by_index = indices.flat_map(|i| [i.code, i.value, i.correction, i.end]);
    object(&[
        ("h", h.into()),
        ("v", v.into()),
        ("byRole", sums(&found.by_role)),
        ("byIndex", floats(by_index.map(|bits| bits as f64))),
        ("across", found.grid.across.into()),
        ("down", found.grid.down.into()),
        ("cells", unsigned(found.grid.bits.iter().copied())),
        ("blocks", (found.blocks as f64).into()),
        ("nonzero", sums(&found.nonzero)),
        ("endRuns", (found.end_runs as f64).into()),
        ("endRunBlocks", (found.end_run_blocks as f64).into()),
        ("longestEndRun", found.longest_end_run.into()),
    ])
}

fn table(table: &TableUse) -> JsValue {
    object(&[
        ("segment", table.segment.map_or(-1.0, |s| s as f64).into()),
        ("ac", table.spec.ac.into()),
        ("destination", table.spec.destination.into()),
        ("counts", bytes(table.spec.counts.iter().copied())),
        ("symbols", bytes(table.spec.symbols.iter().copied())),
        ("uses", sums(&table.uses)),
        ("mismatches", (table.mismatches as f64).into()),
        ("standard", table.standard.unwrap_or(0).into()),
    ])
}

/// Which quality each quantisation table stands for, in file order.
fn qualities(structure: &Structure) -> JsValue {
    let tables = structure.segments.iter().flat_map(|s| match &s.content {
        Content::QuantTables(tables) => &tables[..],
        _ => &[],
    });
    let found = tables.map(|table| {
        let found = likeness(table);
        let base = match found.base {
            Base::Luminance => 1,
            Base::Chrominance => 2,
            Base::Robidoux => 3,
        };
        object(&[
            ("base", base.into()),
            ("quality", found.quality.into()),
            ("difference", (found.difference as f64).into()),
        ])
    });
    found.collect::<Array>().into()
}
