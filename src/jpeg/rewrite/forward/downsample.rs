//! Fewer samples: the mean of each box of pixels, rounded as the reference encoder does.

/// One row of a component from the rows of pixels that it stands for.
///
/// `rows`: as many as one sample covers downwards; each is `width` samples, `out` may be longer than these give: the last
/// sample of a row is repeated.
pub fn downsample(rows: &[&[u8]], across: usize, out: &mut [u8]) {
    let boxed = |x: usize| -> u32 {
        let sample = |row: &&[u8], x: usize| row.get(x).or(row.last()).copied().unwrap_or(0);
        let rows = rows.iter();
        rows.map(|row| {
            (x * across..(x + 1) * across)
                .map(|x| u32::from(sample(row, x)))
                .sum::<u32>()
        })
        .sum()
    };
    let count = (rows.len() * across) as u32;
    let places = out.iter_mut().enumerate();
    match (across, rows.len()) {
        // What lies half-way is rounded down and up in turn, so that no drift arises.
        (2, 1) => places.for_each(|(x, out)| *out = ((boxed(x) + (x as u32 & 1)) / 2) as u8),
        (2, 2) => places.for_each(|(x, out)| *out = ((boxed(x) + 1 + (x as u32 & 1)) / 4) as u8),
        _ => places.for_each(|(x, out)| *out = ((boxed(x) + count / 2) / count.max(1)) as u8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_rounded_in_turn() {
        let mut out = [0; 4];
        downsample(&[&[0, 1, 0, 1, 0, 1]], 2, &mut out);
        // (0 + 1 + 0) / 2, (0 + 1 + 1) / 2, (0 + 1 + 0) / 2, and the last sample twice: (1 + 1 + 1) / 2.
        assert_eq!(out, [0, 1, 0, 1]);
    }

    #[test]
    fn squares_are_rounded_in_turn() {
        let mut out = [0; 3];
        downsample(&[&[0, 1, 0, 1, 1, 1], &[0, 1, 0, 1, 0, 0]], 2, &mut out);
        // (2 + 1) / 4, (2 + 2) / 4, (2 + 1) / 4.
        assert_eq!(out, [0, 1, 0]);
    }

    #[test]
    fn other_boxes_are_rounded_half_up() {
        let mut out = [0; 2];
        downsample(&[&[3, 8], &[4, 8]], 1, &mut out);
        assert_eq!(out, [4, 8]);
        downsample(&[&[1, 1, 1, 3, 9, 9, 9]], 4, &mut out);
        assert_eq!(out, [2, 9]);
        downsample(&[&[7, 9]], 1, &mut out);
        assert_eq!(out, [7, 9]);
    }
}
