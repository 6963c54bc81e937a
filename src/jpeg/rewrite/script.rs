//! Which scans a frame is sent in: T.81 A.2.2, A.2.3 (interleaving), G.1.1.1 (spectral selection, successive approximation).

use crate::jpeg::frame::Geometry;
use crate::{Code, Error};
use alloc::vec;
use alloc::vec::Vec;

/// One scan of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanStep {
    /// Indices of its components in the frame, ascending; one where it brings AC coefficients of a progressive frame.
    pub components: Vec<u8>,
    /// Ss: first coefficient.
    pub ss: u8,
    /// Se: last coefficient.
    pub se: u8,
    /// Ah: the bit position that scans before it have come down to; 0 for the first of a band.
    pub ah: u8,
    /// Al: the bit position it comes down to.
    pub al: u8,
}

/// Whether two components of the frame may share a scan.
pub(super) type MayShare<'a> = &'a dyn Fn(usize, usize) -> bool;

/// Components in as few scans as may be: at most four and ten blocks in an MCU each, T.81 B.2.3.
fn interleaved(geometry: &Geometry, may_share: MayShare) -> Vec<Vec<u8>> {
    let mut scans: Vec<Vec<u8>> = Vec::new();
    let mut blocks = 0;
    for (index, c) in geometry.components.iter().enumerate() {
        let own = u32::from(c.h) * u32::from(c.v);
        let id = index as u8;
        match scans.last_mut() {
            Some(scan)
                if scan.len() < 4
                    && blocks + own <= 10
                    && scan.iter().all(|&other| may_share(other.into(), index)) =>
            {
                scan.push(id);
                blocks += own;
            }
            _ => {
                scans.push(vec![id]);
                blocks = own;
            }
        }
    }
    scans
}

/// The scans of a sequential frame.
pub(super) fn sequential(geometry: &Geometry, may_share: MayShare) -> Vec<ScanStep> {
    let scans = interleaved(geometry, may_share).into_iter();
    scans
        .map(|components| ScanStep {
            components,
            ss: 0,
            se: 63,
            ah: 0,
            al: 0,
        })
        .collect()
}

/// The scans of a progressive frame that the reference encoder chooses: `colour` where the components are YCbCr, of which
/// luminance deserves the finer steps.
pub(super) fn progressive(geometry: &Geometry, colour: bool, may_share: MayShare) -> Vec<ScanStep> {
    let mut script = Vec::new();
    let all = 0..geometry.components.len().min(255) as u8;
    let dc = |script: &mut Vec<ScanStep>, ah, al| {
        for components in interleaved(geometry, may_share) {
            script.push(ScanStep {
                components,
                ss: 0,
                se: 0,
                ah,
                al,
            });
        }
    };
    let ac =
        |script: &mut Vec<ScanStep>, components: &mut dyn Iterator<Item = u8>, band: [u8; 4]| {
            let [ss, se, ah, al] = band;
            for component in components {
                script.push(ScanStep {
                    components: vec![component],
                    ss,
                    se,
                    ah,
                    al,
                });
            }
        };
    dc(&mut script, 0, 1);
    if colour {
        let (luminance, differences) = (0..1u8, [2, 1]);
        ac(&mut script, &mut luminance.clone(), [1, 5, 0, 2]);
        ac(&mut script, &mut differences.into_iter(), [1, 63, 0, 1]);
        ac(&mut script, &mut luminance.clone(), [6, 63, 0, 2]);
        ac(&mut script, &mut luminance.clone(), [1, 63, 2, 1]);
        dc(&mut script, 1, 0);
        ac(&mut script, &mut differences.into_iter(), [1, 63, 1, 0]);
        ac(&mut script, &mut luminance.clone(), [1, 63, 1, 0]);
    } else {
        ac(&mut script, &mut all.clone(), [1, 5, 0, 2]);
        ac(&mut script, &mut all.clone(), [6, 63, 0, 2]);
        ac(&mut script, &mut all.clone(), [1, 63, 2, 1]);
        dc(&mut script, 1, 0);
        ac(&mut script, &mut all.clone(), [1, 63, 1, 0]);
    }
    script
}

/// Checks a progressive script: every bit of every coefficient is to come once, from the top, the DC coefficient first.
pub(super) fn check(script: &[ScanStep], components: usize) -> Result<(), Error> {
    /// No scan has brought it yet.
    const NOTHING: u8 = 0xFF;
    let mut reached = vec![[NOTHING; 64]; components];
    for (step, number) in script.iter().zip(0..) {
        let refusal = Error::at_bit(Code::BadScan, 0).with(number);
        let &ScanStep { ss, se, ah, al, .. } = step;
        let dc = ss == 0;
        let band = match dc {
            true => se == 0 && (1..=4).contains(&step.components.len()),
            false => ss <= se && se < 64 && step.components.len() == 1,
        };
        let ascending = step.components.windows(2).all(|pair| pair[0] < pair[1]);
        if !band || !ascending || al > 13 || (ah != 0 && ah != al + 1) {
            return Err(refusal);
        }
        let before = if ah == 0 { NOTHING } else { ah };
        for &component in &step.components {
            let reached = reached.get_mut(usize::from(component)).ok_or(refusal)?;
            if !dc && reached[0] == NOTHING {
                return Err(refusal);
            }
            for bit in reached.iter_mut().take(usize::from(se) + 1).skip(ss.into()) {
                if *bit != before {
                    return Err(refusal);
                }
                *bit = al;
            }
        }
    }
    let whole = reached.iter().flatten().all(|&bit| bit == 0);
    match whole {
        true => Ok(()),
        false => Err(Error::at_bit(Code::BadScan, 0).with(script.len() as u64)),
    }
}
