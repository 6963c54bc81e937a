//! How far pictures and files are apart: pictures as scikit-image measures them, files against what their edits made of them.

// Reads files: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

use pixelbits::compare::{diff, Change, Squared, Ssim, SsimMap};
use serde_json::Value;

/// The first picture of `tests/fixtures/compare/make.py`.
fn first(x: usize, y: usize, c: usize) -> usize {
    (x * x / 3 + y * 5 + c * 40 + (x * y) / 7) % 256
}

/// The second one.
fn second(kind: &str, x: usize, y: usize, c: usize, width: usize) -> usize {
    let (a, n) = (first(x, y, c), y * width + x);
    match kind {
        "same" => a,
        "one" => a ^ usize::from((x, y, c) == (5, 5, 1)),
        "lighter" => (a + 10).min(255),
        "noise" => (a + (n * n * 31 + n * 17 + c * 7) % 41)
            .saturating_sub(20)
            .min(255),
        "other" => (n * n * 13 + n * 101 + c * 59) / 3 % 256,
        "negative" => 255 - a,
        "flat" => 128,
        _ => panic!("unknown kind {kind}"),
    }
}

fn row(width: usize, of: impl Fn(usize, usize) -> usize) -> Vec<u8> {
    let pixel = |x| [of(x, 0) as u8, of(x, 1) as u8, of(x, 2) as u8, 255];
    (0..width).flat_map(pixel).collect()
}

fn near(what: &str, found: f64, expected: &Value, tolerance: f64) {
    match expected.as_f64() {
        Some(expected) => assert!(
            (found - expected).abs() <= tolerance,
            "{what}: {found}, not {expected}"
        ),
        None => assert_eq!(found, f64::INFINITY, "{what}"),
    }
}

#[test]
fn pictures_are_as_far_apart_as_scikit_image_says() {
    let text = std::fs::read_to_string("tests/fixtures/compare/skimage.json").unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    let cases = json["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 35);
    for case in cases {
        let size = |name: &str| case[name].as_u64().unwrap() as usize;
        let (width, height, kind) = (
            size("width"),
            size("height"),
            case["kind"].as_str().unwrap(),
        );
        let mut squared = Squared::default();
        let mut ssim = Ssim::new(width as u32, height as u32).unwrap();
        let mut places = Vec::new();
        for y in 0..height {
            let a = row(width, |x, c| first(x, y, c));
            let b = row(width, |x, c| second(kind, x, y, c, width));
            squared.feed(&a, &b);
            ssim.feed(&a, &b, |number, row| {
                assert_eq!(number, places.len());
                places.push(row.to_vec());
            });
        }
        let what = format!("{kind} {width} × {height}");
        for (c, mean) in squared.means().into_iter().enumerate() {
            near(&what, mean, &case["mse"][c], 1e-9);
        }
        for (c, &psnr) in squared.psnr().iter().enumerate() {
            near(&what, psnr, &case["psnr"][c], 1e-9);
        }
        // Single precision here, double there.
        near(&what, ssim.mean().unwrap(), &case["ssim"], 2e-5);
        assert_eq!(places.len(), height);
        let (right, low) = (width - 1, height - 1);
        let corners = [
            (0, 0),
            (0, right),
            (low, 0),
            (low, right),
            (height / 2, width / 2),
        ];
        for (i, (y, x)) in corners.into_iter().enumerate() {
            near(&what, f64::from(places[y][x]), &case["places"][i], 1e-4);
        }
    }
}

#[test]
fn pictures_smaller_than_the_window_have_no_similarity() {
    for (width, height) in [(0, 0), (10, 100), (100, 10)] {
        assert!(Ssim::new(width, height).is_none());
    }
}

#[test]
fn maps_hold_the_means_of_squares() {
    let mut map = SsimMap::new(5, 2);
    for row in [
        [1.0, 0.0, 0.2, 0.2, 0.5],
        [1.0, 0.0, 0.2, 0.2, 0.5],
        [-1.0, -1.0, 1.0, 0.0, 1.0],
    ] {
        map.feed(&row);
    }
    map.end();
    assert_eq!(map.values(), [128, 51, 128, 0, 128, 255]);
}

#[derive(Clone)]
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        let next = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 = next;
        (next >> 33) as usize % end
    }

    fn bytes(&mut self, count: usize, values: usize) -> Vec<u8> {
        (0..count).map(|_| self.below(values) as u8).collect()
    }
}

/// The changes, done to the first file, give the second; they ascend, and something equal lies between any two.
fn holds(first: &[u8], second: &[u8]) -> Vec<Change> {
    let found = diff(first, second);
    let (mut made, mut at) = (Vec::new(), 0);
    let (mut changed, mut removed, mut inserted) = (0, 0, 0);
    for change in &found.changes {
        assert!(change.first > at || made.is_empty() && change.first == 0 || at == 0);
        made.extend_from_slice(&first[at..change.first]);
        assert_eq!(made.len(), change.second);
        let new = &second[change.second..change.second + change.inserted];
        let old = &first[change.first..change.first + change.removed];
        assert_ne!(old, new);
        if old.len() == new.len() {
            changed += old.iter().zip(new).filter(|(a, b)| a != b).count();
        } else {
            removed += old.len();
            inserted += new.len();
        }
        made.extend_from_slice(new);
        at = change.first + change.removed;
    }
    made.extend_from_slice(&first[at..]);
    assert!(made == second);
    assert_eq!(
        (changed, removed, inserted),
        (found.changed, found.removed, found.inserted)
    );
    found.changes
}

#[test]
fn changes_lead_from_one_file_to_the_other() {
    let mut random = Random(3);
    for round in 0..400 {
        // Few values make many stretches that occur again and again.
        let values = [2, 4, 256][round % 3];
        let size = random.below(3000);
        let first = random.bytes(size, values);
        let mut second = first.clone();
        for _ in 0..random.below(8) {
            let at = random.below(second.len() + 1);
            let end = (at + random.below(40)).min(second.len());
            let count = random.below(40);
            let new = random.bytes(count, values);
            second.splice(at..end, new);
        }
        holds(&first, &second);
        holds(&second, &first);
    }
    for (first, second) in [
        (0, 0),
        (0, 500),
        (500, 0),
        (500, 700),
        (20_000, 20_000),
        (40_000, 90_000),
    ] {
        let (first, second) = (random.bytes(first, 256), random.bytes(second, 256));
        holds(&first, &second);
    }
}

#[test]
fn what_was_done_to_a_large_file_is_found_exactly() {
    let mut random = Random(11);
    let first = random.bytes(3_000_000, 256);
    let mut second = first.clone();
    // From the end, so that places stay what they are.
    second.splice(2_500_000..2_500_000, *b"inserted here");
    second.drain(2_000_000..2_000_100);
    second[1_000_000] ^= 0x10;
    second[10] ^= 1;
    let changes = holds(&first, &second);
    let told: Vec<_> = changes.iter().map(|c| (c.removed, c.inserted)).collect();
    assert_eq!(told, [(1, 1), (1, 1), (100, 0), (0, 13)]);
    let places: Vec<_> = changes.iter().map(|c| c.first).collect();
    // What was taken out or put in may end as what follows begins.
    for (place, expected) in places
        .into_iter()
        .zip([10, 1_000_000, 2_000_000, 2_500_000])
    {
        assert!(place.abs_diff(expected) <= 2, "{place}");
    }
}

#[test]
fn files_that_repeat_themselves_take_no_longer() {
    let began = std::time::Instant::now();
    let zeros = vec![0; 4_000_000];
    let mut others = vec![0; 4_100_000];
    others[2_000_000] = 1;
    holds(&zeros, &others);
    let stripes: Vec<u8> = (0..4_000_000_u32).map(|i| (i % 50) as u8).collect();
    holds(&stripes, &stripes[25..]);
    holds(&stripes, &zeros);
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}
