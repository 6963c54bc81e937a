//! libjpeg-turbo, with and without its SIMD code.
//!
//! Which of the two it uses, it decides once a thread, from the environment. So there is a thread for each.

use std::ffi::{c_int, c_uchar, c_ulong, c_void};
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::Arc;
use std::time::{Duration, Instant};

const RGBA: c_int = 7;
/// The accurate transform, which is what exactness is measured against.
const ACCURATE_DCT: c_int = 4096;

extern "C" {
    fn tjInitDecompress() -> *mut c_void;
    fn tjDestroy(handle: *mut c_void) -> c_int;
    fn tjDecompressHeader3(
        handle: *mut c_void,
        data: *const c_uchar,
        bytes: c_ulong,
        width: *mut c_int,
        height: *mut c_int,
        subsampling: *mut c_int,
        colorspace: *mut c_int,
    ) -> c_int;
    fn tjDecompress2(
        handle: *mut c_void,
        data: *const c_uchar,
        bytes: c_ulong,
        out: *mut c_uchar,
        width: c_int,
        pitch: c_int,
        height: c_int,
        format: c_int,
        flags: c_int,
    ) -> c_int;
}

/// Whether a decoder uses vector instructions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Simd {
    On,
    Off,
}

/// A thread that decodes.
pub struct Turbo {
    jobs: Sender<Arc<[u8]>>,
    done: Receiver<(Duration, Vec<u8>)>,
}

impl Turbo {
    pub fn new(simd: Simd) -> Self {
        let (jobs, receiver) = channel::<Arc<[u8]>>();
        let (sender, done) = channel();
        std::thread::spawn(move || {
            let mut out = Vec::new();
            for data in receiver {
                // The other thread waits meanwhile, so nobody else reads the environment.
                match simd {
                    Simd::On => std::env::remove_var("JSIMD_FORCENONE"),
                    Simd::Off => std::env::set_var("JSIMD_FORCENONE", "1"),
                }
                let began = Instant::now();
                decode(&data, &mut out);
                let took = began.elapsed();
                if sender.send((took, std::mem::take(&mut out))).is_err() {
                    break;
                }
            }
        });
        Self { jobs, done }
    }

    /// Decodes; the time it took without what passes between the threads, and the pixels.
    pub fn run(&self, data: &Arc<[u8]>) -> (Duration, Vec<u8>) {
        self.jobs.send(data.clone()).expect("thread lives");
        self.done.recv().expect("thread lives")
    }
}

fn decode(data: &[u8], out: &mut Vec<u8>) {
    let (mut width, mut height, mut subsampling, mut colorspace) = (0, 0, 0, 0);
    let bytes = data.len() as c_ulong;
    // SAFETY: the data outlive the calls, and `out` holds width × height × 4 bytes, as the header said.
    unsafe {
        let handle = tjInitDecompress();
        let read = tjDecompressHeader3(
            handle,
            data.as_ptr(),
            bytes,
            &mut width,
            &mut height,
            &mut subsampling,
            &mut colorspace,
        );
        assert_eq!(read, 0);
        out.resize(width as usize * height as usize * 4, 0);
        tjDecompress2(
            handle,
            data.as_ptr(),
            bytes,
            out.as_mut_ptr(),
            width,
            0,
            height,
            RGBA,
            ACCURATE_DCT,
        );
        tjDestroy(handle);
    }
}
