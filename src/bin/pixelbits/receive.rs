//! A picture from UDP to a file.

use crate::decode::{self, Format};
use crate::output::{say, Refusal};
use crate::send::{address, is_stopped, seconds, watch_for_stop};
use crate::{picture, rawbytes, Ending};
use pixelbits::jpeg::Options;
use pixelbits::registry::Decoded;
use pixelbits::transport::{Receiver, Taken, LIMITS};
use pixelbits::{Code, Error};
use std::io::ErrorKind;
use std::net::{SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Where it comes to, and what becomes of it.
#[derive(clap::Args)]
pub struct Arguments {
    /// Where to listen, such as 127.0.0.1:9999; port 0: any that is free
    #[arg(value_name = "HOST:PORT")]
    at: String,
    /// Output file: its name ends with .bmp or .png
    #[arg(short, long)]
    output: PathBuf,
    /// Width and height in pixels, where the sender does not tell them: else, pixels end when none come any more
    #[arg(long, value_name = "WxH", value_parser = rawbytes::size)]
    size: Option<(u32, u32)>,
    /// Seconds of silence after which nothing more is waited for
    #[arg(long, value_name = "SECONDS", default_value_t = 3.0, value_parser = seconds)]
    timeout: f64,
    /// Seconds to wait for the first datagram
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0, value_parser = seconds)]
    wait: f64,
}

/// How often it is looked whether time is up.
const LOOK: Duration = Duration::from_millis(50);
/// How often the sender is told that all is there: what tells it may be lost.
const FAREWELLS: usize = 3;

/// Receives one picture.
pub fn run(arguments: &Arguments) -> Ending {
    let format = Format::named(&arguments.output)
        .filter(|format| matches!(format, Format::Bmp | Format::Png))
        .ok_or_else(|| {
            Refusal::Because("the output's name ends neither with .bmp nor with .png".into())
        })?;
    let mut receiver = Receiver::new(LIMITS);
    if let Some((width, height)) = arguments.size {
        if !receiver.set_size(width, height) {
            return Err(Refusal::Because(format!(
                "{width} × {height} pixels are none, or too many"
            )));
        }
    }
    let at = address(&arguments.at)?;
    let unable =
        |error: std::io::Error| Refusal::Because(format!("cannot listen at {at}: {error}"));
    let socket = UdpSocket::bind(at).map_err(unable)?;
    socket.set_read_timeout(Some(LOOK)).map_err(unable)?;
    watch_for_stop()?;
    say(&format!(
        "listening at {}",
        socket.local_addr().map_err(unable)?
    ));
    listen(&socket, &mut receiver, arguments).map_err(unable)?;
    save(&receiver, arguments, format)
}

/// Takes datagrams until all is there, nothing comes any more, or Ctrl+C is pressed.
fn listen(
    socket: &UdpSocket,
    receiver: &mut Receiver,
    arguments: &Arguments,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    let mut answer = Vec::new();
    // Whoever sends something that is understood first.
    let mut peer: Option<SocketAddr> = None;
    let mut heard = Instant::now();
    while !is_stopped() && !receiver.is_complete() {
        let patience = if peer.is_some() {
            arguments.timeout
        } else {
            arguments.wait
        };
        if heard.elapsed().as_secs_f64() > patience {
            return Ok(());
        }
        let (count, from) = match socket.recv_from(&mut buffer) {
            Ok(came) => came,
            // Windows tells so that an answer of ours found nobody, and that a datagram is longer than any that is taken.
            Err(error) if error.kind() == ErrorKind::ConnectionReset => continue,
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted => continue,
                _ => return Err(error),
            },
        };
        if peer.is_some_and(|peer| peer != from) {
            continue;
        }
        let taken = receiver.take(buffer.get(..count).unwrap_or(&[]));
        if taken == Taken::Refused {
            continue;
        }
        peer = Some(from);
        heard = Instant::now();
        if taken == Taken::End && receiver.request(&mut answer) {
            // An answer that cannot be sent is a lost one.
            let _ = socket.send_to(&answer, from);
        }
    }
    if let (Some(peer), true) = (
        peer,
        receiver.request(&mut answer) && receiver.is_complete(),
    ) {
        for _ in 0..FAREWELLS {
            let _ = socket.send_to(&answer, peer);
        }
    }
    Ok(())
}

/// Writes what came, and tells how much did not.
fn save(receiver: &Receiver, arguments: &Arguments, format: Format) -> Ending {
    let (come, all) = receiver.progress();
    if come == 0 {
        return Err(Refusal::Because(match receiver.counts().refused {
            0 => "nothing came".into(),
            refused => format!("nothing came that is a picture: {refused} datagrams were refused"),
        }));
    }
    let mut decoded = match receiver.file() {
        Some(file) => picture::decode(
            &file,
            &Options {
                limits: LIMITS,
                ..Options::default()
            },
        )?,
        None => Decoded {
            image: receiver.image(),
            warnings: Vec::new(),
            resolution: receiver.heading().and_then(|heading| heading.resolution),
        },
    };
    // Where nobody told the size, it is as far as pixels reach.
    let pixels = u64::from(decoded.image.width) * u64::from(decoded.image.height);
    let missing = all.unwrap_or(pixels).saturating_sub(come);
    if missing > 0 {
        decoded
            .warnings
            .push(Error::at_bit(Code::DatagramsMissing, 0).with(missing));
    }
    decode::write_picture(&arguments.output, format, decoded, receiver.has_opacity())
}
