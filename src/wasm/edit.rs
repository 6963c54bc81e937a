//! The open file is edited: only what the edit changes is decoded anew, what is looked at before the rest.

use super::document::{Document, Kind};
use super::fault;
use super::source::RowSource;
use crate::jpeg::{Decoder, Memory, Scale};
use crate::{Error, Reducer};
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::ops::Range;
use wasm_bindgen::prelude::*;

/// What is known of the picture from before an edit.
pub(super) struct Edited {
    /// Of the last picture whose rows have all been handed out.
    memory: Option<Memory<Rc<[u8]>>>,
    /// Rows that have been handed out since.
    pub(super) unsettled: Range<u32>,
    /// Others hand out rows of the picture as well.
    shared: bool,
    /// The file has been edited, and its rows have not been asked for yet.
    pub(super) pending: bool,
    /// Where the rows of the picture stand, while some of them are handed out before.
    held: Option<Held>,
}

/// A picture some rows of which have been handed out.
pub(super) struct Held {
    /// What gives the others.
    pub source: Option<RowSource>,
    /// Rows that did not fit into the strip before.
    pub waiting: Vec<u8>,
    /// The row that they start with.
    pub next_row: u32,
    /// Makes the overview of them.
    pub reducer: Option<Reducer>,
    /// What is handed out meanwhile is reduced: not these rows themselves.
    reduced: bool,
}

/// Every row of any picture.
const ALL: Range<u32> = 0..u32::MAX;

impl Default for Edited {
    fn default() -> Self {
        Self {
            memory: None,
            unsettled: ALL,
            shared: false,
            pending: false,
            held: None,
        }
    }
}

impl Edited {
    /// Prepares a decoder that has not begun: after an edit it gives only what is needed.
    pub fn follow(&mut self, decoder: Decoder<Rc<[u8]>>) -> Result<Decoder<Rc<[u8]>>, Error> {
        let pending = core::mem::take(&mut self.pending);
        self.shared = false;
        let memory = self.memory.clone().filter(|_| pending);
        let decoder = match memory {
            Some(memory) => decoder.again(memory, self.unsettled.clone())?,
            None => decoder.remembering(),
        };
        if !decoder.is_following() {
            self.unsettled = ALL;
        }
        Ok(decoder)
    }

    /// Rows have been handed out.
    pub fn drew(&mut self, rows: Range<u32>) {
        if self.unsettled.is_empty() {
            self.unsettled = rows;
        } else if !rows.is_empty() {
            self.unsettled.start = self.unsettled.start.min(rows.start);
            self.unsettled.end = self.unsettled.end.max(rows.end);
        }
    }

    /// All rows have been handed out, but for those that others have.
    pub fn finish(&mut self, memory: Option<Memory<Rc<[u8]>>>) {
        self.memory = memory;
        if !self.shared {
            self.settle();
        }
    }

    /// Others are about to hand out rows of the picture as well.
    pub fn share(&mut self) {
        self.shared = true;
    }

    /// No row is missing.
    pub fn settle(&mut self) {
        self.unsettled = 0..0;
    }

    /// Whether what is handed out are rows before the rest, and whether they are reduced.
    pub fn glimpse(&self) -> Option<bool> {
        self.held.as_ref().map(|held| held.reduced)
    }

    /// Where the picture stood before.
    pub fn end_glimpse(&mut self) -> Option<Held> {
        self.held.take()
    }
}

#[wasm_bindgen]
impl Document {
    /// The file becomes another: a copy of `bytes`, with `tables` as when it was opened. When its rows are asked for next, only
    /// those come that may have changed.
    pub fn edit(&mut self, bytes: Vec<u8>, tables: Option<Vec<u8>>) {
        self.stop();
        self.kept = None;
        self.found = None;
        self.shape = None;
        self.data = bytes.into();
        let (kind, own) = Kind::of(&self.data, tables);
        #[allow(unused_variables)]
        // only the workshop knows formats whose pictures are kept with them
        let before = core::mem::replace(&mut self.kind, kind);
        self.tables = own;
        #[cfg(feature = "workshop")]
        if let (Kind::Registered(file), Kind::Registered(before)) = (&mut self.kind, &before) {
            file.follow(before);
        }
        self.edited.pending = true;
    }

    /// Hands out rows `from..to` of an edited picture, and perhaps some more, before the others; reduced to 1/`reduction` (1,
    /// 2, 4 or 8). To be asked once rows are coming; whether there are any to hand out.
    pub fn glimpse(&mut self, from: u32, to: u32, reduction: u32) -> Result<bool, JsValue> {
        let scale = Scale::of_reduction(reduction);
        let found = self
            .source
            .as_ref()
            .and_then(|s| s.glimpse(from..to, scale));
        let Some(glimpse) = found else {
            return Ok(false);
        };
        let glimpse = glimpse.map_err(|e| fault(&e))?;
        self.edited.held = Some(Held {
            source: self.source.replace(glimpse),
            waiting: core::mem::take(&mut self.waiting),
            next_row: self.next_row,
            reducer: self.reducer.take(),
            reduced: scale != Scale::Full,
        });
        Ok(true)
    }
}
