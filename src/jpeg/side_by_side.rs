//! Scans side by side: a row of MCUs of each in turn.
//!
//! A scan of a progressive frame needs of the scans before it only what they brought for the same blocks. Where all of
//! them are there, the first row of MCUs can be finished with the first row of every scan, while it is in the cache, and
//! no more of the frame than that row need ever be held:
//!
//! ```text
//! scan 0:  row 0    row 1    …        one after the other: all of scan 0, then all of scan 1, …
//! scan 1:  row 0    row 1    …        side by side: row 0 of every scan, then row 1 of every scan, …
//! ```
//!
//! The coefficients are the same, and so are warnings and damage. What cannot be promised beforehand is left to the other
//! way: frames of which something has not come, since estimates need the whole frame; arithmetic coding, whose work is
//! known only when it is done; scans without number.

use super::budget::Budget;
use super::entropy::scan::{Scan, ScanState};
use super::entropy::MAX_WARNINGS;
use super::frame::Geometry;
use super::progression::Progression;
use super::syntax::{marker, Structure};
use super::walk::{Next, ScanWalk};
use crate::Error;
use alloc::vec::Vec;

/// Most scans that are decoded side by side: their tables take some 6 KB each.
const MAX_SCANS: usize = 40;

/// A scan that is being decoded.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pub scan: Scan,
    pub state: ScanState,
    /// What was odd about the header, then what was wrong with the data.
    pub warnings: Vec<Error>,
    header_warnings: usize,
}

impl Running {
    /// Before its first MCU. `warnings`: those of its header.
    pub fn new(data: &[u8], scan: Scan, warnings: Vec<Error>) -> Self {
        Self {
            state: scan.start(data),
            scan,
            header_warnings: warnings.len(),
            warnings,
        }
    }

    /// Passes over all of its data: nothing of what they bring is needed.
    pub fn leave_out(&mut self) {
        self.state.mcu_row = self.scan.mcus_down;
    }

    /// Takes warnings of rows that have been read before.
    pub fn remind<'a>(&mut self, warnings: impl Iterator<Item = &'a Error>) {
        let room = MAX_WARNINGS.saturating_sub(self.warnings.len());
        self.warnings.extend(warnings.take(room));
    }

    /// Whether there may have been more warnings than are kept.
    pub fn is_full(&self) -> bool {
        self.warnings.len() >= MAX_WARNINGS
    }

    /// Adds its warnings to those of the scans before it.
    pub fn tell(&self, warnings: &mut Vec<Error>) {
        let (header, data) = self.warnings.split_at(self.header_warnings);
        warnings.extend(header);
        let room = MAX_WARNINGS.saturating_sub(warnings.len());
        warnings.extend(data.iter().take(room));
    }
}

/// The scans behind the first, and the warnings of their headers, if all can be decoded side by side; `walk` has gone
/// to the end of the image then.
pub(super) fn others(
    walk: &mut ScanWalk,
    structure: &Structure,
    picture: &Geometry,
    first: &Scan,
    budget: &Budget,
) -> Option<Vec<(Scan, Vec<Error>)>> {
    if picture.data_unit != 8 || marker::is_arithmetic(picture.marker) {
        return None;
    }
    let mut ahead = walk.clone();
    let mut scans = Vec::new();
    loop {
        let mut warnings = Vec::new();
        match ahead.next(structure, &mut warnings) {
            Ok(Next::Scan(scan)) if scans.len() + 1 < MAX_SCANS => scans.push((scan, warnings)),
            Ok(Next::End) if warnings.is_empty() => break,
            _ => return None,
        }
    }
    let all = || {
        [first]
            .into_iter()
            .chain(scans.iter().map(|(scan, _)| scan))
    };
    if !budget.allows(all().map(Scan::most_work).sum()) || !completes(picture, all()) {
        return None;
    }
    *walk = ahead;
    Some(scans)
}

/// Whether these scans bring every bit of a frame.
fn completes<'a>(picture: &Geometry, scans: impl Iterator<Item = &'a Scan>) -> bool {
    let mut progression = Progression::new(picture.components.len());
    for scan in scans {
        let components = scan.parts.iter().map(|part| part.component);
        let ignored = &mut Vec::new();
        progression.begin(components, scan.band, scan.high_bit, scan.at, ignored);
    }
    progression.is_complete()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::super::reader::{Event, FrameReader, Order};
    use super::super::syntax;
    use crate::jpeg::frame::Block;
    use crate::jpeg::DamageMap;
    use crate::{Error, Limits};
    use alloc::vec::Vec;

    const FILES: [&[u8]; 5] = [
        include_bytes!("../../tests/fixtures/process/progressive.jpg"),
        include_bytes!("../../tests/fixtures/process/baseline-separate.jpg"),
        include_bytes!("../../tests/fixtures/restart/progressive-4.jpg"),
        include_bytes!("../../tests/fixtures/colour/cmyk-2x2-progressive.jpg"),
        include_bytes!("../../tests/fixtures/12bit/progressive-2x2.jpg"),
    ];

    /// What a reader brings.
    #[derive(PartialEq)]
    struct Read {
        blocks: Vec<Block>,
        warnings: Vec<Error>,
        damage: Option<DamageMap>,
        incomplete: bool,
    }

    /// Reads all, and counts the steps that brought no rows.
    fn read(data: &[u8], order: Order) -> Option<(Read, u32)> {
        let limits = Limits::default();
        let structure = syntax::parse(data, &limits);
        let mut reader = FrameReader::new(data, structure.into(), &limits, order, |_| 0).ok()?;
        let (mut blocks, mut waited) = (Vec::new(), 0);
        loop {
            match reader.step(data) {
                Event::Read(_) => waited += 1,
                Event::Done => break,
                Event::Row(row) => {
                    for (rows, c) in reader.rows().iter().zip(&reader.geometry.components) {
                        let v = u32::from(c.v);
                        let own = (row * v..(row + 1) * v).flat_map(|by| rows.row(by));
                        blocks.extend(own);
                    }
                }
            }
        }
        let read = Read {
            blocks,
            warnings: reader.warnings(),
            damage: reader.damage(),
            incomplete: reader.is_incomplete(),
        };
        Some((read, waited))
    }

    #[test]
    fn scans_side_by_side_bring_what_they_bring_one_after_the_other() {
        let mut seed = 1u32;
        let mut below = |end: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as usize % end
        };
        let (mut side_by_side, mut damaged) = (0, 0);
        for round in 0..2_000 {
            let mut data = FILES[round % 5].to_vec();
            // Sound first; then broken behind the first tables, or cut off.
            for _ in 0..(round / 5).min(1 + below(3)) {
                let at = 300 + below(data.len() - 300);
                match below(8) {
                    0 => data.truncate(at),
                    _ => data[at] = below(256) as u8,
                }
                if data.len() < 400 {
                    break;
                }
            }
            let (Some((one, waited)), Some((other, _))) =
                (read(&data, Order::Rows), read(&data, Order::File))
            else {
                continue;
            };
            assert_eq!(one.warnings, other.warnings, "round {round}");
            assert_eq!(one.damage, other.damage, "round {round}");
            assert!(one == other, "round {round}");
            if waited == 0 {
                side_by_side += 1;
                damaged += u32::from(one.damage.is_some());
            }
            assert!(round >= 5 || waited == 0, "sound files need not wait");
        }
        assert!(
            side_by_side > 500 && damaged > 200,
            "{side_by_side} {damaged}"
        );
    }
}
