//! Real UDP on this machine: the command line with itself and with Python's programs.

// Cargo builds the program only with the feature that it needs.
#![cfg(feature = "cli")]

use super::picture;
use super::python::peer;
use pixelbits::{bmp, Image, Limits};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

/// The exercise's picture.
const SIZE: (u32, u32) = (272, 170);

/// A folder of one test's own, empty at first.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("transport-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn pixelbits(folder: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_pixelbits"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// `pixelbits recv`, once it listens: its port too, and what else it will say.
struct Listening {
    child: Child,
    port: String,
    words: BufReader<ChildStderr>,
}

impl Listening {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut all = vec!["recv", "127.0.0.1:0"];
        all.extend(arguments);
        let mut child = pixelbits(folder, &all);
        let mut words = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        words.read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().unwrap().to_owned();
        assert!(port.parse::<u16>().is_ok(), "{line}");
        Self { child, port, words }
    }

    fn to(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn end(mut self) -> (Option<i32>, String) {
        let mut words = String::new();
        self.words.read_to_string(&mut words).unwrap();
        (self.child.wait().unwrap().code(), words)
    }
}

fn ended(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

const CLEAN: (Option<i32>, String) = (Some(0), String::new());

/// Decoded by this project's reader, which other tests hold against other programs.
fn read_bmp(path: &Path) -> Image {
    let file = std::fs::read(path).unwrap();
    (bmp::FORMAT.decode)(&file, &Limits::default())
        .unwrap()
        .image
}

fn write_bmp(path: &Path, image: &Image) {
    let mut bytes = Vec::new();
    let mut writer = bmp::Writer::new(image, bmp::Depth::Rgba32, None).unwrap();
    while writer.next_chunk(&mut bytes, 1 << 20) {}
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn pythons_sender_is_received() {
    let folder = scratch("python-sends");
    let image = picture(SIZE.0, SIZE.1, false);
    std::fs::write(folder.join("pixels"), &image.rgba).unwrap();
    for (protocol, size) in [("0", true), ("4", false)] {
        let arguments = ["-o", "got.bmp", "--timeout", "2", "--size", "272x170"];
        let given = if size {
            &arguments[..]
        } else {
            &arguments[..4]
        };
        let listening = Listening::start(&folder, given);
        let python = Command::new("python3")
            .arg(peer("udp_sender.py"))
            .args(["pixels", "272", "170", &listening.port, protocol])
            .current_dir(&folder)
            .status()
            .unwrap();
        assert!(python.success());
        assert_eq!(listening.end(), CLEAN);
        assert!(read_bmp(&folder.join("got.bmp")) == image);
    }
}

#[test]
fn pythons_receiver_gets_every_pixel() {
    let folder = scratch("python-receives");
    let image = picture(SIZE.0, SIZE.1, false);
    write_bmp(&folder.join("photo.bmp"), &image);
    let mut python = Command::new("python3")
        .arg(peer("udp_receiver.py"))
        .args(["got", "272", "170"])
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(python.stdout.take().unwrap());
    let mut port = String::new();
    said.read_line(&mut port).unwrap();
    let to = format!("127.0.0.1:{}", port.trim());
    assert_eq!(
        ended(pixelbits(&folder, &["send", "photo.bmp", &to])),
        CLEAN
    );
    let mut count = String::new();
    said.read_to_string(&mut count).unwrap();
    assert!(python.wait().unwrap().success());
    assert_eq!(count.trim(), "46240");
    assert!(std::fs::read(folder.join("got")).unwrap() == image.rgba);
}

#[test]
fn every_coding_over_udp() {
    let folder = scratch("codings");
    let image = picture(SIZE.0, SIZE.1, false);
    write_bmp(&folder.join("photo.bmp"), &image);
    for coding in ["pixels", "runs", "rows", "tiles", "file"] {
        let listening = Listening::start(&folder, &["-o", "got.bmp"]);
        let arguments = [
            "send",
            "photo.bmp",
            &listening.to(),
            "--coding",
            coding,
            "--repairs",
            "2",
        ];
        let sent = ended(pixelbits(&folder, &arguments));
        assert_eq!((sent, listening.end()), (CLEAN, CLEAN), "{coding}");
        let got = read_bmp(&folder.join("got.bmp"));
        let differ = got
            .rgba
            .chunks(4)
            .zip(image.rgba.chunks(4))
            .any(|(a, b)| a[..3] != b[..3]);
        assert!(!differ, "{coding}");
    }
}

#[test]
fn what_is_missing_is_told_and_the_rest_is_saved() {
    let folder = scratch("missing");
    let listening = Listening::start(
        &folder,
        &["-o", "got.png", "--size", "3x2", "--timeout", "0.3"],
    );
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let pickled = b"((I1\nI1\nt(I9\nI8\nI7\ntt.";
    socket
        .send_to(b"cos\nsystem\n(S'touch executed'\ntR.", listening.to())
        .unwrap();
    socket.send_to(pickled, listening.to()).unwrap();
    let (code, words) = listening.end();
    assert_eq!(code, Some(1));
    assert!(
        words.contains("warning: 5 parts of the picture did not arrive"),
        "{words}"
    );
    assert!(folder.join("got.png").is_file() && !folder.join("executed").exists());
}

#[test]
fn nothing_is_left_where_nothing_came() {
    let folder = scratch("nothing");
    let listening = Listening::start(&folder, &["-o", "got.bmp", "--wait", "0.2"]);
    assert_eq!(
        listening.end(),
        (Some(2), "pixelbits: nothing came\n".into())
    );
    let wrong = ended(pixelbits(
        &folder,
        &["recv", "127.0.0.1:0", "-o", "got.jpg"],
    ));
    assert_eq!(wrong.0, Some(2));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn ctrl_c_saves_what_came() {
    let folder = scratch("stopped");
    let listening = Listening::start(&folder, &["-o", "got.bmp", "--size", "3x2"]);
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    socket
        .send_to(b"((I1\nI1\nt(I9\nI8\nI7\ntt.", listening.to())
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let id = listening.child.id().to_string();
    assert!(Command::new("kill")
        .args(["-INT", &id])
        .status()
        .unwrap()
        .success());
    let (code, words) = listening.end();
    assert_eq!(code, Some(1), "{words}");
    let got = read_bmp(&folder.join("got.bmp"));
    assert_eq!((got.width, got.height), (3, 2));
    assert_eq!(got.rgba[(3 + 1) * 4..][..3], [9, 8, 7]);
}
