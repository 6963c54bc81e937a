//! Files in, files out: nothing is left behind where a command fails.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Read, Stdout, Write};
use std::path::{Path, PathBuf};

/// Why a command gives no output.
#[derive(Debug)]
pub enum Refusal {
    /// One sentence.
    Because(String),
    /// Standard output is no longer read.
    PipeClosed,
}

impl From<pixelbits::Error> for Refusal {
    fn from(error: pixelbits::Error) -> Self {
        Self::Because(error.to_string())
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Self::PipeClosed,
            _ => Self::Because(format!("cannot write: {error}")),
        }
    }
}

/// A line on standard error; nothing can be done where that is closed.
pub fn say(sentence: &str) {
    let _ = writeln!(io::stderr(), "pixelbits: {sentence}");
}

fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn unreadable(path: &Path, error: &io::Error) -> Refusal {
    let name = match is_standard(path) {
        true => "standard input".into(),
        false => path.display().to_string(),
    };
    Refusal::Because(format!("cannot read {name}: {error}"))
}

/// A whole file, or standard input.
pub fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let result = match is_standard(path) {
        true => io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
        false => fs::read(path).map(|contents| bytes = contents),
    };
    result.map_err(|error| unreadable(path, &error))?;
    Ok(bytes)
}

/// A file, or standard input, in chunks.
pub fn read_chunks(
    path: &Path,
    mut take: impl FnMut(&[u8]) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut input: Box<dyn Read> = match is_standard(path) {
        true => Box::new(io::stdin().lock()),
        false => Box::new(File::open(path).map_err(|error| unreadable(path, &error))?),
    };
    let mut buffer = vec![0; 1 << 16];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => take(&buffer[..count])?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(path, &error)),
        }
    }
}

/// Where output goes. A file appears under its name only when [`Output::finish`] is called; until then it has another,
/// and is removed if that call never comes.
pub struct Output {
    target: Target,
}

enum Target {
    Standard(BufWriter<Stdout>),
    /// Something that is no regular file (a device, a pipe) and must not be replaced.
    Direct(BufWriter<File>),
    File {
        file: BufWriter<File>,
        written_as: PathBuf,
        becomes: PathBuf,
    },
    Finished,
}

impl Output {
    /// Opens an output file, or standard output.
    pub fn create(path: &Path) -> Result<Self, Refusal> {
        if is_standard(path) {
            let standard = BufWriter::with_capacity(1 << 16, io::stdout());
            return Ok(Self {
                target: Target::Standard(standard),
            });
        }
        let failed = |error: io::Error| {
            Refusal::Because(format!("cannot write {}: {error}", path.display()))
        };
        // Through a link to the file itself, so that the link stays.
        let becomes = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let target = match fs::metadata(&becomes) {
            Ok(found) if found.is_dir() => {
                return Err(failed(io::Error::from(ErrorKind::IsADirectory)));
            }
            Ok(found) if !found.is_file() => {
                let file = OpenOptions::new().write(true).open(&becomes);
                Target::Direct(BufWriter::new(file.map_err(failed)?))
            }
            _ => {
                let mut name = OsString::from(".");
                name.push(becomes.file_name().unwrap_or_default());
                name.push(format!(".{}.part", std::process::id()));
                let written_as = becomes.with_file_name(name);
                let file = OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .open(&written_as);
                Target::File {
                    file: BufWriter::with_capacity(1 << 16, file.map_err(failed)?),
                    written_as,
                    becomes,
                }
            }
        };
        Ok(Self { target })
    }

    /// Writes what is left, and gives the file its name.
    pub fn finish(mut self) -> Result<(), Refusal> {
        self.flush()?;
        if let Target::File {
            written_as,
            becomes,
            ..
        } = &self.target
        {
            fs::rename(written_as, becomes)?;
            self.target = Target::Finished;
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::Standard(out) => out.write(bytes),
            Target::Direct(file) | Target::File { file, .. } => file.write(bytes),
            Target::Finished => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Standard(out) => out.flush(),
            Target::Direct(file) | Target::File { file, .. } => file.flush(),
            Target::Finished => Ok(()),
        }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let Target::File { written_as, .. } = &self.target {
            let _ = fs::remove_file(written_as);
        }
    }
}

/// Writes values as bytes, some thousand at a time.
pub fn write_in_blocks<T, const N: usize>(
    out: &mut Output,
    values: &[T],
    bytes_of: impl Fn(&T) -> [u8; N],
) -> io::Result<()> {
    let mut block = Vec::new();
    for values in values.chunks(1 << 14) {
        block.clear();
        block.extend(values.iter().flat_map(&bytes_of));
        out.write_all(&block)?;
    }
    Ok(())
}
