#![no_main]

#[path = "../properties/datagrams.rs"]
mod datagrams;
#[path = "../properties/mod.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| datagrams::holds(data));
