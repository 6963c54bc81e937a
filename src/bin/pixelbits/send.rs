//! A picture over UDP.

use crate::output::{read, say, Refusal};
use crate::{picture, Ending};
use clap::ValueEnum;
use pixelbits::jpeg::Options;
use pixelbits::registry::Channels;
use pixelbits::transport::{Coding, Content, Order, Sender, Settings, HEADER_BYTES};
use std::io::ErrorKind;
use std::net::{SocketAddr, ToSocketAddrs, UdpSocket};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What is sent, where to, and how.
#[derive(clap::Args)]
pub struct Arguments {
    /// Picture: JPEG, BMP, PNG, PBM, PGM, PPM, PAM or SPAM file
    file: PathBuf,
    /// Who receives it, such as 127.0.0.1:9999
    #[arg(value_name = "HOST:PORT")]
    to: String,
    /// What a datagram holds
    #[arg(long, value_enum, default_value = "pickle")]
    coding: CodingArgument,
    /// Python's pickle protocol
    #[arg(long, value_name = "0-5", default_value_t = 4, value_parser = clap::value_parser!(u8).range(0..=5))]
    protocol: u8,
    /// In which order single pixels are sent
    #[arg(long, value_enum, default_value = "columns")]
    order: OrderArgument,
    /// Send opacity even where all of the picture is opaque
    #[arg(long)]
    opacity: bool,
    /// Bytes a second, the headers of UDP and IP included
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    rate: u64,
    /// Repairs for every 16 chunks of a file: as many chunks of them may be lost
    #[arg(long, value_name = "N", default_value_t = 0)]
    repairs: u8,
    /// Seconds to wait for an answer, where the coding has answers
    #[arg(long, value_name = "SECONDS", default_value_t = 3.0, value_parser = seconds)]
    timeout: f64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CodingArgument {
    /// A pixel, as Python pickles it, and nothing but pixels: no size, no end
    Pickle,
    /// A pixel in 8 bytes (9 with opacity)
    Pixels,
    /// Runs of pixels of one colour
    Runs,
    /// Parts of rows
    Rows,
    /// Squares of 16 × 16 pixels
    Tiles,
    /// Bytes of the file
    File,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum OrderArgument {
    /// Column by column
    Columns,
    /// Row by row
    Rows,
}

/// A time that can be waited for.
pub fn seconds(text: &str) -> Result<f64, String> {
    let seconds: Option<f64> = text.parse().ok();
    let good = seconds.filter(|seconds| (0.0..=86_400.0).contains(seconds));
    good.ok_or_else(|| "must be a number of seconds, up to 86400".into())
}

/// How long a question goes unanswered before it is asked again.
const ASK_AGAIN: Duration = Duration::from_millis(200);

static STOPPED: AtomicBool = AtomicBool::new(false);

/// From now on, Ctrl+C only says that it is time to stop.
pub fn watch_for_stop() -> Result<(), Refusal> {
    let set = ctrlc::set_handler(|| STOPPED.store(true, Ordering::SeqCst));
    set.map_err(|error| Refusal::Because(format!("cannot watch for Ctrl+C: {error}")))
}

/// Somebody pressed Ctrl+C.
pub fn is_stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

/// The first address that a name stands for.
pub fn address(name: &str) -> Result<SocketAddr, Refusal> {
    let found = name.to_socket_addrs().map(|mut all| all.next());
    match found {
        Ok(Some(address)) => Ok(address),
        Ok(None) => Err(Refusal::Because(format!("{name} stands for no address"))),
        Err(error) => Err(Refusal::Because(format!("{name} is no address: {error}"))),
    }
}

/// Sends one picture.
pub fn run(arguments: &Arguments) -> Ending {
    let to = address(&arguments.to)?;
    let data = read(&arguments.file)?;
    let (sender, warnings) = sender(arguments, data)?;
    watch_for_stop()?;
    let unable = |error: std::io::Error| Refusal::Because(format!("cannot send to {to}: {error}"));
    let here: SocketAddr = match to.is_ipv4() {
        true => ([0, 0, 0, 0], 0).into(),
        false => ([0u16; 8], 0).into(),
    };
    let socket = UdpSocket::bind(here).map_err(unable)?;
    socket.connect(to).map_err(unable)?;
    let mut line = Line {
        socket,
        sender,
        rate: arguments.rate as f64,
        free: Instant::now(),
        sent: 0,
    };
    line.send_all().map_err(unable)?;
    let answers = arguments.coding.has_answers();
    let heard = answers && line.answer(arguments.timeout).map_err(unable)?;
    let sent = line.sent;
    match (is_stopped(), heard || !answers) {
        (true, _) => Err(Refusal::Because(format!("stopped after {sent} datagrams"))),
        (_, false) => Err(Refusal::Because(format!(
            "{sent} datagrams sent, but {to} does not say that all is there"
        ))),
        _ => Ok(warnings),
    }
}

fn sender(
    arguments: &Arguments,
    data: Vec<u8>,
) -> Result<(Sender, Vec<pixelbits::Error>), Refusal> {
    let options = Options::default();
    let decoded = picture::decode(&data, &options)?;
    let settings = Settings {
        coding: match arguments.coding {
            CodingArgument::Pickle => Coding::Pickle(arguments.protocol),
            CodingArgument::Pixels => Coding::Pixels,
            CodingArgument::Runs => Coding::Runs,
            CodingArgument::Rows => Coding::Rows,
            CodingArgument::Tiles => Coding::Tiles,
            CodingArgument::File => Coding::File,
        },
        order: match arguments.order {
            OrderArgument::Columns => Order::Columns,
            OrderArgument::Rows => Order::Rows,
        },
        resolution: decoded.resolution,
        transfer: std::process::id() as u16,
        repairs: arguments.repairs,
        ..Settings::default()
    };
    if let CodingArgument::File = arguments.coding {
        let size = (decoded.image.width, decoded.image.height);
        let content = Content::File { bytes: data, size };
        return Ok((Sender::new(content, &settings)?, decoded.warnings));
    }
    let opacity = arguments.opacity || {
        let channels = picture::displayable(&data, &options)?.channels;
        matches!(channels, Channels::RgbAlpha | Channels::GreyAlpha)
    };
    let sender = Sender::new(Content::Picture(decoded.image), &settings)?;
    let sender = if opacity {
        sender.with_opacity()
    } else {
        sender
    };
    Ok((sender, decoded.warnings))
}

impl CodingArgument {
    /// The receiver can say what is missing.
    fn has_answers(self) -> bool {
        !matches!(self, Self::Pickle)
    }
}

/// A sender and its socket.
struct Line {
    socket: UdpSocket,
    sender: Sender,
    /// Bytes a second.
    rate: f64,
    /// When the next datagram may be sent.
    free: Instant,
    sent: u64,
}

impl Line {
    /// Sends what there is to send, no faster than it may.
    fn send_all(&mut self) -> std::io::Result<()> {
        let mut datagram = Vec::new();
        while !is_stopped() && self.sender.next(&mut datagram) {
            // Sleeping takes longer than asked for: what is due meanwhile is sent in one go.
            let now = Instant::now();
            let early = self.free.saturating_duration_since(now);
            if early > Duration::from_millis(1) {
                sleep(early);
            }
            // But after a long pause not all that could have been sent.
            self.free = self
                .free
                .max(now.checked_sub(Duration::from_millis(5)).unwrap_or(now));
            let took = (datagram.len() + HEADER_BYTES) as f64 / self.rate;
            self.free += Duration::from_secs_f64(took);
            match self.put(&datagram) {
                Ok(()) => self.sent += 1,
                // A receiver that has everything says so and leaves.
                Err(error) if error.kind() == ErrorKind::ConnectionRefused && self.is_thanked() => {
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// An answer that has come already says that all is there.
    fn is_thanked(&mut self) -> bool {
        let mut buffer = [0; 2048];
        let _ = self.socket.set_nonblocking(true);
        while let Ok(count) = self.socket.recv(&mut buffer) {
            self.sender.take(buffer.get(..count).unwrap_or(&[]));
        }
        let _ = self.socket.set_nonblocking(false);
        self.sender.is_finished()
    }

    /// A full buffer of the system is waited for.
    fn put(&self, datagram: &[u8]) -> std::io::Result<()> {
        loop {
            match self.socket.send(datagram) {
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error)
                    if error
                        .raw_os_error()
                        .is_some_and(|n| NO_BUFFERS.contains(&n)) =>
                {
                    sleep(Duration::from_millis(1));
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Sends again what is asked for; true once all is there, false where no answer comes for so long.
    fn answer(&mut self, timeout_s: f64) -> std::io::Result<bool> {
        self.socket.set_read_timeout(Some(ASK_AGAIN))?;
        let mut heard = Instant::now();
        let mut buffer = [0; 2048];
        while !is_stopped() && !self.sender.is_finished() {
            match self.socket.recv(&mut buffer) {
                Ok(count) => {
                    let answer = buffer.get(..count).unwrap_or(&[]);
                    if self.sender.take(answer) {
                        heard = Instant::now();
                    }
                }
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
                {
                    if heard.elapsed().as_secs_f64() > timeout_s {
                        return Ok(false);
                    }
                    self.sender.ask();
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::ConnectionRefused && self.is_thanked() => {
                }
                Err(error) => return Err(error),
            }
            self.send_all()?;
        }
        if !self.sender.is_finished() {
            say("stopped before all was there");
        }
        Ok(self.sender.is_finished())
    }
}

/// ENOBUFS of macOS and the BSDs, and of Linux.
const NO_BUFFERS: [i32; 2] = [55, 105];
