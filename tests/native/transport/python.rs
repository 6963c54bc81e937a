//! Python's own `pickle`: every protocol, both ways.

use pixelbits::transport::{pickle, Colour, Pixel};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A program in tests/peers.
pub fn peer(name: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers");
    [folder, name].iter().collect()
}

/// Every size of number that Python writes in another way, and the borders between them.
fn pixels() -> Vec<Pixel> {
    let mut pixels = Vec::new();
    let numbers = [0, 1, 9, 10, 127, 128, 255, 256, 999, 32_767, 32_768, 65_535];
    for (at, &x) in numbers.iter().enumerate() {
        for &y in &numbers {
            let [r, g, b, a] = [at as u8, 255 - at as u8, y as u8, x as u8];
            for colour in [Colour::Rgb([r, g, b]), Colour::Rgba([r, g, b, a])] {
                pixels.push(Pixel { x, y, colour });
            }
        }
    }
    pixels
}

fn worded(pixel: &Pixel) -> String {
    let Pixel { x, y, colour } = pixel;
    let values: Vec<String> = colour.values().iter().map(u8::to_string).collect();
    format!("(({x}, {y}), ({}))", values.join(", "))
}

/// Python reads what is written here, and writes the very same bytes; what it writes is read here.
#[test]
fn pickles_of_every_protocol_are_pythons() {
    let pixels = pixels();
    for protocol in 0..=pickle::NEWEST {
        let mut written = Vec::new();
        let mut input = Vec::new();
        for pixel in &pixels {
            let mut bytes = Vec::new();
            pickle::write(pixel, protocol, &mut bytes);
            input.extend((bytes.len() as u32).to_le_bytes());
            input.extend(&bytes);
            written.push(bytes);
        }
        let mut python = Command::new("python3")
            .arg(peer("pickles.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3");
        let mut stdin = python.stdin.take().unwrap();
        let feeder = std::thread::spawn(move || stdin.write_all(&input));
        let output = python.wait_with_output().unwrap();
        feeder.join().unwrap().unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), pixels.len());
        for ((line, pixel), bytes) in lines.into_iter().zip(&pixels).zip(&written) {
            let words: Vec<&str> = line.split('\t').collect();
            assert_eq!(words[0], worded(pixel));
            for (number, hex) in words[1..].iter().enumerate() {
                let python: Vec<u8> = (0..hex.len())
                    .step_by(2)
                    .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                    .collect();
                assert_eq!(
                    pickle::read(&python).as_ref(),
                    Some(pixel),
                    "protocol {number}"
                );
                if number == usize::from(protocol) {
                    assert_eq!(&python, bytes, "{pixel:?} by protocol {protocol}");
                }
            }
        }
    }
}
