//! Pictures as arrays in source code, written and read: for displays ([`write()`]), as XBM ([`write_xbm`]), as GIMP exports
//! them ([`write_gimp`]); and whatever array somebody pastes ([`read`]).

mod declarations;
mod gimp;
mod guess;
mod identifier;
mod lexer;
mod read;
mod smoothness;
mod write;
mod xbm;

pub use gimp::write_gimp;
pub use guess::{guess, Guess, Hints};
pub use identifier::identifier;
pub use read::{read, Found, Guesses};
pub use write::{write, Style};
pub use xbm::write_xbm;
