//! Tile lists: many decoders in one picture, and what a list may not say.

use pixelbits::raw::{Fill, Mode, RawMode, RowOrder, RowPadding, Sign, Window};
use pixelbits::tile::{load, Parameters, Region, Tile, TileList};
use pixelbits::{jpeg, registry, Code, Limits};

fn raw(mode: Mode, name: &str, region: Region, offset_bytes: u64) -> Tile {
    Tile {
        decoder: "raw",
        region,
        offset_bytes,
        parameters: Parameters::Raw {
            raw_mode: RawMode::find(mode, name).expect("a raw mode"),
            stride_bytes: None,
            rows: RowOrder::TopDown,
        },
    }
}

fn region(x: u32, y: u32, width: u32, height: u32) -> Region {
    Region {
        x,
        y,
        width,
        height,
    }
}

fn loaded(list: &TileList, data: &[u8]) -> Result<Vec<u8>, Code> {
    let outcome = load(data, list, registry::DECODERS, &Limits::default());
    outcome.map(|o| o.value.to_bytes()).map_err(|e| e.code)
}

#[test]
fn tiles_lie_where_they_are_put() {
    let list = TileList {
        mode: Mode::Grey,
        width: 3,
        height: 2,
        tiles: vec![
            raw(Mode::Grey, "L", region(0, 0, 1, 2), 1),
            raw(Mode::Grey, "L;4", region(1, 1, 2, 1), 0),
        ],
    };
    // What no tile covers stays zero.
    assert_eq!(
        loaded(&list, &[0x3C, 7, 8]),
        Ok(vec![7, 0, 0, 8, 0x33, 0xCC])
    );
    // A later tile lies over an earlier one.
    let mut over = list.clone();
    over.tiles.push(raw(Mode::Grey, "L", region(0, 0, 3, 1), 0));
    assert_eq!(
        loaded(&over, &[0x3C, 7, 8]),
        Ok(vec![0x3C, 7, 8, 8, 0x33, 0xCC])
    );
    let bits = TileList {
        mode: Mode::Float32,
        width: 2,
        height: 1,
        tiles: vec![Tile {
            decoder: "bit",
            region: region(1, 0, 1, 1),
            offset_bytes: 1,
            parameters: Parameters::Bits {
                bits: 3,
                padding: RowPadding::WholeBytes,
                fill: Fill::from_number(0).expect("a fill"),
                sign: Sign::Signed,
                rows: RowOrder::TopDown,
            },
        }],
    };
    let wanted = [0.0_f32.to_le_bytes(), (-2.0_f32).to_le_bytes()].concat();
    assert_eq!(loaded(&bits, &[0, 0b1100_0000]), Ok(wanted));
}

#[test]
fn lists_that_make_no_sense() {
    let list = |tile| TileList {
        mode: Mode::Grey,
        width: 2,
        height: 2,
        tiles: vec![tile],
    };
    let grey = |region| raw(Mode::Grey, "L", region, 0);
    let whole = grey(Region::whole(2, 2));
    let wrong = [
        grey(region(1, 0, 2, 1)),
        grey(region(0, u32::MAX, 1, 2)),
        raw(Mode::Rgb, "RGB", Region::whole(2, 2), 0),
        Tile {
            decoder: "zip",
            ..whole
        },
        Tile {
            decoder: "bit",
            ..whole
        },
        Tile {
            parameters: Parameters::None,
            ..whole
        },
    ];
    for tile in wrong {
        assert_eq!(
            loaded(&list(tile), &[0; 12]),
            Err(Code::Parameter),
            "{tile:?}"
        );
    }
    // Tiles that lie over each other may not make more work than the limits allow.
    let mut many = list(whole);
    many.tiles = vec![whole; 3];
    let limits = Limits {
        pixels: 11,
        ..Limits::default()
    };
    let error = load(&[0; 4], &many, registry::DECODERS, &limits).expect_err("too much");
    assert_eq!(error.code, Code::LimitPixels);
    assert!(load(&[0; 4], &many, registry::DECODERS, &Limits::default()).is_ok());
}

/// JPEG by its tile is JPEG by its decoder: sound, turned by EXIF, and damaged.
#[test]
fn jpeg_is_a_row_like_any_other() {
    let limits = Limits::default();
    let mut seen = 0;
    for entry in crate::corpus::fixtures() {
        let wanted = ["exif", "colour", "damaged", "dnl"].contains(&&*entry.family);
        if !wanted {
            continue;
        }
        let data = entry.read();
        let decoded = (jpeg::FORMAT.decode)(&data, &limits);
        if registry::probe(&data).is_none() {
            continue;
        }
        match (decoded, registry::load(&data, &limits)) {
            (Ok(decoded), Ok(loaded)) => {
                let image = loaded.value.to_image(Window::Full);
                assert_eq!(image, decoded.image, "{}", entry.name);
                assert_eq!(loaded.warnings, decoded.warnings, "{}", entry.name);
                seen += 1;
            }
            (Err(decoded), Err(loaded)) => assert_eq!(decoded, loaded, "{}", entry.name),
            (decoded, loaded) => panic!("{}: {decoded:?} but {loaded:?}", entry.name),
        }
    }
    assert!(seen > 50, "{seen}");
}

/// A JPEG file inside another one, as a tile: what is odd about it is told with its place in the whole.
#[test]
fn a_tile_may_be_a_file() {
    let entries = crate::corpus::fixtures();
    let entry = entries.iter().find(|e| e.name.ends_with("damaged/cut.jpg"));
    let damaged = entries.iter().filter(|e| e.family == "damaged");
    let (data, warnings, size) = entry
        .into_iter()
        .chain(damaged)
        .find_map(|entry| {
            let data = entry.read();
            let outcome = jpeg::decode(&data, &jpeg::Options::default()).ok()?;
            let size = (outcome.value.width, outcome.value.height);
            (!outcome.warnings.is_empty()).then_some((data, outcome.warnings, size))
        })
        .expect("a damaged fixture");
    let list = TileList {
        mode: Mode::Rgba,
        width: size.0,
        height: size.1,
        tiles: vec![Tile {
            decoder: "jpeg",
            region: Region::whole(size.0, size.1),
            offset_bytes: 10,
            parameters: Parameters::None,
        }],
    };
    let file = [&[0; 10][..], &data].concat();
    let found = load(&file, &list, registry::DECODERS, &Limits::default()).expect("it loads");
    let moved: Vec<u64> = warnings.iter().map(|w| w.at + 80).collect();
    assert_eq!(
        found.warnings.iter().map(|w| w.at).collect::<Vec<_>>(),
        moved
    );
}
