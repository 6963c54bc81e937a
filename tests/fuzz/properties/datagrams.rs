//! Datagrams: whatever they hold, the receiver keeps to its limits, and what it says of itself is true.

use super::properties::{Dice, LIMITS};
use pixelbits::transport::{pickle, Coding, Content, Receiver, Sender, Settings, Taken};
use pixelbits::Image;

/// Datagrams of a length (2 bytes), then so many bytes; where these are none, it is a valid datagram, broken a little.
pub fn holds(data: &[u8]) {
    let mut dice = Dice::new(data);
    let mut receiver = Receiver::new(LIMITS);
    let valid = valid(&mut dice);
    let mut rest = data;
    let mut sender = fresh(&mut dice).0;
    while let Some((length, behind)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length)) % 1300;
        let (own, behind) = behind.split_at(length.min(behind.len()));
        rest = behind;
        let mut datagram = own.to_vec();
        if own.is_empty() {
            datagram.clone_from(&valid[dice.below(valid.len() as u64) as usize]);
            for _ in 0..dice.below(3) {
                let at = dice.below(datagram.len() as u64) as usize;
                datagram[at] ^= 1 << dice.below(8);
            }
        }
        take(&mut receiver, &datagram);
        sender.take(&datagram);
    }
    let mut datagram = Vec::new();
    for _ in 0..100 {
        if !sender.next(&mut datagram) {
            break;
        }
        assert!(datagram.len() <= pixelbits::transport::LONGEST_BYTES);
    }
    ended(&receiver);
}

fn take(receiver: &mut Receiver, datagram: &[u8]) {
    if let Some(pixel) = pickle::read(datagram) {
        // What is a pixel is one in every protocol.
        for protocol in 0..=pickle::NEWEST {
            let mut again = Vec::new();
            pickle::write(&pixel, protocol, &mut again);
            assert_eq!(pickle::read(&again), Some(pixel));
        }
    }
    let before = receiver.progress();
    let taken = receiver.take(datagram);
    let after = receiver.progress();
    match taken {
        Taken::New => {
            assert!(after.0 > before.0 || after != before || receiver.heading().is_some())
        }
        _ => assert_eq!(before, after),
    }
    // Twice is as good as once.
    if taken == Taken::New {
        receiver.take(datagram);
        assert_eq!(receiver.progress(), after);
    }
}

fn ended(receiver: &Receiver) {
    let (come, all) = receiver.progress();
    assert!(all.is_none_or(|all| come <= all));
    assert_eq!(receiver.is_complete(), all == Some(come));
    let image = receiver.image();
    assert_eq!(
        image.rgba.len(),
        image.width as usize * image.height as usize * 4
    );
    assert!(u64::from(image.width) * u64::from(image.height) <= LIMITS.pixels);
    if let Some(file) = receiver.file() {
        assert!(file.len() as u64 <= LIMITS.memory_bytes);
    }
    let missing = receiver.missing(50);
    assert!(missing.windows(2).all(|pair| pair[0].end < pair[1].start));
    if let Some(heading) = receiver.heading() {
        assert_eq!(missing.is_empty(), receiver.is_complete());
        assert!(missing.iter().all(|part| part.end <= heading.parts()));
    }
    let mut request = Vec::new();
    assert_eq!(receiver.request(&mut request), receiver.heading().is_some());
    assert!(request.len() <= pixelbits::transport::LONGEST_BYTES);
}

/// A small transfer of any coding, and how many datagrams of it are worth seeing.
fn fresh(dice: &mut Dice) -> (Sender, usize) {
    let codings = [
        Coding::Pickle(dice.below(6) as u8),
        Coding::Pixels,
        Coding::Runs,
        Coding::Rows,
        Coding::Tiles,
        Coding::File,
    ];
    let coding = codings[dice.below(6) as usize];
    let (width, height) = (1 + dice.below(40) as u32, 1 + dice.below(40) as u32);
    let values = (0..width * height * 4).map(|_| dice.below(4) as u8 * 85);
    let rgba: Vec<u8> = values.collect();
    let settings = Settings {
        coding,
        transfer: dice.below(2) as u16,
        chunk_bytes: 2 + 2 * dice.below(40) as u16,
        group: 1 + dice.below(12) as u8,
        repairs: dice.below(4) as u8,
        ..Settings::default()
    };
    let content = match coding {
        Coding::File => Content::File {
            bytes: rgba,
            size: (width, height),
        },
        _ => Content::Picture(Image {
            width,
            height,
            rgba,
        }),
    };
    (Sender::new(content, &settings).expect("it can be sent"), 60)
}

fn valid(dice: &mut Dice) -> Vec<Vec<u8>> {
    let (mut sender, most) = fresh(dice);
    let mut all = Vec::new();
    let mut datagram = Vec::new();
    while all.len() < most && sender.next(&mut datagram) {
        all.push(datagram.clone());
    }
    all
}
