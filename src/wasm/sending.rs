//! Pictures as datagrams: made ready, sent through a simulated channel or handed to the page for a real one, and received.

use super::given::{nonsense, Given};
use super::raster::Raster;
use super::{fault, object};
use crate::bmp::{self, Depth};
use crate::jpeg::rewrite::{self, Coding as JpegCoding, Layout, Pixels, Restart};
use crate::jpeg::{self, Options, Orient};
use crate::transport::{
    Answers, Checksum, Coding, Conditions, Content, Receiver, Sender, Settings, Simulation, Taken,
    HEADER_BYTES, LIMITS,
};
use crate::{Error, Image, Limits, Reducer};
use alloc::vec::Vec;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

/// The shapes of what is given and returned, for `tsc`.
#[wasm_bindgen(typescript_custom_section)]
const SHAPES: &str = r#"
export type SendCoding = "pickle" | "pixels" | "runs" | "rows" | "tiles" | "bmp" | "jpeg" | "restarts";
export interface LaneSettings {
  coding: SendCoding; repairs: number; loss: number; burst: number; duplicates: number; reordering: number; delay: number;
  bitErrors: number; checksum: boolean; seed: number; asks: boolean; rate: number;
}
export interface SendCounts {
  sent: number; sentBytes: number; lost: number; came: number; again: number; refused: number; repaired: number; parts: number;
  all: number; ms: number; over: boolean;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// What is sent, and through what.
    #[wasm_bindgen(typescript_type = "LaneSettings")]
    pub type LaneSettings;
}

/// Bytes of a file in a datagram: few, so that losses show.
const CHUNK_BYTES: u16 = 256;
/// MCUs between restart markers.
const RESTART_MCUS: u16 = 5;

/// A picture made ready to be sent.
#[wasm_bindgen]
pub struct Parcel {
    image: Image,
}

#[wasm_bindgen]
impl Parcel {
    /// A gathered picture, reduced by a whole number until no side is longer than `side`.
    #[wasm_bindgen(constructor)]
    pub fn new(raster: &Raster, side: u32) -> Parcel {
        let Image {
            width,
            height,
            rgba,
        } = &raster.image;
        let factor = (*width).max(*height).div_ceil(side.max(1)).max(1);
        let mut reducer = Reducer::new(*width, factor);
        reducer.feed(rgba);
        reducer.end();
        let (_, rgba) = reducer.take();
        Self {
            image: Image {
                width: width.div_ceil(factor),
                height: height.div_ceil(factor),
                rgba,
            },
        }
    }

    /// Its width in pixels.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> u32 {
        self.image.width
    }

    /// Its height in pixels.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> u32 {
        self.image.height
    }

    /// Its pixels.
    pub fn rgba(&self) -> Vec<u8> {
        self.image.rgba.clone()
    }
}

impl Parcel {
    fn sender(&self, given: &Given, transfer: u16) -> Result<Sender, Error> {
        let codings = [
            ("pickle", Coding::Pickle(4)),
            ("pixels", Coding::Pixels),
            ("runs", Coding::Runs),
            ("rows", Coding::Rows),
            ("tiles", Coding::Tiles),
            ("bmp", Coding::File),
            ("jpeg", Coding::File),
            ("restarts", Coding::File),
        ];
        let coding = given.choice("coding", &codings)?;
        let settings = Settings {
            coding,
            transfer,
            chunk_bytes: CHUNK_BYTES,
            repairs: given.byte("repairs")?,
            ..Settings::default()
        };
        let bytes = match given.word("coding").as_str() {
            "bmp" => Some(bmp::write(&self.image, Depth::Rgb24, None)?),
            "jpeg" => Some(self.jpeg(Restart::Never)?),
            "restarts" => Some(self.jpeg(Restart::Mcus(RESTART_MCUS))?),
            _ => None,
        };
        let content = match bytes {
            Some(bytes) => Content::File {
                bytes,
                size: (self.image.width, self.image.height),
            },
            None => Content::Picture(self.image.clone()),
        };
        Sender::new(content, &settings)
    }

    /// As JPEG of quality 75.
    fn jpeg(&self, restart: Restart) -> Result<Vec<u8>, Error> {
        let pixels = Pixels {
            width: self.image.width,
            height: self.image.height,
            layout: Layout::Rgba,
            data: &self.image.rgba,
        };
        let settings = rewrite::Settings {
            coding: JpegCoding {
                restart,
                ..JpegCoding::default()
            },
            ..rewrite::Settings::default()
        };
        Ok(rewrite::encode(&pixels, &settings, &Limits::default())?.bytes)
    }
}

/// What is to be seen of what came: a file's picture is decoded as far as it goes, with zeros where bytes are missing.
fn seen(receiver: &Receiver) -> Option<Image> {
    let options = Options {
        limits: LIMITS,
        orient: Orient::Ignore,
        ..Options::default()
    };
    match receiver.file() {
        Some(file) if (bmp::FORMAT.probe)(&file) => {
            let decoded = (bmp::FORMAT.decode)(&file, &LIMITS);
            decoded.ok().map(|decoded| decoded.image)
        }
        Some(file) => jpeg::decode(&file, &options)
            .ok()
            .map(|decoded| decoded.value),
        None => Some(receiver.image()).filter(|image| image.width > 0 && image.height > 0),
    }
}

/// What came, for the page: `[name, number]`.
fn come(receiver: &Receiver) -> [(&'static str, JsValue); 6] {
    let counts = receiver.counts();
    let (parts, all) = receiver.progress();
    [
        ("came", (counts.datagrams as f64).into()),
        ("again", (counts.again as f64).into()),
        ("refused", (counts.refused as f64).into()),
        ("repaired", (counts.repaired as f64).into()),
        ("parts", (parts as f64).into()),
        ("all", all.map_or(0.0, |all| all as f64).into()),
    ]
}

/// Bytes that travel for so many datagrams.
fn travelled(datagrams: u64, bytes: u64) -> f64 {
    bytes as f64 + datagrams as f64 * HEADER_BYTES as f64
}

/// A parcel on its way through a simulated channel.
#[wasm_bindgen]
pub struct Lane {
    simulation: Simulation,
    /// Parts when it was looked at last.
    looked: Option<u64>,
    size: (u32, u32),
}

#[wasm_bindgen]
impl Lane {
    /// Sends a parcel. Throws a fault for settings that make no sense.
    #[wasm_bindgen(constructor)]
    pub fn new(parcel: &Parcel, settings: &LaneSettings) -> Result<Lane, JsValue> {
        lane(parcel, &Given::new(settings)).map_err(|e| fault(&e))
    }

    /// Lets so many milliseconds pass.
    pub fn advance(&mut self, ms: f64) {
        self.simulation.advance(ms);
    }

    /// RGBA of what is to be seen, of the parcel's size; empty where nothing has changed.
    pub fn look(&mut self) -> Vec<u8> {
        let (parts, _) = self.simulation.receiver().progress();
        if self.looked == Some(parts) {
            return Vec::new();
        }
        self.looked = Some(parts);
        let (width, height) = self.size;
        let image = seen(self.simulation.receiver());
        match image.filter(|image| (image.width, image.height) == self.size) {
            Some(image) => image.rgba,
            None => alloc::vec![0; width as usize * height as usize * 4],
        }
    }

    /// What was sent and came so far.
    #[wasm_bindgen(unchecked_return_type = "SendCounts")]
    pub fn counts(&self) -> JsValue {
        let (sent, bytes, lost) = self.simulation.sent();
        let own = [
            ("sent", (sent as f64).into()),
            ("sentBytes", travelled(sent, bytes).into()),
            ("lost", (lost as f64).into()),
            ("ms", self.simulation.now_ms().into()),
            ("over", self.simulation.is_over().into()),
        ];
        object(&[&own[..], &come(self.simulation.receiver())[..]].concat())
    }
}

fn lane(parcel: &Parcel, given: &Given) -> Result<Lane, Error> {
    let share = |name| {
        let share = given.number(name)?;
        match (0.0..=1.0).contains(&share) {
            true => Ok(share),
            false => Err(nonsense()),
        }
    };
    let conditions = Conditions {
        loss: share("loss")?,
        burst: given.number("burst")?,
        duplicates: share("duplicates")?,
        reordering: share("reordering")?,
        delay_ms: given.number("delay")?.clamp(0.0, 10_000.0),
        bit_errors: share("bitErrors")?,
        checksum: match given.is("checksum") {
            true => Checksum::Drops,
            false => Checksum::Ignored,
        },
    };
    // Python's datagrams have no word for it.
    let answers = match given.is("asks") && given.word("coding") != "pickle" {
        true => Answers::Asks,
        false => Answers::None,
    };
    let sender = parcel.sender(given, 1)?;
    let seed = given.whole("seed")?;
    let rate = given.number("rate")?;
    let size = (parcel.image.width, parcel.image.height);
    let mut simulation = Simulation::new(sender, conditions, seed.into(), answers, rate);
    if given.word("coding") == "pickle" {
        // Whoever receives the exercise's pixels has been told the size.
        simulation.set_size(size.0, size.1);
    }
    Ok(Lane {
        simulation,
        looked: None,
        size,
    })
}

/// The sending end of a real channel.
#[wasm_bindgen]
pub struct Outbox {
    sender: Sender,
    sent: u64,
    bytes: u64,
}

#[wasm_bindgen]
impl Outbox {
    /// Of a parcel; `transfer` tells it from others. Throws a fault for settings that make no sense.
    #[wasm_bindgen(constructor)]
    pub fn new(parcel: &Parcel, settings: &LaneSettings, transfer: u16) -> Result<Outbox, JsValue> {
        let sender = parcel.sender(&Given::new(settings), transfer);
        Ok(Self {
            sender: sender.map_err(|e| fault(&e))?,
            sent: 0,
            bytes: 0,
        })
    }

    /// The next datagrams, at most so many; none where there is nothing to send until more is asked for.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>[]")]
    pub fn next(&mut self, most: u32) -> Array {
        let datagrams = Array::new();
        let mut datagram = Vec::new();
        while datagrams.length() < most && self.sender.next(&mut datagram) {
            self.sent += 1;
            self.bytes += datagram.len() as u64;
            datagrams.push(&Uint8Array::from(datagram.as_slice()));
        }
        datagrams
    }

    /// Takes an answer; true once nothing is missing.
    pub fn take(&mut self, answer: &[u8]) -> bool {
        self.sender.take(answer);
        self.sender.is_finished()
    }

    /// Asks what is missing, where nothing else is to be sent.
    pub fn ask(&mut self) {
        self.sender.ask();
    }

    /// Datagrams so far.
    #[wasm_bindgen(getter)]
    pub fn sent(&self) -> f64 {
        self.sent as f64
    }

    /// Bytes so far, with the headers that UDP and IP would put before them.
    #[wasm_bindgen(getter, js_name = sentBytes)]
    pub fn sent_bytes(&self) -> f64 {
        travelled(self.sent, self.bytes)
    }
}

/// The receiving end of a real channel.
#[wasm_bindgen]
pub struct Inbox {
    receiver: Receiver,
    bytes: u64,
}

#[wasm_bindgen]
impl Inbox {
    /// An empty one.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default)] // the page alone makes one
    pub fn new() -> Inbox {
        Self {
            receiver: Receiver::new(LIMITS),
            bytes: 0,
        }
    }

    /// Takes a datagram; the answer to it, or nothing.
    pub fn take(&mut self, datagram: &[u8]) -> Vec<u8> {
        let mut answer = Vec::new();
        let before = self.receiver.is_complete();
        let asked = self.receiver.take(datagram) == Taken::End;
        self.bytes += datagram.len() as u64;
        // Once all is there, the sender need not ask.
        if asked || (self.receiver.is_complete() && !before) {
            self.receiver.request(&mut answer);
        }
        answer
    }

    /// Width and height as told, or as far as pixels reach.
    pub fn picture(&self) -> Option<InboxPicture> {
        seen(&self.receiver).map(|image| InboxPicture { image })
    }

    /// What came so far.
    #[wasm_bindgen(unchecked_return_type = "SendCounts")]
    pub fn counts(&self) -> JsValue {
        let datagrams = self.receiver.counts().datagrams;
        let own = [
            ("sent", (datagrams as f64).into()),
            ("sentBytes", travelled(datagrams, self.bytes).into()),
            ("lost", 0.into()),
            ("ms", 0.into()),
            ("over", self.receiver.is_complete().into()),
        ];
        object(&[&own[..], &come(&self.receiver)[..]].concat())
    }
}

/// A picture that came.
#[wasm_bindgen]
pub struct InboxPicture {
    image: Image,
}

#[wasm_bindgen]
impl InboxPicture {
    /// Its width in pixels.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> u32 {
        self.image.width
    }

    /// Its height in pixels.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> u32 {
        self.image.height
    }

    /// Its pixels. Can be taken once.
    pub fn take(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.image.rgba)
    }
}
