//! Hostile datagrams: the properties of the fuzz target, with seeded input, and what a network's worst may try.

use super::properties::{self, Dice};
use super::{all_of, datagrams};
use pixelbits::transport::{pickle, Coding, Receiver, Settings, Taken, LIMITS};
use pixelbits::{Image, Limits};

#[test]
fn random_and_broken_datagrams() {
    for number in 0..3_000u32 {
        let mut dice = Dice::new(format!("datagrams {number}").as_bytes());
        let mut data = Vec::new();
        for _ in 0..dice.below(60) {
            let length = if dice.below(3) == 0 {
                dice.below(80) as u16
            } else {
                0
            };
            data.extend(length.to_be_bytes());
            // Opcodes of pickles, digits and first bytes of datagrams, more often than others.
            let likely = b"((ItKqMI0123\n\x80\x86\x87\x94\x95.\xb1\xb2\xb3\xb4\xb5\xb6\xb7";
            data.extend((0..length).map(|_| match dice.below(3) {
                0 => dice.below(256) as u8,
                _ => likely[dice.below(likely.len() as u64) as usize],
            }));
        }
        datagrams::holds(&data);
    }
}

/// Any byte of a good pickle changed to any other: a pixel, or refused.
#[test]
fn no_byte_of_a_pickle_makes_anything_but_a_pixel() {
    let image = super::picture(300, 2, false);
    for protocol in 0..=pickle::NEWEST {
        let all = all_of(super::sender(
            &image,
            Coding::Pickle(protocol),
            Settings::default(),
        ));
        let good = all.last().unwrap();
        for at in 0..good.len() {
            for value in 0..=255 {
                let mut bytes = good.clone();
                bytes[at] = value;
                if let Some(pixel) = pickle::read(&bytes) {
                    let mut again = Vec::new();
                    pickle::write(&pixel, protocol, &mut again);
                    assert_eq!(pickle::read(&again), Some(pixel));
                }
            }
        }
    }
}

/// A heading may state as much as limits allow; room is made for what comes, no more.
#[test]
fn what_is_only_stated_takes_no_memory() {
    let image = Image {
        width: 8000,
        height: 8000,
        rgba: vec![0; 8000 * 8000 * 4],
    };
    let mut sender = super::sender(&image, Coding::Tiles, Settings::default());
    let mut datagrams = vec![Vec::new(); 3];
    datagrams
        .iter_mut()
        .for_each(|datagram| assert!(sender.next(datagram)));
    let (receiver, bytes) = properties::memory::peak(|| {
        let mut receiver = Receiver::new(LIMITS);
        assert_eq!(receiver.take(&datagrams[0]), Taken::New);
        assert_eq!(receiver.take(&datagrams[1]), Taken::Heading);
        assert_eq!(receiver.take(&datagrams[2]), Taken::New);
        receiver
    });
    assert_eq!(receiver.progress(), (256, Some(64_000_000)));
    assert!(bytes < 50_000, "{bytes} bytes");
}

#[test]
fn pictures_beyond_limits_are_refused() {
    let small = Limits {
        pixels: 999,
        ..LIMITS
    };
    let image = super::picture(40, 25, true);
    for coding in [Coding::Rows, Coding::Tiles, Coding::Runs, Coding::Pixels] {
        let all = all_of(super::sender(&image, coding, Settings::default()));
        let mut receiver = Receiver::new(small);
        assert_eq!(receiver.take(&all[0]), Taken::Refused);
        all.iter().for_each(|datagram| {
            receiver.take(datagram);
        });
        let shown = receiver.image();
        assert!(shown.width * shown.height <= 999);
    }
}

/// A second transfer does not mix with the first.
#[test]
fn another_transfer_is_refused() {
    let image = super::picture(40, 25, true);
    let of = |transfer| {
        let settings = Settings {
            transfer,
            ..Settings::default()
        };
        all_of(super::sender(&image, Coding::Rows, settings))
    };
    let (first, second) = (of(1), of(2));
    let mut receiver = Receiver::new(LIMITS);
    receiver.take(&first[0]);
    assert!(second
        .iter()
        .all(|datagram| receiver.take(datagram) == Taken::Refused));
    assert_eq!(receiver.progress().0, 0);
}
