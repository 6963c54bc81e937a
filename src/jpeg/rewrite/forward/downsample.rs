//! Fewer samples: the mean of each box of pixels, rounded as the reference encoder does.

use alloc::vec::Vec;

/// Adds up boxes of `across` samples of a row; the last sample of the row is repeated where boxes go on.
fn add_boxes(row: &[u8], across: usize, sums: &mut [u32]) {
    let total = |samples: &[u8]| samples.iter().map(|&v| u32::from(v)).sum::<u32>();
    let last = row.last().map_or(0, |&v| u32::from(v));
    let boxes = row.chunks_exact(across.max(1));
    let rest = boxes.remainder();
    let mut places = sums.iter_mut();
    for (samples, sum) in boxes.zip(places.by_ref()) {
        *sum += total(samples);
    }
    let mut missing = total(rest) + last * (across - rest.len()) as u32;
    for sum in places {
        *sum += missing;
        missing = last * across as u32;
    }
}

/// One row of a component from the rows of pixels that it stands for.
///
/// `rows`: as many as one sample covers downwards; `out` may be longer than they give: their last samples are repeated.
/// `sums` is scratch.
pub fn downsample(rows: &[&[u8]], across: usize, sums: &mut Vec<u32>, out: &mut [u8]) {
    if let (&[row], 1) = (rows, across) {
        let (same, more) = out.split_at_mut(row.len().min(out.len()));
        same.iter_mut().zip(row).for_each(|(out, &v)| *out = v);
        more.fill(row.last().copied().unwrap_or(0));
        return;
    }
    sums.clear();
    sums.resize(out.len(), 0);
    for row in rows {
        add_boxes(row, across, sums);
    }
    let count = (rows.len() * across).max(1) as u32;
    let places = out.iter_mut().zip(sums.iter()).zip(0u32..);
    match (across, rows.len()) {
        // What lies half-way is rounded down and up in turn, so that no drift arises.
        (2, 1) => places.for_each(|((out, sum), x)| *out = ((sum + (x & 1)) / 2) as u8),
        (2, 2) => places.for_each(|((out, sum), x)| *out = ((sum + 1 + (x & 1)) / 4) as u8),
        _ => places.for_each(|((out, sum), _)| *out = ((sum + count / 2) / count) as u8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_rounded_in_turn() {
        let mut out = [0; 4];
        downsample(&[&[0, 1, 0, 1, 0, 1]], 2, &mut Vec::new(), &mut out);
        // (0 + 1 + 0) / 2, (0 + 1 + 1) / 2, (0 + 1 + 0) / 2, and the last sample twice: (1 + 1 + 1) / 2.
        assert_eq!(out, [0, 1, 0, 1]);
    }

    #[test]
    fn squares_are_rounded_in_turn() {
        let mut out = [0; 3];
        downsample(
            &[&[0, 1, 0, 1, 1, 1], &[0, 1, 0, 1, 0, 0]],
            2,
            &mut Vec::new(),
            &mut out,
        );
        // (2 + 1) / 4, (2 + 2) / 4, (2 + 1) / 4.
        assert_eq!(out, [0, 1, 0]);
    }

    #[test]
    fn other_boxes_are_rounded_half_up() {
        let mut out = [0; 2];
        downsample(&[&[3, 8], &[4, 8]], 1, &mut Vec::new(), &mut out);
        assert_eq!(out, [4, 8]);
        downsample(&[&[1, 1, 1, 3, 9, 9, 9]], 4, &mut Vec::new(), &mut out);
        assert_eq!(out, [2, 9]);
        downsample(&[&[7, 9]], 1, &mut Vec::new(), &mut out);
        assert_eq!(out, [7, 9]);
    }
}
