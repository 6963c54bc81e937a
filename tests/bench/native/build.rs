//! Debian: `apt-get install libturbojpeg0-dev`.
fn main() {
    println!("cargo:rustc-link-lib=turbojpeg");
}
