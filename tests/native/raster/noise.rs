//! The table of blue noise, made anew.

use super::Random;
use std::path::Path;

const SIDE: usize = 64;

/// How much each place is surrounded by those that are on: a Gaussian with σ = 1.5 on a torus, in whole units, so that what
/// was added can be taken away.
struct Energy {
    on: Vec<bool>,
    sums: Vec<u64>,
    weights: Vec<u64>,
}

impl Energy {
    fn new() -> Self {
        let weight = |at: usize| {
            let off = |v: usize| v.min(SIDE - v) as f64;
            let (dx, dy) = (off(at % SIDE), off(at / SIDE));
            (2f64.powi(40) * (-(dx * dx + dy * dy) / (2.0 * 1.5 * 1.5)).exp()).round() as u64
        };
        Self {
            on: vec![false; SIDE * SIDE],
            sums: vec![0; SIDE * SIDE],
            weights: (0..SIDE * SIDE).map(weight).collect(),
        }
    }

    fn set(&mut self, place: usize, on: bool) {
        assert_ne!(self.on[place], on);
        self.on[place] = on;
        for at in 0..SIDE * SIDE {
            let dx = (at % SIDE + SIDE - place % SIDE) % SIDE;
            let dy = (at / SIDE + SIDE - place / SIDE) % SIDE;
            let weight = self.weights[dy * SIDE + dx];
            match on {
                true => self.sums[at] += weight,
                false => self.sums[at] -= weight,
            }
        }
    }

    /// The place that is on and most surrounded.
    fn cluster(&self) -> usize {
        let places = (0..SIDE * SIDE).rev().filter(|&at| self.on[at]);
        places.max_by_key(|&at| self.sums[at]).unwrap()
    }

    /// The place that is off and least surrounded.
    fn void(&self) -> usize {
        let places = (0..SIDE * SIDE).filter(|&at| !self.on[at]);
        places.min_by_key(|&at| self.sums[at]).unwrap()
    }
}

/// R. Ulichney, "The void-and-cluster method for dither array generation", 1993. Where more than half are on, the tightest
/// cluster of those that are off is the largest void of those that are on: all energies together are the same everywhere.
fn void_and_cluster() -> Vec<u8> {
    let mut start = Energy::new();
    let mut random = Random(1);
    let mut ones = 0;
    while ones < SIDE * SIDE / 10 {
        let place = random.below((SIDE * SIDE) as u32) as usize;
        if !start.on[place] {
            start.set(place, true);
            ones += 1;
        }
    }
    loop {
        let cluster = start.cluster();
        start.set(cluster, false);
        let void = start.void();
        start.set(void, true);
        if void == cluster {
            break;
        }
    }
    let mut ranks = vec![0; SIDE * SIDE];
    let mut fewer = Energy::new();
    for place in 0..SIDE * SIDE {
        if start.on[place] {
            fewer.set(place, true);
        }
    }
    for rank in (0..ones).rev() {
        let cluster = fewer.cluster();
        fewer.set(cluster, false);
        ranks[cluster] = rank;
    }
    for rank in ones..SIDE * SIDE {
        let void = start.void();
        start.set(void, true);
        ranks[void] = rank;
    }
    let threshold = |rank: usize| (1 + 255 * rank / (SIDE * SIDE)) as u8;
    ranks.into_iter().map(threshold).collect()
}

/// `BLESS=1` writes it.
#[test]
fn the_table_is_what_void_and_cluster_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/raster/blue-noise-64.bin");
    let made = void_and_cluster();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert!(std::fs::read(path).unwrap() == made);
}

/// Every threshold as often as its neighbours, and those below any level further apart than chance would set them.
#[test]
fn the_table_is_even() {
    let table = void_and_cluster();
    for threshold in 1..=255 {
        let count = table.iter().filter(|&&t| t == threshold).count();
        assert!((16..=17).contains(&count), "{threshold}: {count}");
    }
    // At one in 16, no two stand side by side.
    let on = |x: usize, y: usize| table[y % SIDE * SIDE + x % SIDE] <= 16;
    for at in 0..SIDE * SIDE {
        let (x, y) = (at % SIDE, at / SIDE);
        if on(x, y) {
            assert!(!on(x + 1, y) && !on(x, y + 1), "{x}, {y}");
        }
    }
}
