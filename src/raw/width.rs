//! How wide is a picture of which nothing is known but its bytes? Rows that lie below each other are alike.
//!
//! Units of the data (bytes, or fewer bits where a pixel is no whole number of bytes) are compared with those a *lag*
//! further on. The mean difference is small for the smallest lags (neighbours in a row) and again where the lag is a whole
//! row: there it dips. The dips are looked for with a sample of the data, and the best of them weighed with a larger one.

use alloc::vec;
use alloc::vec::Vec;

/// A guess at the length of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WidthSuggestion {
    /// Bits from the start of one row to the start of the next.
    pub stride_bits: u64,
    /// Whole pixels in a row.
    pub width_px: u32,
    /// How much smaller differences are between rows than between strangers: 0 as large, 1 none at all.
    pub score: f32,
}

/// Most suggestions made.
const MOST: usize = 8;
/// Longest row looked for, in units.
const LONGEST: usize = 1 << 16;
/// Narrowest picture looked for, in pixels.
const NARROWEST: usize = 8;
/// Units compared at a time, one beside the other.
const RUN: usize = 32;
/// Runs compared at each lag, at first and for the best lags.
const RUNS: usize = 64;
const MORE_RUNS: usize = 1 << 10;
/// Dips weighed with the larger sample.
const WEIGHED: usize = 16;
/// Shallower dips are not worth telling.
const LEAST_SCORE: f32 = 0.08;
/// Least score, squared, times the units compared. In noise, a mean of `n` differences deviates by `1 / √n` of itself at
/// most; the deepest of thousands, by some four times that.
const LEAST_CERTAINTY: f32 = 25.0;
/// Rows above each other that are compared when a dip's exact place is sought.
const ROWS: usize = 3;
/// Units from a dip up to which its exact place is sought.
const FARTHEST: usize = 8;

/// Likely lengths of a row, the best first; none where nothing speaks for any (noise, compressed data, a few bytes).
/// `bits_per_pixel` is that of the raw mode or of the bit decoder. Multiples of a length that is suggested are left out.
///
/// Takes some 10 ms, however long the data is.
pub fn suggest_widths(data: &[u8], bits_per_pixel: u32) -> Vec<WidthSuggestion> {
    if bits_per_pixel == 0 {
        return Vec::new();
    }
    // Rows may begin with any byte, or with any pixel: the greatest length that is a part of both.
    let unit_bits = 1 << bits_per_pixel.trailing_zeros().min(3);
    let units = Units { data, unit_bits };
    let pixel = (bits_per_pixel / unit_bits).max(1) as usize;
    let longest = LONGEST.min(units.len() / 2);
    if longest < 4 * pixel || units.len() < 4 * RUN {
        return Vec::new();
    }
    let differences = units.differences(longest);
    let level = mean(&differences);
    if level <= 0.0 {
        return Vec::new();
    }
    let mut dips = dips(&differences, pixel, level);
    dips.truncate(WEIGHED);
    let mut weighed: Vec<WidthSuggestion> = Vec::new();
    for lag in dips {
        // Most dips of the small sample are none of the larger: no need to look around them.
        if units.difference(lag, MORE_RUNS / 4) > level * (1.0 - LEAST_SCORE / 2.0) {
            continue;
        }
        let lag = units.exact(lag, pixel);
        let difference = units.difference(lag, MORE_RUNS);
        let suggestion = WidthSuggestion {
            stride_bits: lag as u64 * u64::from(unit_bits),
            width_px: (lag / pixel) as u32,
            score: 1.0 - difference / level,
        };
        let known = |w: &WidthSuggestion| w.stride_bits == suggestion.stride_bits;
        let compared = (units.len() - lag).min(MORE_RUNS * RUN) as f32;
        let is_certain = suggestion.score * suggestion.score * compared >= LEAST_CERTAINTY;
        if suggestion.score >= LEAST_SCORE && is_certain && !weighed.iter().any(known) {
            weighed.push(suggestion);
        }
    }
    weighed.sort_by(|a, b| b.score.total_cmp(&a.score));
    without_multiples(weighed)
}

/// Two rows are as long as one is twice: the shorter length goes before its multiples, unless it is clearly worse.
fn without_multiples(mut found: Vec<WidthSuggestion>) -> Vec<WidthSuggestion> {
    let is_multiple = |long: &WidthSuggestion, short: &WidthSuggestion| {
        long.stride_bits > short.stride_bits && long.stride_bits % short.stride_bits == 0
    };
    let mut kept: Vec<WidthSuggestion> = Vec::new();
    while !found.is_empty() && kept.len() < MOST {
        let best = found.remove(0);
        let shorter = found
            .iter()
            .filter(|short| is_multiple(&best, short) && short.score >= 0.8 * best.score)
            .min_by_key(|short| short.stride_bits)
            .copied();
        let best = match shorter {
            Some(shorter) => shorter,
            None => best,
        };
        found.retain(|other| other.stride_bits != best.stride_bits && !is_multiple(other, &best));
        kept.push(best);
    }
    kept
}

/// Data as units of 1, 2, 4 or 8 bits.
struct Units<'a> {
    data: &'a [u8],
    unit_bits: u32,
}

impl Units<'_> {
    fn len(&self) -> usize {
        self.data.len() * (8 / self.unit_bits) as usize
    }

    /// `count` units from unit `start` on, a byte each, spread over all values of a byte; fewer at the end.
    fn read(&self, start: usize, count: usize, out: &mut Vec<u8>) {
        out.clear();
        if self.unit_bits == 8 {
            let end = start.saturating_add(count).min(self.data.len());
            out.extend_from_slice(self.data.get(start..end).unwrap_or(&[]));
            return;
        }
        let per_byte = (8 / self.unit_bits) as usize;
        let largest = (1_u32 << self.unit_bits) - 1;
        let scale = 255 / largest;
        let end = start.saturating_add(count).min(self.len());
        out.extend((start..end).map(|unit| {
            let byte = self.data.get(unit / per_byte).copied().unwrap_or(0);
            let below = 8 - self.unit_bits * ((unit % per_byte) as u32 + 1);
            ((u32::from(byte) >> below & largest) * scale) as u8
        }));
    }

    /// Starts of so many runs, or as many as there is room for side by side, evenly over what has `lag` units and a run
    /// behind it.
    fn starts(&self, lag: usize, runs: usize) -> impl Iterator<Item = usize> {
        let room = self.len().saturating_sub(lag + RUN) as u64;
        let runs = runs.min(room as usize / RUN + 1);
        // Steps are no round numbers, and so seldom a multiple of a row.
        (0..runs as u64).map(move |run| (room * (2 * run + 1) / (2 * runs as u64)) as usize)
    }

    /// The mean difference at each lag from 0 to `longest`.
    fn differences(&self, longest: usize) -> Vec<f32> {
        let mut sums = vec![0_u32; longest + 1];
        let mut window = Vec::new();
        for start in self.starts(longest, RUNS) {
            self.read(start, longest + RUN, &mut window);
            let Some(base) = window.first_chunk::<RUN>().copied() else {
                continue;
            };
            let others = window.windows(RUN).filter_map(|run| run.first_chunk());
            for (sum, other) in sums.iter_mut().zip(others) {
                *sum += difference(&base, other);
            }
        }
        // As many at each lag.
        let compared = (self.starts(longest, RUNS).count() * RUN) as f32;
        sums.iter().map(|&sum| sum as f32 / compared).collect()
    }

    /// The lag near a dip at which not only neighbouring rows are most alike: what leans in the picture (an edge, a stripe)
    /// moves the dip of two rows by a pixel, but not to the same side everywhere, and more with each row.
    fn exact(&self, lag: usize, pixel: usize) -> usize {
        let far = (2 * pixel).min(FARTHEST);
        let mut rows = (1..=ROWS).filter(|row| row * (lag + far) + RUN < self.len());
        let rows = rows.next_back().unwrap_or(1);
        let around = lag.saturating_sub(far).max(1)..=lag + far;
        let total = |lag: usize| {
            let each = (1..=rows).map(|row| self.difference(row * lag, MORE_RUNS / 2));
            each.sum::<f32>()
        };
        let totals = around.map(|lag| (lag, total(lag)));
        let best = totals.min_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or(lag, |(lag, _)| lag)
    }

    /// The mean difference at one lag.
    fn difference(&self, lag: usize, runs: usize) -> f32 {
        let (mut here, mut there) = (Vec::new(), Vec::new());
        let (mut sum, mut compared) = (0_u64, 0_u64);
        for start in self.starts(lag, runs) {
            self.read(start, RUN, &mut here);
            self.read(start + lag, RUN, &mut there);
            if let (Some(here), Some(there)) = (here.first_chunk(), there.first_chunk()) {
                sum += u64::from(difference(here, there));
                compared += RUN as u64;
            }
        }
        match compared {
            0 => f32::INFINITY,
            _ => sum as f32 / compared as f32,
        }
    }
}

/// The sum of differences. Both lengths are fixed, so that it is done in a few vector instructions.
fn difference(base: &[u8; RUN], other: &[u8; RUN]) -> u32 {
    let pairs = base.iter().zip(other);
    let sum: u16 = pairs.map(|(a, b)| u16::from(a.abs_diff(*b))).sum();
    sum.into()
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

/// Lags at which differences dip, the deepest first.
fn dips(differences: &[f32], pixel: usize, level: f32) -> Vec<usize> {
    let at = |lag: usize| differences.get(lag).copied().unwrap_or(f32::INFINITY);
    let mut found: Vec<(usize, f32)> = Vec::new();
    // The greatest difference so far, and the greatest of a dip: until they have come up, lags are those of neighbours in a
    // row. (Bytes of RGB taken for grey dip with every third.)
    let (mut highest, mut highest_dip) = (0.0_f32, None::<f32>);
    for (lag, &difference) in differences.iter().enumerate().skip(pixel) {
        let is_least = (1..=pixel)
            .all(|step| difference <= at(lag - step.min(lag)) && difference <= at(lag + step));
        if is_least {
            let came_up = difference < 0.85 * highest_dip.unwrap_or(highest);
            let is_deep = difference < level * (1.0 - LEAST_SCORE / 2.0);
            if came_up && is_deep && lag >= NARROWEST * pixel {
                found.push((lag, difference));
            }
            highest_dip = Some(highest_dip.unwrap_or(0.0).max(difference));
        }
        highest = highest.max(difference);
    }
    found.sort_by(|a, b| a.1.total_cmp(&b.1));
    found.into_iter().map(|(lag, _)| lag).collect()
}
