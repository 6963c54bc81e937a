//! Lossless differences to decisions: T.81 H.1.2.3.
