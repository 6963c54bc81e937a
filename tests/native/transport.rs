//! Pictures as datagrams: every coding through good and bad channels, Python's pickles and programs, and hostile datagrams.

// Runs programs and opens sockets: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../fuzz/properties/datagrams.rs"]
mod datagrams;
#[path = "../fuzz/properties/mod.rs"]
mod properties;

#[path = "transport/hostile.rs"]
mod hostile;
#[path = "transport/loss.rs"]
mod loss;
#[path = "transport/network.rs"]
mod network;
#[path = "transport/python.rs"]
mod python;

use pixelbits::transport::{
    Answers, Coding, Conditions, Content, Order, Receiver, Sender, Settings, Simulation, Taken,
    LIMITS, LONGEST_BYTES,
};
use pixelbits::{Image, Resolution};
use properties::Dice;

/// Flat areas, a gradient and noise; some of it transparent, if it is to have opacity.
fn picture(width: u32, height: u32, opaque: bool) -> Image {
    let mut dice = Dice::new(&[width as u8, height as u8]);
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let rgba = pixels.flat_map(|(x, y)| {
        let noise = dice.below(256) as u8;
        let alpha = if opaque || y % 7 > 0 { 255 } else { x as u8 };
        match (x * 3 / width, y * 2 / height) {
            (0, _) => [200, 30, 30, alpha],
            (1, 0) => [x as u8, y as u8, 128, alpha],
            _ => [noise, noise ^ 0x55, 7, alpha],
        }
    });
    Image {
        width,
        height,
        rgba: rgba.collect(),
    }
}

const CODINGS: [Coding; 6] = [
    Coding::Pickle(0),
    Coding::Pickle(5),
    Coding::Pixels,
    Coding::Runs,
    Coding::Rows,
    Coding::Tiles,
];

fn sender(image: &Image, coding: Coding, settings: Settings) -> Sender {
    Sender::new(
        Content::Picture(image.clone()),
        &Settings { coding, ..settings },
    )
    .unwrap()
}

fn all_of(mut sender: Sender) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut datagram = Vec::new();
    while sender.next(&mut datagram) {
        assert!(!datagram.is_empty() && datagram.len() <= LONGEST_BYTES);
        all.push(datagram.clone());
    }
    all
}

#[test]
fn every_coding_brings_every_pixel() {
    for (width, height) in [(1, 1), (70, 33), (300, 17), (5, 140)] {
        for opaque in [true, false] {
            let image = picture(width, height, opaque);
            for coding in CODINGS {
                for order in [Order::Columns, Order::Rows] {
                    let settings = Settings {
                        order,
                        ..Settings::default()
                    };
                    let mut receiver = Receiver::new(LIMITS);
                    for datagram in all_of(sender(&image, coding, settings)) {
                        assert_ne!(receiver.take(&datagram), Taken::Refused);
                    }
                    assert_eq!(receiver.image(), image, "{coding:?} {width} × {height}");
                    let told = !matches!(coding, Coding::Pickle(_));
                    assert_eq!(receiver.is_complete(), told);
                    let some = image.rgba.iter().skip(3).step_by(4).any(|&a| a != 255);
                    assert_eq!(receiver.has_opacity(), some);
                }
            }
        }
    }
}

#[test]
fn the_exercise_is_sent_column_by_column_and_the_last_pixel_last() {
    let image = picture(4, 3, true);
    let all = all_of(sender(&image, Coding::Pickle(0), Settings::default()));
    let places: Vec<String> = all
        .iter()
        .map(|d| {
            String::from_utf8_lossy(&d[2..d.len()])
                .split('t')
                .next()
                .unwrap()
                .replace('\n', " ")
        })
        .collect();
    assert_eq!(all.len(), 12);
    assert_eq!(&places[..4], ["I0 I0 ", "I0 I1 ", "I0 I2 ", "I1 I0 "]);
    assert_eq!(places[11], "I3 I2 ");
}

#[test]
fn duplicates_and_disorder_are_harmless() {
    let image = picture(50, 40, false);
    for coding in CODINGS {
        let mut all = all_of(sender(&image, coding, Settings::default()));
        all.extend(all.clone());
        let mut dice = Dice::new(b"disorder");
        for at in (1..all.len()).rev() {
            all.swap(at, dice.below(at as u64 + 1) as usize);
        }
        let mut receiver = Receiver::new(LIMITS);
        for datagram in &all {
            assert_ne!(receiver.take(datagram), Taken::Refused, "{coding:?}");
        }
        assert_eq!(receiver.image(), image, "{coding:?}");
        assert!(receiver.counts().again > 0);
    }
}

/// The worst channel that is not hopeless.
const BAD: Conditions = Conditions {
    loss: 0.3,
    burst: 4.0,
    duplicates: 0.1,
    reordering: 0.2,
    delay_ms: 10.0,
    bit_errors: 1e-5,
    checksum: pixelbits::transport::Checksum::Drops,
};

fn run(sender: Sender, conditions: Conditions, seed: u64, answers: Answers) -> Simulation {
    ended(Simulation::new(sender, conditions, seed, answers, 1e6))
}

fn ended(mut simulation: Simulation) -> Simulation {
    for _ in 0..100_000 {
        if simulation.is_over() {
            return simulation;
        }
        simulation.advance(50.0);
    }
    panic!("it does not end");
}

#[test]
fn what_is_asked_for_comes_through_any_channel() {
    let image = picture(120, 90, true);
    for coding in [Coding::Pixels, Coding::Runs, Coding::Rows, Coding::Tiles] {
        for seed in 0..4 {
            let settings = Settings {
                resolution: Some(Resolution {
                    x_per_metre: 2835,
                    y_per_metre: 2835,
                }),
                ..Settings::default()
            };
            let simulation = run(sender(&image, coding, settings), BAD, seed, Answers::Asks);
            assert!(simulation.receiver().is_complete(), "{coding:?} {seed}");
            assert_eq!(simulation.receiver().image(), image);
            assert_eq!(
                simulation.receiver().heading().unwrap().resolution,
                settings.resolution
            );
        }
    }
}

fn file(bytes: usize) -> Vec<u8> {
    let mut dice = Dice::new(b"file");
    (0..bytes).map(|_| dice.below(256) as u8).collect()
}

fn file_sender(bytes: &[u8], settings: Settings) -> Sender {
    let content = Content::File {
        bytes: bytes.to_vec(),
        size: (0, 0),
    };
    Sender::new(
        content,
        &Settings {
            coding: Coding::File,
            ..settings
        },
    )
    .unwrap()
}

#[test]
fn files_come_whole_when_asked_for() {
    for bytes in [1, 1023, 1024, 1025, 100_000] {
        let file = file(bytes);
        let simulation = run(
            file_sender(&file, Settings::default()),
            BAD,
            5,
            Answers::Asks,
        );
        assert!(simulation.receiver().is_complete());
        assert_eq!(simulation.receiver().file(), Some(file));
    }
}

/// Of each group as many chunks may be lost as there are repairs, and not one more.
#[test]
fn as_many_losses_as_repairs_are_made_good() {
    let file = file(20_000);
    let settings = Settings {
        chunk_bytes: 500,
        group: 10,
        repairs: 3,
        ..Settings::default()
    };
    // Groups of 40 chunks: 0, 4, 8 …; their datagrams stand behind two headings.
    let all = all_of(file_sender(&file, settings));
    assert_eq!(all.len(), 2 + 40 + 4 * 3 + 1);
    let without = |lost: &[usize]| {
        let mut receiver = Receiver::new(LIMITS);
        let kept = (0..).zip(&all).filter(|(at, _)| !lost.contains(at));
        kept.for_each(|(_, datagram)| {
            receiver.take(datagram);
        });
        receiver
    };
    // A burst of twelve: three of each group.
    let burst: Vec<usize> = (10..22).collect();
    let receiver = without(&burst);
    assert!(receiver.is_complete());
    assert_eq!(receiver.file().unwrap(), file);
    assert_eq!(receiver.counts().repaired, 12);
    let receiver = without(&(10..23).collect::<Vec<_>>());
    assert_eq!(receiver.missing(100), [8..9, 12..13, 16..17, 20..21]);
    let mut expected = file.clone();
    for chunk in [8, 12, 16, 20] {
        expected[chunk * 500..(chunk + 1) * 500].fill(0);
    }
    assert_eq!(receiver.file().unwrap(), expected);
}

#[test]
fn only_what_is_missing_is_sent_again() {
    let image = picture(64, 32, true);
    let settings = Settings::default();
    let mut from = sender(&image, Coding::Tiles, settings);
    let (mut receiver, mut datagram, mut count) = (Receiver::new(LIMITS), Vec::new(), 0);
    while from.next(&mut datagram) {
        // The third and the sixth tile are lost.
        if ![4, 7].contains(&count) {
            receiver.take(&datagram);
        }
        count += 1;
    }
    assert_eq!(receiver.missing(9), [2..3, 5..6]);
    assert_eq!(receiver.missing(1).first(), Some(&(2..3)));
    assert_eq!(receiver.progress(), (64 * 32 - 512, Some(64 * 32)));
    let mut request = Vec::new();
    assert!(receiver.request(&mut request));
    assert!(from.take(&request) && !from.is_finished());
    let mut again = 0;
    while from.next(&mut datagram) {
        assert_ne!(receiver.take(&datagram), Taken::Again);
        again += 1;
    }
    assert_eq!(again, 3, "two tiles and the end");
    assert!(receiver.request(&mut request) && from.take(&request) && from.is_finished());
}
