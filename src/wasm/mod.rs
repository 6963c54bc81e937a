//! The browser bindings: the only place that names wasm-bindgen, js-sys or web-sys.
