//! Formats of the plug-in table but JPEG: any bytes, no panic, bounded memory; fields tile the file, spans tile the pixel
//! data, and what the spans say of a pixel is what was decoded.

use super::{memory, Dice, LIMITS};
use pixelbits::field::{Field, Shape};
use pixelbits::pixelmap::{PixelMap, PixelSpan};
use pixelbits::registry::{self, Format, FORMATS};
use pixelbits::trace::Role;
use pixelbits::Error;

/// What decoding may hold for each byte of the file, and in any case.
const WORKING_BYTES: (u64, u64) = (1_000, 1 << 20);

/// Checks every format, whether it claims the input or not.
pub fn holds(data: &[u8]) {
    let claimed = registry::probe(data).map(|format| format.name);
    for format in FORMATS.iter().filter(|format| format.name != "jpeg") {
        if (format.probe)(data) {
            assert!(claimed.is_some());
        }
        inspected(format, data);
        decoded(format, data);
        mapped(format, data);
    }
}

fn inside(errors: &[Error], end: u64) {
    for error in errors {
        assert!(error.at <= end, "{error:?} in {end} bits");
    }
}

fn leaves(fields: &[Field]) -> Vec<&Field> {
    let leaf = |field: &&Field| field.shape == Shape::Leaf && field.bits > 0;
    let mut leaves: Vec<&Field> = fields.iter().filter(leaf).collect();
    leaves.sort_by_key(|field| field.start);
    leaves
}

fn inspected(format: &Format, data: &[u8]) {
    let end = data.len() as u64 * 8;
    let inspection = (format.inspect)(data, &LIMITS);
    inside(&inspection.errors, end);
    assert!(inspection.errors.is_sorted_by_key(|error| error.at));
    let mut at = 0;
    for field in leaves(&inspection.fields) {
        assert_eq!(field.start, at, "{}: {field:?}", format.name);
        at = field.end();
    }
    assert_eq!(at, end, "{}", format.name);
}

fn decoded(format: &Format, data: &[u8]) {
    let (decoded, peak) = memory::peak(|| (format.decode)(data, &LIMITS));
    let most = LIMITS.memory_bytes + WORKING_BYTES.0 * data.len() as u64 + WORKING_BYTES.1;
    assert!(peak <= most, "{}: {peak} bytes", format.name);
    let samples = (format.samples)(data, &LIMITS);
    let end = data.len() as u64 * 8;
    let decoded = match decoded {
        Ok(decoded) => decoded,
        Err(error) => {
            assert!(error.at <= end, "{error:?} in {end} bits");
            return assert_eq!(samples.err(), Some(error));
        }
    };
    inside(&decoded.warnings, end);
    let image = decoded.image;
    let pixels = u64::from(image.width) * u64::from(image.height);
    assert!(pixels > 0 && pixels <= LIMITS.pixels);
    assert_eq!(image.rgba.len() as u64, pixels * 4);
    let samples = samples.expect("pixels could be decoded").samples;
    assert_eq!((samples.width, samples.height), (image.width, image.height));
    assert_eq!(
        samples.data.len() as u64,
        pixels * u64::from(samples.channels)
    );
    let largest = (1u32 << samples.precision) - 1;
    assert!(samples.data.iter().all(|&v| u32::from(v) <= largest));
}

fn mapped(format: &Format, data: &[u8]) {
    let Some(map) = (format.map)(data, &LIMITS) else {
        return;
    };
    let end = data.len() as u64 * 8;
    let whole = map.window(0..end);
    let pixel_data = leaves(&(format.inspect)(data, &LIMITS).fields)
        .iter()
        .filter(|field| matches!(field.role, Role::Pixel | Role::Padding))
        .filter(|field| ["Row", "Rows"].contains(&field.name))
        .map(|field| field.start..field.end())
        .collect::<Vec<_>>();
    for rows in pixel_data.windows(2) {
        assert!(rows[0].end <= rows[1].start);
    }
    // Deflated pixels stand in several chunks, with their own heads and checksums between them.
    let is_deflated = format.name == "png";
    for pair in whole.windows(2) {
        let (end, start) = (pair[0].end(), pair[1].start);
        assert!(end == start || (is_deflated && end < start), "{pair:?}");
    }
    assert!(whole.iter().all(|span| span.bits > 0));
    if let (Some(first), Some(rows)) = (whole.first(), pixel_data.first()) {
        assert_eq!(first.start, rows.start, "{}", format.name);
    }
    let mut dice = Dice::new(data);
    let Some(last) = whole.last() else { return };
    for _ in 0..8 {
        let from = dice.below(end + 1);
        let to = from + 1 + dice.below(200);
        let touched: Vec<PixelSpan> = whole
            .iter()
            .filter(|span| span.end() > from && span.start < to)
            .copied()
            .collect();
        assert_eq!(map.window(from..to), touched, "{from}..{to}");
        let span = whole[dice.below(whole.len() as u64) as usize];
        assert_eq!(map.pixels_of(span.start), Some(span));
        assert_eq!(map.pixels_of(span.end() - 1), Some(span));
        pixel(map.as_ref(), &whole, &span, is_deflated);
    }
    assert_eq!(map.pixels_of(last.end()), None);
}

/// The spans of a pixel are those that cover it, and, where pixels are deflated, copies that reach it from a row above.
fn pixel(map: &dyn PixelMap, whole: &[PixelSpan], span: &PixelSpan, is_deflated: bool) {
    let columns = span.columns();
    let Some(x) = columns.last() else { return };
    let covering: Vec<PixelSpan> = whole
        .iter()
        .filter(|other| other.covers(x, span.y))
        .copied()
        .collect();
    let mut spans = map.bits_of(x, span.y);
    if is_deflated {
        spans.retain(|span| span.role != Role::RunLength || covering.contains(span));
    }
    assert_eq!(spans, covering, "pixel ({x}, {})", span.y);
}
