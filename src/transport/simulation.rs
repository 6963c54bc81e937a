//! A sender and a receiver with a simulated channel between them, in a time of their own.

use super::{Channel, Conditions, Receiver, Sender, Taken, HEADER_BYTES, LIMITS};
use alloc::vec::Vec;

/// Whether the receiver can ask for what is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// It cannot: what is lost stays lost.
    None,
    /// It can, through a channel that is as bad.
    Asks,
}

/// How long the sender waits for an answer, beyond twice the delay, before it asks again.
const PATIENCE_MS: f64 = 100.0;
/// How often it asks in vain before it gives up.
const ATTEMPTS: u32 = 50;

/// A transfer while it goes on.
pub struct Simulation {
    sender: Sender,
    receiver: Receiver,
    there: Channel,
    back: Channel,
    answers: Answers,
    /// Bytes a millisecond, with the headers of UDP and IP.
    rate: f64,
    delay_ms: f64,
    now_ms: f64,
    /// When the line is free again.
    free_ms: f64,
    /// When the sender fell silent.
    silent_ms: Option<f64>,
    attempts: u32,
    sent: u64,
    sent_bytes: u64,
    over: bool,
}

impl Simulation {
    /// Of a sender through a channel, at so many bytes a second.
    pub fn new(
        sender: Sender,
        conditions: Conditions,
        seed: u64,
        answers: Answers,
        bytes_a_second: f64,
    ) -> Self {
        Self {
            sender,
            receiver: Receiver::new(LIMITS),
            there: Channel::new(conditions, seed),
            back: Channel::new(conditions, seed.wrapping_add(1)),
            answers,
            rate: (bytes_a_second / 1000.0).max(0.001),
            delay_ms: conditions.delay_ms.max(0.0),
            now_ms: 0.0,
            free_ms: 0.0,
            silent_ms: None,
            attempts: 0,
            sent: 0,
            sent_bytes: 0,
            over: false,
        }
    }

    /// What has come.
    pub fn receiver(&self) -> &Receiver {
        &self.receiver
    }

    /// What is sent.
    pub fn sender(&self) -> &Sender {
        &self.sender
    }

    /// States the size to the receiver, for codings that do not tell it.
    pub fn set_size(&mut self, width: u32, height: u32) {
        self.receiver.set_size(width, height);
    }

    /// Datagrams sent, their bytes without headers, and how many of them were lost.
    pub fn sent(&self) -> (u64, u64, u64) {
        (self.sent, self.sent_bytes, self.there.lost())
    }

    /// Milliseconds since the beginning, to the end of what is over.
    pub fn now_ms(&self) -> f64 {
        self.now_ms
    }

    /// Nothing more will come.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Lets so much time pass.
    pub fn advance(&mut self, ms: f64) {
        let until = self.now_ms + ms.max(0.0);
        let mut datagram = Vec::new();
        while !self.over {
            let free = self.free_ms.max(self.now_ms);
            if free <= until && self.sender.next(&mut datagram) {
                self.now_ms = free;
                self.there.send(free, &datagram);
                self.sent += 1;
                self.sent_bytes += datagram.len() as u64;
                self.free_ms = free + (datagram.len() + HEADER_BYTES) as f64 / self.rate;
                self.silent_ms = None;
                self.deliver();
                continue;
            }
            // Steps of a millisecond, so that answers come in time.
            let next = (self.now_ms + 1.0).min(until);
            self.now_ms = if free <= until { next } else { until };
            self.deliver();
            self.wait(free <= until);
            if self.now_ms >= until {
                return;
            }
        }
    }

    fn deliver(&mut self) {
        let mut answer = Vec::new();
        while let Some(datagram) = self.there.due(self.now_ms) {
            let asked = self.receiver.take(&datagram) == Taken::End;
            if asked && self.answers == Answers::Asks && self.receiver.request(&mut answer) {
                self.back.send(self.now_ms, &answer);
            }
        }
        while let Some(datagram) = self.back.due(self.now_ms) {
            if self.sender.take(&datagram) {
                self.attempts = 0;
            }
        }
    }

    /// The sender has nothing to send, and the line is free: it waits, asks again, or gives up.
    fn wait(&mut self, silent: bool) {
        if !silent {
            return;
        }
        let since = *self.silent_ms.get_or_insert(self.now_ms);
        let quiet = self.there.is_empty() && self.back.is_empty();
        if self.sender.is_finished() || (self.answers == Answers::None && quiet) {
            self.over = quiet;
        } else if self.now_ms - since > 2.0 * self.delay_ms + PATIENCE_MS {
            self.sender.ask();
            self.silent_ms = None;
            self.attempts += 1;
            self.over = self.attempts > ATTEMPTS;
        }
    }
}
