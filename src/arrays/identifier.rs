//! Names that every language takes.

use alloc::string::String;

/// Longest name: C compilers need tell apart no more than 63 characters, and names get an ending.
const MAX_LENGTH: usize = 48;

/// Words of C, C++, Rust, Python and JavaScript, names that their arrays use, and what compilers define unasked (`linux`).
#[rustfmt::skip]
const TAKEN: &[&str] = &[
    "Array", "False", "None", "PROGMEM", "Self", "True", "Uint16Array", "Uint8Array", "abstract", "alignas", "alignof", "and",
    "and_eq", "arguments", "as", "asm", "assert", "async", "auto", "await", "become", "bitand", "bitor", "bool", "box", "break",
    "bytes", "case", "catch", "char", "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield", "compl",
    "concept", "const", "const_cast", "consteval", "constexpr", "constinit", "continue", "crate", "debugger", "decltype", "def",
    "default", "del", "delete", "do", "double", "dyn", "dynamic_cast", "elif", "else", "enum", "eval", "except", "explicit",
    "export", "extends", "extern", "false", "final", "finally", "float", "fn", "for", "friend", "from", "function", "gen",
    "global", "goto", "i386", "if", "impl", "implements", "import", "in", "inline", "instanceof", "int", "interface", "is",
    "lambda", "let", "linux", "long", "loop", "macro", "main", "match", "mod", "move", "mut", "mutable", "namespace", "new",
    "noexcept", "nonlocal", "not", "not_eq", "null", "nullptr", "operator", "or", "or_eq", "override", "package", "pass",
    "priv", "private", "protected", "pub", "public", "raise", "ref", "register", "reinterpret_cast", "requires", "restrict",
    "return", "self", "short", "signed", "sizeof", "static", "static_assert", "static_cast", "std", "struct", "super",
    "switch", "template", "this", "thread_local", "throw", "trait", "true", "try", "type", "typedef", "typeid", "typename",
    "typeof", "uint16_t", "uint8_t", "undefined", "union", "unix", "unsafe", "unsigned", "unsized", "use", "using", "var",
    "virtual", "void", "volatile", "wchar_t", "where", "while", "with", "xor", "xor_eq", "yield",
];

/// A name made of another one, such as a file's, that is a name in every language that arrays are written in.
///
/// ```
/// use pixelbits::arrays::identifier;
/// assert_eq!(identifier("my photo (2).1bit"), "my_photo_2_1bit");
/// assert_eq!(identifier("8ball"), "image_8ball");
/// assert_eq!(identifier("int"), "int_");
/// assert_eq!(identifier("ёж"), "image");
/// ```
pub fn identifier(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if out.len() == MAX_LENGTH {
            break;
        }
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    out.truncate(out.trim_end_matches('_').len());
    if out.is_empty() {
        out.push_str("image");
    }
    if out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert_str(0, "image_");
    }
    if TAKEN.binary_search(&out.as_str()).is_ok() {
        out.push('_');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(TAKEN.is_sorted());
    }

    #[test]
    fn names_of_any_kind() {
        for (name, expected) in [
            ("", "image"),
            ("___", "image"),
            ("__init__", "init"),
            ("a--b", "a_b"),
            ("linux", "linux_"),
            ("Class", "Class"),
            ("котик.png", "png"),
            ("1", "image_1"),
        ] {
            assert_eq!(identifier(name), expected);
        }
        assert_eq!(identifier(&"x".repeat(500)).len(), MAX_LENGTH);
    }
}
