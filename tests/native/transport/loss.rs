//! What the same loss does to each coding: `cargo test --features cli --test transport loss -- --nocapture` prints the table that
//! README shows.

use super::{ended, file_sender, sender};
use pixelbits::bmp;
use pixelbits::jpeg::rewrite::{self, Coding as JpegCoding, Layout, Pixels, Restart};
use pixelbits::jpeg::{self, Options};
use pixelbits::transport::{
    Answers, Coding, Conditions, Sender, Settings, Simulation, HEADER_BYTES,
};
use pixelbits::{Image, Limits, Reducer};

/// A photo of about the exercise's size.
fn photo() -> Image {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/www/samples/cat.jpg");
    let decoded = jpeg::decode(&std::fs::read(path).unwrap(), &Options::default())
        .unwrap()
        .value;
    let factor = decoded.width.div_ceil(400);
    let mut reducer = Reducer::new(decoded.width, factor);
    reducer.feed(&decoded.rgba);
    reducer.end();
    let (_, rgba) = reducer.take();
    Image {
        width: decoded.width.div_ceil(factor),
        height: decoded.height.div_ceil(factor),
        rgba,
    }
}

fn jpeg_of(image: &Image, restart: Restart) -> Vec<u8> {
    let pixels = Pixels {
        width: image.width,
        height: image.height,
        layout: Layout::Rgba,
        data: &image.rgba,
    };
    let settings = rewrite::Settings {
        coding: JpegCoding {
            restart,
            ..JpegCoding::default()
        },
        ..rewrite::Settings::default()
    };
    rewrite::encode(&pixels, &settings, &Limits::default())
        .unwrap()
        .bytes
}

/// The picture that is shown of what came.
fn shown(simulation: &Simulation, size: (u32, u32)) -> Image {
    let image = match simulation.receiver().file() {
        Some(file) if file.starts_with(b"BM") => {
            bmp::read(&file, &Limits::default()).map(|bitmap| bitmap.image)
        }
        Some(file) => jpeg::decode(&file, &Options::default()).map(|decoded| decoded.value),
        None => Ok(simulation.receiver().image()),
    };
    let blank = Image {
        width: size.0,
        height: size.1,
        rgba: vec![0; (size.0 * size.1 * 4) as usize],
    };
    image
        .ok()
        .filter(|image| (image.width, image.height) == size)
        .unwrap_or(blank)
}

/// Share of pixels of which a channel is off by more than 16, in per cent.
fn ruined(got: &Image, expected: &Image) -> f64 {
    let pairs = got.rgba.chunks_exact(4).zip(expected.rgba.chunks_exact(4));
    let wrong = pairs.filter(|(a, b)| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > 16));
    100.0 * wrong.count() as f64 / (expected.rgba.len() / 4) as f64
}

/// How often the picture is sent: the mean is told.
const SEEDS: u64 = 40;

#[test]
fn loss_figures() {
    let image = photo();
    let size = (image.width, image.height);
    let pixels = f64::from(size.0 * size.1);
    let plain = jpeg_of(&image, Restart::Never);
    let restarts = jpeg_of(&image, Restart::Mcus(5));
    let bitmap = bmp::write(&image, bmp::Depth::Rgb24, None).unwrap();
    let small = Settings {
        chunk_bytes: 256,
        ..Settings::default()
    };
    let corrected = Settings {
        repairs: 4,
        ..small
    };
    let of = |coding| sender(&image, coding, Settings::default());
    type Make<'a> = Box<dyn Fn() -> Sender + 'a>;
    let rows: [(&str, Make); 9] = [
        ("pickled pixels", Box::new(|| of(Coding::Pickle(4)))),
        ("pixels", Box::new(|| of(Coding::Pixels))),
        ("runs", Box::new(|| of(Coding::Runs))),
        ("rows", Box::new(|| of(Coding::Rows))),
        ("tiles", Box::new(|| of(Coding::Tiles))),
        ("BMP", Box::new(|| file_sender(&bitmap, small))),
        ("JPEG", Box::new(|| file_sender(&plain, small))),
        (
            "JPEG, a restart every 5 MCUs",
            Box::new(|| file_sender(&restarts, small)),
        ),
        (
            "JPEG, 4 repairs for 16",
            Box::new(|| file_sender(&plain, corrected)),
        ),
    ];
    println!("{} × {} pixels; loss of 1, 5, 20 %", size.0, size.1);
    let mut found = Vec::new();
    for (name, make) in &rows {
        let whole = shown_of(make(), 0.0, 0, size);
        let mut line = Vec::new();
        for loss in [0.01, 0.05, 0.2] {
            let all =
                (0..SEEDS).map(|seed| ruined(&shown_of(make(), loss, seed, size).0, &whole.0));
            line.push(all.sum::<f64>() / SEEDS as f64);
        }
        let (_, datagrams, bytes) = whole;
        let wire = (bytes as f64 + (datagrams * HEADER_BYTES as u64) as f64) / pixels;
        println!(
            "| {name} | {datagrams} | {wire:.2} | {:.2} | {:.2} | {:.1} |",
            line[0], line[1], line[2]
        );
        found.push((wire, line));
    }
    // As many pixels are lost as datagrams, where each stands alone.
    for (_, line) in &found[..5] {
        for (&ruined, loss) in line.iter().zip([1.0, 5.0, 20.0]) {
            assert!((ruined / loss - 1.0).abs() < 0.35, "{ruined} of {loss}");
        }
    }
    let [.., (_, bitmap), (_, jpeg), (_, restart), (_, corrected)] = &found[..] else {
        unreachable!()
    };
    // A BMP loses what is lost, or all of it with its header.
    assert!(bitmap[1] < jpeg[1] / 2.0 && bitmap[2] < restart[2]);
    // A JPEG loses all that stands behind; restarts bound that; repairs make it good.
    assert!(jpeg[0] > 5.0 && jpeg[1] > 25.0);
    assert!(restart[1] < jpeg[1] * 0.7);
    assert!(corrected[0] < 0.1 && corrected[1] < jpeg[1] / 10.0);
    // A pickle takes over ten times a pixel.
    assert!(found[0].0 > 50.0 && found[1].0 < 37.0 && found[6].0 < 1.0);
}

/// What is shown of a picture that was sent once, and what was sent: datagrams, bytes.
fn shown_of(sender: Sender, loss: f64, seed: u64, size: (u32, u32)) -> (Image, u64, u64) {
    let conditions = Conditions {
        loss,
        ..Conditions::default()
    };
    let mut simulation = Simulation::new(sender, conditions, seed, Answers::None, 1e9);
    simulation.set_size(size.0, size.1);
    let simulation = ended(simulation);
    let (datagrams, bytes, _) = simulation.sent();
    (shown(&simulation, size), datagrams, bytes)
}
