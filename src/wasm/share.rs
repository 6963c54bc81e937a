//! A picture that several workers make together: each has a document of the same file, and hands out its share of the rows. One
//! of them is the owner: it has the first share, and remembers the rest as well, so that it can say all there is to say.

use super::document::Document;
use super::fault;
use super::source::RowSource;
use wasm_bindgen::prelude::*;

/// Smaller pictures are decoded before the page has built up its panels, or others have begun.
const LEAST_PIXELS: u64 = 8_000_000;

#[wasm_bindgen]
impl Document {
    /// The owner: of the rows that were just started, leaves all but the first share to others. `most`: shares that can be worked
    /// on at the same time; `multiple`: see [`Decoder::share`](crate::jpeg::Decoder::share). How many shares there are: 1 where
    /// all rows come from here.
    pub fn divide(&mut self, most: u32, multiple: u32) -> Result<u32, JsValue> {
        let source = self.source.as_ref();
        if most < 2 || !source.is_some_and(|source| source.is_divisible(LEAST_PIXELS)) {
            return Ok(1);
        }
        let first = self.source.take().map(|s| s.first_share(most, multiple));
        self.source = first.transpose().map_err(|e| fault(&e))?;
        self.edited.share();
        Ok(most)
    }

    /// Starts to hand out the rows of share `index` of `of`, and keeps nothing of it.
    #[wasm_bindgen(js_name = startShare)]
    pub fn start_share(&mut self, index: u32, of: u32, multiple: u32) -> Result<(), JsValue> {
        self.stop();
        self.next_row = 0;
        self.reducer = None;
        let decoder = self.decoder(&self.options);
        let share = decoder.and_then(|decoder| decoder.share(index, of, multiple));
        self.source = Some(RowSource::aside(share.map_err(|e| fault(&e))?));
        Ok(())
    }

    /// The owner: all rows have been handed out, those of the others, too.
    pub fn settle(&mut self) {
        self.edited.settle();
    }
}
