//! New values, set where the file can carry them.

use super::frames::{Brought, EditedFrame};
use super::scans::frames_of_scans;
use super::{CoefficientEdit, Edits, SampleEdit};
use crate::jpeg::syntax::tables::ZIGZAG;
use crate::jpeg::syntax::{marker, Structure};
use crate::{Code, Error};
use alloc::vec;
use alloc::vec::Vec;

/// Sets all of them.
pub(super) fn set(
    frames: &mut [EditedFrame],
    edits: &Edits,
    structure: &Structure,
) -> Result<(), Error> {
    let low_bits: Vec<_> = frames.iter().map(|f| low_bits(f, structure)).collect();
    let index_of = |frames: &[EditedFrame], number| {
        let found = frames.iter().position(|frame| frame.number == number);
        found.ok_or(Error::at_bit(Code::EditPlace, 0))
    };
    let mut coefficient = |edit: &CoefficientEdit| {
        let index = index_of(frames, edit.frame)?;
        let bits = low_bits.get(index).map_or(&[][..], Vec::as_slice);
        let frame = frames.get_mut(index);
        frame.map_or(Ok(()), |frame| set_coefficient(frame, edit, bits))
    };
    for (edit, number) in edits.coefficients.iter().zip(0..) {
        coefficient(edit).map_err(|error| error.with(number))?;
    }
    let mut sample = |edit: &SampleEdit| {
        let index = index_of(frames, edit.frame)?;
        let frame = frames.get_mut(index);
        frame.map_or(Ok(()), |frame| set_sample(frame, edit))
    };
    for (edit, number) in edits.samples.iter().zip(edits.coefficients.len() as u64..) {
        sample(edit).map_err(|error| error.with(number))?;
    }
    Ok(())
}

/// For each component and zigzag index: the lowest bit that the scans bring; `None` where they bring nothing.
fn low_bits(frame: &EditedFrame, structure: &Structure) -> Vec<[Option<u8>; 64]> {
    let geometry = &frame.geometry;
    let progressive = marker::is_progressive(geometry.marker);
    let mut low = vec![[None; 64]; geometry.components.len()];
    for (number, header) in frames_of_scans(structure) {
        if number != frame.number {
            continue;
        }
        let (band, bit) = match progressive {
            true => (usize::from(header.ss)..=header.se.into(), header.al),
            false => (0..=63, 0),
        };
        for (c, low) in geometry.components.iter().zip(&mut low) {
            if header.components.iter().any(|wanted| wanted.id == c.id) {
                let places = low.get_mut(band.clone()).unwrap_or_default();
                places.iter_mut().for_each(|place| *place = Some(bit));
            }
        }
    }
    low
}

/// Sets one coefficient, if the frame has it and the file can carry the value.
fn set_coefficient(
    frame: &mut EditedFrame,
    edit: &CoefficientEdit,
    low_bits: &[[Option<u8>; 64]],
) -> Result<(), Error> {
    let refusal = |code| Error::at_bit(code, 0);
    let Brought::Blocks(rows) = &mut frame.brought else {
        return Err(refusal(Code::NoCoefficients));
    };
    let (component, k) = (usize::from(edit.component), usize::from(edit.k));
    let c = frame.geometry.components.get(component);
    let c = c.filter(|c| edit.bx < c.blocks_across && edit.by < c.blocks_down && k < 64);
    c.ok_or(refusal(Code::EditPlace))?;
    let low = low_bits.get(component).and_then(|low| low.get(k));
    let low = low.copied().flatten().ok_or(refusal(Code::EditValue))?;
    // T.81 F.1.2.1.1, F.1.2.2.1: AC magnitudes have up to 10 bits, in 12-bit frames 14; DC differences one more.
    let bits = if frame.geometry.precision == 8 {
        10
    } else {
        14
    };
    let least = if k == 0 {
        -(1 << bits)
    } else {
        1 - (1 << bits)
    };
    let value = i32::from(edit.value);
    let in_range = (least..1 << bits).contains(&value);
    if !in_range || value % (1 << low.min(14)) != 0 {
        return Err(refusal(Code::EditValue));
    }
    let rows = rows.get_mut(component);
    if let Some(block) = rows.and_then(|rows| rows.block_mut(edit.bx, edit.by)) {
        block[usize::from(ZIGZAG[k & 127]) & 63] = edit.value;
    }
    Ok(())
}

/// Sets one sample of a lossless frame, if the frame has it and its bits suffice.
fn set_sample(frame: &mut EditedFrame, edit: &SampleEdit) -> Result<(), Error> {
    let refusal = |code| Error::at_bit(code, 0);
    let Brought::Samples(planes) = &mut frame.brought else {
        return Err(refusal(Code::EditPlace));
    };
    let place = (usize::from(edit.component), edit.x, edit.y);
    let c = frame.geometry.components.get(place.0);
    let c = c.filter(|c| edit.x < c.width && edit.y < c.height);
    c.ok_or(refusal(Code::EditPlace))?;
    let plane = planes.get_mut(place.0).ok_or(refusal(Code::EditPlace))?;
    let shift = u32::from(plane.shift).min(15);
    // A difference has one more bit than samples, and a sign (J.2.2): all that 16 bits hold is allowed.
    let differential = marker::is_differential(frame.geometry.marker);
    let fits = differential || u32::from(edit.value) < 1 << frame.geometry.precision.min(16);
    if !fits || u32::from(edit.value) % (1 << shift) != 0 {
        return Err(refusal(Code::EditValue));
    }
    let at = edit.y as usize * plane.width as usize + edit.x as usize;
    let slot = plane.samples.get_mut(at).ok_or(refusal(Code::EditPlace))?;
    *slot = edit.value >> shift;
    Ok(())
}
