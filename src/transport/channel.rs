//! A simulated channel: it loses datagrams, brings them twice, late, in another order, or with wrong bits, always the same ones for the
//! same seed.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use fastrand::Rng;

/// What becomes of datagrams with wrong bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Checksum {
    /// They are thrown away, as UDP does.
    #[default]
    Drops,
    /// They are handed on.
    Ignored,
}

/// How bad the channel is. Shares are from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Conditions {
    /// Share of datagrams that are lost.
    pub loss: f64,
    /// Datagrams that are lost in a row, in the mean; up to 1: each by itself.
    pub burst: f64,
    /// Share of datagrams that come twice.
    pub duplicates: f64,
    /// Share of datagrams that are held up by up to ten times the delay and 10 ms.
    pub reordering: f64,
    /// How long a datagram is under way, in milliseconds.
    pub delay_ms: f64,
    /// Share of bits that are wrong.
    pub bit_errors: f64,
    /// What becomes of those.
    pub checksum: Checksum,
}

/// Most datagrams that are under way; what is sent then is lost, as by a full router.
const MOST: usize = 1 << 16;

/// A channel in one direction.
pub struct Channel {
    conditions: Conditions,
    /// What befalls datagrams: always as many numbers a datagram, so that the n-th fares the same whatever it holds.
    fate: Rng,
    bits: Rng,
    in_burst: bool,
    /// By when they come (in microseconds) and when they were sent.
    under_way: BTreeMap<(u64, u64), Vec<u8>>,
    sent: u64,
    lost: u64,
}

impl Channel {
    /// A channel that fares as its seed has it.
    pub fn new(conditions: Conditions, seed: u64) -> Self {
        Self {
            conditions,
            fate: Rng::with_seed(seed),
            bits: Rng::with_seed(!seed),
            in_burst: false,
            under_way: BTreeMap::new(),
            sent: 0,
            lost: 0,
        }
    }

    /// Datagrams that were lost, or thrown away for wrong bits.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// No datagram is under way.
    pub fn is_empty(&self) -> bool {
        self.under_way.is_empty()
    }

    /// Sends a datagram.
    pub fn send(&mut self, now_ms: f64, datagram: &[u8]) {
        self.sent += 1;
        let [lost, twice, late, by, again_by] = core::array::from_fn(|_| self.fate.f64());
        let is_lost = self.is_lost(lost);
        let Conditions {
            duplicates,
            reordering,
            delay_ms,
            ..
        } = self.conditions;
        let damaged = self.damaged(datagram);
        let (false, Some(bytes)) = (is_lost || self.under_way.len() >= MOST, damaged) else {
            self.lost += 1;
            return;
        };
        let more = |by: f64| (10.0 * delay_ms.max(0.0) + 10.0) * by;
        let due = now_ms + delay_ms.max(0.0) + if late < reordering { more(by) } else { 0.0 };
        let key = |ms: f64, number: u64| ((ms * 1000.0) as u64, number);
        if twice < duplicates {
            let copy = key(due + more(again_by) / 10.0, 2 * self.sent + 1);
            self.under_way.insert(copy, bytes.clone());
        }
        self.under_way.insert(key(due, 2 * self.sent), bytes);
    }

    /// Gilbert's channel: in its bad state everything is lost. It leaves that with 1 / burst, and enters it so often that the share
    /// comes out.
    fn is_lost(&mut self, draw: f64) -> bool {
        let Conditions { loss, burst, .. } = self.conditions;
        if burst <= 1.0 || loss >= 1.0 {
            return draw < loss;
        }
        self.in_burst = match self.in_burst {
            true => draw >= 1.0 / burst,
            false => draw < loss / (burst * (1.0 - loss)),
        };
        self.in_burst
    }

    /// The datagram as it comes; `None` where it is thrown away.
    fn damaged(&mut self, datagram: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = datagram.to_vec();
        let rate = self.conditions.bit_errors;
        if rate <= 0.0 {
            return Some(bytes);
        }
        let bits = bytes.len() * 8;
        let mut at = 0.0;
        let mut wrong = false;
        loop {
            // So many bits are right before the next wrong one.
            let right = match rate < 1.0 {
                true => libm::log(1.0 - self.bits.f64()) / libm::log(1.0 - rate),
                false => 0.0,
            };
            at += libm::floor(right);
            if at >= bits as f64 {
                break;
            }
            let bit = at as usize;
            if let Some(byte) = bytes.get_mut(bit / 8) {
                *byte ^= 0x80 >> (bit % 8);
            }
            wrong = true;
            at += 1.0;
        }
        (!wrong || self.conditions.checksum == Checksum::Ignored).then_some(bytes)
    }

    /// The next datagram that has come by now.
    pub fn due(&mut self, now_ms: f64) -> Option<Vec<u8>> {
        let first = self.under_way.first_entry()?;
        match first.key().0 <= (now_ms * 1000.0) as u64 {
            true => Some(first.remove()),
            false => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many come of so many datagrams that hold their number, and in which order.
    fn come(conditions: Conditions, seed: u64, count: u32) -> Vec<u32> {
        let mut channel = Channel::new(conditions, seed);
        for number in 0..count {
            channel.send(number.into(), &number.to_be_bytes());
        }
        let mut come = Vec::new();
        while let Some(bytes) = channel.due(1e9) {
            come.push(u32::from_be_bytes(bytes.try_into().unwrap()));
        }
        come
    }

    #[test]
    fn a_good_channel_brings_everything_in_order() {
        let all: Vec<u32> = (0..1000).collect();
        assert_eq!(come(Conditions::default(), 1, 1000), all);
    }

    #[test]
    fn loss_comes_out_with_and_without_bursts() {
        for burst in [1.0, 5.0, 20.0] {
            let conditions = Conditions {
                loss: 0.2,
                burst,
                ..Conditions::default()
            };
            let first = come(conditions, 7, 20_000);
            assert_eq!(first, come(conditions, 7, 20_000), "the same seed");
            assert_ne!(first, come(conditions, 8, 20_000));
            let lost = 20_000 - first.len();
            assert!((3_000..5_000).contains(&lost), "{burst}: {lost}");
            let gaps = first
                .windows(2)
                .filter(|pair| pair[1] - pair[0] > 1)
                .count();
            let mean = lost as f64 / gaps as f64;
            let expected = if burst > 1.0 { burst } else { 1.25 };
            assert!((mean / expected - 1.0).abs() < 0.25, "{burst}: {mean}");
        }
    }

    #[test]
    fn twice_and_out_of_order() {
        let conditions = Conditions {
            duplicates: 0.5,
            reordering: 0.3,
            delay_ms: 5.0,
            ..Conditions::default()
        };
        let mut all = come(conditions, 3, 1000);
        assert!((1400..1600).contains(&all.len()));
        assert!(!all.is_sorted());
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 1000);
    }

    #[test]
    fn wrong_bits() {
        let mut conditions = Conditions {
            bit_errors: 0.01,
            ..Conditions::default()
        };
        let dropped = 10_000 - come(conditions, 1, 10_000).len();
        // 1 − 0.99^32 = 0.275
        assert!((2_500..3_000).contains(&dropped), "{dropped}");
        conditions.checksum = Checksum::Ignored;
        let come = come(conditions, 1, 10_000);
        let wrong = (0..).zip(&come).filter(|&(n, &value)| n != value).count();
        assert_eq!((come.len(), wrong), (10_000, dropped));
    }
}
