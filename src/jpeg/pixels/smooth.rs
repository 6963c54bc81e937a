//! Block smoothing: what coefficients of an incomplete progressive frame may be, judged from the DC values around.
//!
//! T.81 K.8 describes the idea for a 3 × 3 window; this is the 5 × 5 window of libjpeg-turbo since 2.1, whose results it
//! gives bit for bit. A coefficient that is still zero and not known to the last bit is estimated; the estimate stays
//! below the bit that a scan has brought already. Where no AC coefficient is known at all, DC values are evened out too.

use crate::jpeg::frame::{Block, BlockRows, Component, Geometry};
use crate::jpeg::progression::Progression;
use alloc::vec::Vec;

/// DC values of 5 × 5 blocks, row-major; the block in question in the middle.
type Window = [i64; 25];

/// A coefficient's estimate as a weighted sum of the window: its index in natural order, in zigzag order, and weights.
struct Kernel {
    natural: usize,
    zigzag: usize,
    weights: [i16; 25],
}

/// A row of figures, so that a kernel can be seen as the window it weighs.
macro_rules! kernel {
    ($natural:literal, $zigzag:literal, $($weight:literal)*) => {
        Kernel { natural: $natural, zigzag: $zigzag, weights: [$($weight),*] }
    };
}

/// Where AC coefficients are partly known.
#[rustfmt::skip]
const KNOWN_AC: [Kernel; 5] = [
    kernel!(1, 1,
          0   0   0   0   0
          0   0   0   0   0
         -7  50   0 -50   7
          0   0   0   0   0
          0   0   0   0   0),
    kernel!(8, 2,
          0   0  -7   0   0
          0   0  50   0   0
          0   0   0   0   0
          0   0 -50   0   0
          0   0   7   0   0),
    kernel!(16, 3,
          0   0  -1   0   0
          0   0  13   0   0
          0   0 -24   0   0
          0   0  13   0   0
          0   0  -1   0   0),
    kernel!(9, 4,
          0  -1   0   1   0
         -1  10   0 -10   1
          0   0   0   0   0
          1 -10   0  10  -1
          0   1   0  -1   0),
    kernel!(2, 5,
          0   0   0   0   0
          0   0   0   0   0
         -1  13 -24  13  -1
          0   0   0   0   0
          0   0   0   0   0),
];

/// Where only DC values are known: the same coefficients, four more, and DC itself.
#[rustfmt::skip]
const ONLY_DC: [Kernel; 10] = [
    kernel!(1, 1,
         -1  -1   0   1   1
         -3  13   0 -13   3
         -3  38   0 -38   3
         -3  13   0 -13   3
         -1  -1   0   1   1),
    kernel!(8, 2,
         -1  -3  -3  -3  -1
         -1  13  38  13  -1
          0   0   0   0   0
          1 -13 -38 -13   1
          1   3   3   3   1),
    kernel!(16, 3,
          0   0   1   0   0
          0   2   7   2   0
          0  -5 -14  -5   0
          0   2   7   2   0
          0   0   1   0   0),
    kernel!(9, 4,
         -1   0   0   0   1
          0   9   0  -9   0
          0   0   0   0   0
          0  -9   0   9   0
          1   0   0   0  -1),
    kernel!(2, 5,
          0   0   0   0   0
          0   2  -5   2   0
          1   7 -14   7   1
          0   2  -5   2   0
          0   0   0   0   0),
    kernel!(3, 6,
          0   0   0   0   0
          0   1   0  -1   0
          0   2   0  -2   0
          0   1   0  -1   0
          0   0   0   0   0),
    kernel!(10, 7,
          0   0   0   0   0
          0   1  -3   1   0
          0   0   0   0   0
          0  -1   3  -1   0
          0   0   0   0   0),
    kernel!(17, 8,
          0   0   0   0   0
          0   1   0  -1   0
          0  -3   0   3   0
          0   1   0  -1   0
          0   0   0   0   0),
    kernel!(24, 9,
          0   0   0   0   0
          0   1   2   1   0
          0   0   0   0   0
          0  -1  -2  -1   0
          0   0   0   0   0),
    kernel!(0, 0,
         -2  -6  -8  -6  -2
         -6   6  42   6  -6
         -8  42 152  42  -8
         -6   6  42   6  -6
         -2  -6  -8  -6  -2),
];

/// Places, in natural order, of the coefficients whose quantisers are divided by.
const DIVISORS: [usize; 10] = [0, 1, 8, 16, 9, 2, 3, 10, 17, 24];

/// Smooths the blocks of a frame.
#[derive(Clone, Debug)]
pub struct Smoothing<'a> {
    geometry: &'a Geometry,
    quantisers: &'a [[u16; 64]],
    progression: &'a Progression,
}

impl<'a> Smoothing<'a> {
    /// The smoothing of a frame; `None` where it would change nothing: some component's DC is unknown, a quantiser is
    /// zero, or the first nine AC coefficients of all components are known to the last bit.
    pub fn new(
        geometry: &'a Geometry,
        quantisers: &'a [[u16; 64]],
        progression: &'a Progression,
    ) -> Option<Self> {
        let zero = |table: &[u16; 64]| DIVISORS.iter().any(|&at| table[at] == 0);
        if quantisers.iter().any(zero) || progression.known.iter().any(|known| known[0] < 0) {
            return None;
        }
        let open = |known: &[i8; 64]| known[1..10].iter().any(|&bit| bit != 0);
        progression.known.iter().any(open).then_some(Self {
            geometry,
            quantisers,
            progression,
        })
    }

    /// Writes the smoothed blocks of a row of MCUs to `out`, one entry a component. `blocks`: the whole frame's.
    pub fn mcu_row(&self, mcu_row: u32, blocks: &[BlockRows], out: &mut Vec<BlockRows>) {
        out.resize(self.geometry.components.len(), BlockRows::default());
        let components = self.geometry.components.iter().zip(self.quantisers);
        for (index, ((c, quantisers), out)) in components.zip(out).enumerate() {
            let rows = u32::from(c.v);
            if out.blocks.is_empty() {
                *out = BlockRows::new(c.stride_blocks, rows);
            }
            out.first_row = mcu_row * rows;
            let Some(blocks) = blocks.get(index) else {
                continue;
            };
            // Rows that the data did not reach are as the scan before left them.
            let known = if mcu_row <= self.progression.last_sound_row {
                self.progression.known.get(index)
            } else if self.progression.scans > 1 {
                self.progression.before.get(index)
            } else {
                Some(&[-1; 64])
            };
            let Some(known) = known else {
                continue;
            };
            self.component(mcu_row, c, quantisers, known, blocks, out);
        }
    }

    fn component(
        &self,
        mcu_row: u32,
        c: &Component,
        quantisers: &[u16; 64],
        known: &[i8; 64],
        blocks: &BlockRows,
        out: &mut BlockRows,
    ) {
        let only_dc = known[1..10].iter().all(|&bit| bit == -1);
        let kernels: &[Kernel] = if only_dc { &ONLY_DC } else { &KNOWN_AC };
        let v = u32::from(c.v);
        let rows = match c.blocks_down % v {
            rest if rest > 0 && mcu_row + 1 == self.geometry.mcus_down => rest,
            _ => v,
        };
        // The reference numbers the rows as if every row of MCUs had as many as this one.
        let last = (rows * self.geometry.mcus_down).saturating_sub(1);
        for row in 0..rows {
            let numbered = mcu_row * rows + row;
            let by = mcu_row * v + row;
            let up = |count: u32| by - count.min(numbered);
            let down = |count: u32| by + count.min(last.saturating_sub(numbered));
            let lines = [up(2), up(1), by, down(1), down(2)].map(|by| blocks.row(by));
            // Where every DC value is zero, so is every estimate: most of a large frame of which little has come.
            let all_zero = |line: &&[Block]| line.iter().all(|block| block[0] == 0);
            if lines.iter().all(all_zero) {
                for (bx, block) in (0..c.blocks_across).zip(lines[2]) {
                    if let Some(target) = out.block_mut(bx, by) {
                        *target = *block;
                    }
                }
                continue;
            }
            for bx in 0..c.blocks_across {
                let (Some(block), Some(target)) =
                    (lines[2].get(bx as usize), out.block_mut(bx, by))
                else {
                    continue;
                };
                let window = window(&lines, bx as usize, c.blocks_across as usize);
                *target = estimate(block, &window, kernels, quantisers, known);
            }
        }
    }
}

/// DC values around block column `bx`; beyond the edges those of the edge.
fn window(lines: &[&[Block]; 5], bx: usize, across: usize) -> Window {
    let mut window = [0; 25];
    for (values, line) in window.chunks_exact_mut(5).zip(lines) {
        for (offset, value) in values.iter_mut().enumerate() {
            let at = (bx + offset).saturating_sub(2).min(across - 1);
            *value = line.get(at).map_or(0, |block| block[0].into());
        }
    }
    window
}

fn estimate(
    block: &Block,
    window: &Window,
    kernels: &[Kernel],
    quantisers: &[u16; 64],
    known: &[i8; 64],
) -> Block {
    let mut out = *block;
    for kernel in kernels {
        let bit = known[kernel.zigzag & 63];
        let ac = kernel.natural != 0;
        if ac && (bit == 0 || block[kernel.natural & 63] != 0) {
            continue;
        }
        let sum: i64 = window
            .iter()
            .zip(kernel.weights)
            .map(|(&dc, weight)| dc * i64::from(weight))
            .sum();
        let number = i64::from(quantisers[0]) * sum;
        let quantiser = i64::from(quantisers[kernel.natural & 63]);
        let mut size = ((quantiser << 7) + number.abs()) / (quantiser << 8);
        if ac && bit > 0 {
            size = size.min((1 << bit) - 1);
        }
        out[kernel.natural & 63] = if number < 0 { -size } else { size } as i16;
    }
    out
}
