//! Compilers and interpreters find the very bytes in what was written.

use super::random::Random;
use super::{kept, layouts, slow};
use pixelbits::arrays::{self, Style};
use pixelbits::packing::{Layout, Pixel, WordOrder};
use pixelbits::{Bitmap, Picture};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of its own that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("pixelbits-forms-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, contents).unwrap();
        path
    }

    /// What a program prints; it must end well and silently.
    fn run(&self, program: &Path, arguments: &[&str]) -> String {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(&self.0)
            .output();
        let output = output.unwrap_or_else(|e| panic!("{}: {e}", program.display()));
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && complaint.is_empty(),
            "{complaint}"
        );
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Whether a program is there; where it is not, the test says so and checks nothing.
fn there(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        eprintln!("skipped: there is no {program} here");
    }
    found
}

/// A picture, its layout, and the name of its array.
struct Case {
    picture: Picture,
    layout: Layout,
    name: String,
}

impl Case {
    fn words(&self) -> bool {
        self.layout.pixel == Pixel::Rgb565(WordOrder::Words)
    }

    /// A line of size and bytes, as the programs print it.
    fn line(&self) -> String {
        let mut line = format!("{} {} ", self.layout.width, self.layout.height);
        for byte in slow::bytes(self.picture.view(), &self.layout) {
            write!(line, "{byte:02x}").unwrap();
        }
        line + "\n"
    }
}

/// Every layout once, in sizes and under names of all kinds.
fn cases() -> Vec<Case> {
    let mut random = Random(31);
    let count = layouts((1, 1)).len();
    let names = [
        "photo", "int", "9x9", "кот", "new", "class", "fn", "def", "linux", "let", "main",
    ];
    let case = |at: usize| {
        let layout = layouts(random.size())[at];
        let name = match at.checked_sub(names.len()) {
            None => names[at].into(),
            Some(at) => format!("picture {at}"),
        };
        Case {
            picture: kept(&mut random, &layout),
            layout,
            name,
        }
    };
    (0..count).map(case).collect()
}

fn text(case: &Case, style: Style) -> Vec<u8> {
    let chunks = arrays::write(case.picture.view(), case.layout, style, &case.name);
    chunks.unwrap().into_bytes()
}

fn check(cases: &[Case], printed: &str) {
    assert_eq!(printed.lines().count(), cases.len());
    for (case, line) in cases.iter().zip(printed.lines()) {
        assert!(
            line == case.line().trim_end(),
            "{} {:?}\n{line}",
            case.name,
            case.layout
        );
    }
}

/// A main function that prints every array.
fn c_program(cases: &[Case], ending: &str) -> String {
    let mut program = String::from("#include <stdio.h>\n");
    for at in 0..cases.len() {
        writeln!(program, "#include \"a{at}.{ending}\"").unwrap();
    }
    program += "int main(void) {\n  unsigned long i;\n";
    for case in cases {
        let name = arrays::identifier(&case.name);
        writeln!(
            program,
            "  printf(\"%u %u \", (unsigned){name}_width, (unsigned){name}_height);"
        )
        .unwrap();
        let digits = if case.words() { 4 } else { 2 };
        writeln!(
            program,
            "  for (i = 0; i < sizeof {name} / sizeof {name}[0]; i++) printf(\"%0{digits}x\", {name}[i]);\n  puts(\"\");"
        )
        .unwrap();
    }
    program + "  return 0;\n}\n"
}

fn compiled_c(name: &str, compiler: &str, style: Style, ending: &str, flags: &[&str]) {
    if !there(compiler) {
        return;
    }
    let folder = Folder::new(name);
    let cases = cases();
    for (at, case) in cases.iter().enumerate() {
        folder.write(&format!("a{at}.{ending}"), text(case, style));
    }
    let source = if ending == "hpp" {
        "main.cpp"
    } else {
        "main.c"
    };
    folder.write(source, c_program(&cases, ending));
    let mut arguments = vec![
        "-Wall",
        "-Wextra",
        "-Werror",
        "-pedantic",
        source,
        "-o",
        "main",
    ];
    arguments.extend(flags);
    folder.run(Path::new(compiler), &arguments);
    check(&cases, &folder.run(&folder.0.join("main"), &[]));
}

#[test]
fn gcc_finds_the_bytes_of_c() {
    compiled_c("c", "gcc", Style::C, "h", &["-std=c99"]);
}

/// With the extensions on that define names such as `linux`.
#[test]
fn gcc_finds_the_bytes_of_arduino() {
    compiled_c("arduino", "gcc", Style::Arduino, "h", &["-std=gnu11"]);
}

#[test]
fn gcc_finds_the_bytes_of_cpp() {
    compiled_c("cpp", "g++", Style::Cpp, "hpp", &["-std=gnu++11"]);
}

#[test]
fn rustc_finds_the_bytes_of_rust() {
    if !there("rustc") {
        return;
    }
    let folder = Folder::new("rust");
    let cases = cases();
    let mut program = String::from("#![deny(warnings)]\n");
    let mut prints = String::new();
    for (at, case) in cases.iter().enumerate() {
        folder.write(&format!("a{at}.rs"), text(case, Style::Rust));
        writeln!(program, "mod a{at};").unwrap();
        let name = arrays::identifier(&case.name).to_uppercase();
        let digits = if case.words() { 4 } else { 2 };
        writeln!(
            prints,
            "    print!(\"{{}} {{}} \", a{at}::{name}_WIDTH, a{at}::{name}_HEIGHT);\n    \
             for n in a{at}::{name} {{ print!(\"{{n:0{digits}x}}\"); }}\n    println!();"
        )
        .unwrap();
    }
    write!(program, "fn main() {{\n{prints}}}\n").unwrap();
    folder.write("main.rs", program);
    folder.run(
        Path::new("rustc"),
        &["--edition", "2021", "main.rs", "-o", "main"],
    );
    check(&cases, &folder.run(&folder.0.join("main"), &[]));
}

#[test]
fn python_finds_the_bytes() {
    if !there("python3") {
        return;
    }
    let folder = Folder::new("python");
    let cases = cases();
    let mut program = String::new();
    for (at, case) in cases.iter().enumerate() {
        folder.write(&format!("a{at}.py"), text(case, Style::Python));
        let name = arrays::identifier(&case.name);
        let digits = if case.words() { 4 } else { 2 };
        writeln!(
            program,
            "import a{at}\nprint(a{at}.{name}_width, a{at}.{name}_height, \
             ''.join(f'{{n:0{digits}x}}' for n in a{at}.{name}))"
        )
        .unwrap();
    }
    folder.write("run.py", program);
    check(&cases, &folder.run(Path::new("python3"), &["-B", "run.py"]));
}

#[test]
fn node_finds_the_bytes_of_javascript() {
    if !there("node") {
        return;
    }
    let folder = Folder::new("node");
    let cases = cases();
    let mut program = String::new();
    for (at, case) in cases.iter().enumerate() {
        folder.write(&format!("a{at}.mjs"), text(case, Style::JavaScript));
        let name = arrays::identifier(&case.name);
        let digits = if case.words() { 4 } else { 2 };
        writeln!(
            program,
            "import * as a{at} from './a{at}.mjs';\n\
             console.log(a{at}.{name}_width, a{at}.{name}_height, \
             Array.from(a{at}.{name}, (n) => n.toString(16).padStart({digits}, '0')).join(''));"
        )
        .unwrap();
    }
    folder.write("run.mjs", program);
    check(&cases, &folder.run(Path::new("node"), &["run.mjs"]));
}

/// XBM and GIMP's headers, through the macro and the colour map that they bring.
#[test]
fn gcc_finds_the_pixels_of_xbm_and_gimp_headers() {
    if !there("gcc") {
        return;
    }
    let folder = Folder::new("gimp");
    let mut random = Random(32);
    let size = (33, 21);
    let image = random.image(size);
    let header = arrays::write_gimp((&image).into()).unwrap();
    folder.write("rgb.h", header.into_bytes());
    let map = random.coloured(size, 5);
    let header = arrays::write_gimp((&map).into()).unwrap();
    folder.write("indexed.h", header.into_bytes());
    let bits = random.grey(size, 1);
    let xbm = arrays::write_xbm((&bits).into(), "register").unwrap();
    folder.write("bits.xbm", xbm.into_bytes());
    folder.write(
        "rgb.c",
        "#include <stdio.h>\n#include \"rgb.h\"\nint main(void) {\n  const char *data = header_data;\n  \
         unsigned char pixel[3];\n  unsigned i;\n  for (i = 0; i < width * height; i++) {\n    \
         HEADER_PIXEL(data, pixel)\n    printf(\"%d %d %d \", pixel[0], pixel[1], pixel[2]);\n  }\n  return 0;\n}\n",
    );
    folder.write(
        "indexed.c",
        "#include <stdio.h>\n#include \"indexed.h\"\nint main(void) {\n  unsigned i;\n  \
         for (i = 0; i < width * height; i++) {\n    const unsigned char *c = header_data_cmap[header_data[i]];\n    \
         printf(\"%d %d %d \", c[0], c[1], c[2]);\n  }\n  return 0;\n}\n",
    );
    folder.write(
        "bits.c",
        "#include <stdio.h>\n#include \"bits.xbm\"\nint main(void) {\n  int x, y;\n  \
         for (y = 0; y < register__height; y++)\n    for (x = 0; x < register__width; x++) {\n      \
         int v = register__bits[y * ((register__width + 7) / 8) + x / 8] >> x % 8 & 1 ? 0 : 255;\n      \
         printf(\"%d %d %d \", v, v, v);\n    }\n  return 0;\n}\n",
    );
    let samples = |rgba: &[u8]| {
        let pixel = |p: &[u8]| format!("{} {} {} ", p[0], p[1], p[2]);
        rgba.chunks_exact(4).map(pixel).collect::<String>()
    };
    for (name, expected) in [
        ("rgb", samples(&image.rgba)),
        ("indexed", samples(&map.to_image().rgba)),
        ("bits", samples(&bits.to_image().rgba)),
    ] {
        let source = format!("{name}.c");
        // C99 has trigraphs: three characters of a string may stand for one.
        let arguments = [
            "-std=c99", "-Wall", "-Wextra", "-Werror", &source, "-o", name,
        ];
        folder.run(Path::new("gcc"), &arguments);
        assert!(folder.run(&folder.0.join(name), &[]) == expected, "{name}");
    }
}

/// Other programs read the files that are none of source code.
#[test]
fn pillow_reads_xbm_icons_and_pnm() {
    let pillow = Command::new("python3").args(["-c", "import PIL"]).output();
    if !pillow.is_ok_and(|output| output.status.success()) {
        return eprintln!("skipped: there is no python3 with Pillow here");
    }
    let folder = Folder::new("pillow");
    let mut random = Random(33);
    let bitmap: Bitmap = random.grey((37, 21), 1);
    let picture = (&bitmap).into();
    let kinds = [
        pixelbits::pnm::Kind::BitmapText,
        pixelbits::pnm::Kind::Bitmap,
    ];
    let [plain, binary] = kinds.map(|kind| pixelbits::pnm::write(picture, kind).unwrap());
    folder.write(
        "a.xbm",
        arrays::write_xbm(picture, "a").unwrap().into_bytes(),
    );
    folder.write(
        "a.ico",
        pixelbits::ico::write(picture).unwrap().into_bytes(),
    );
    folder.write("a1.pbm", plain.into_bytes());
    folder.write("a4.pbm", binary.into_bytes());
    let program = "from PIL import Image\n\
                   for name in ['a.xbm', 'a.ico', 'a1.pbm', 'a4.pbm']:\n    \
                   print(Image.open(name).convert('L').tobytes().hex())\n";
    folder.write("run.py", program);
    let printed = folder.run(Path::new("python3"), &["run.py"]);
    let hex = |value: u8| {
        let hex = move |&index: &u8| format!("{:02x}", (index ^ value) * 255);
        bitmap.indices().iter().map(hex).collect::<String>()
    };
    // X11, GIMP and browsers paint the 1s of an XBM black; Pillow alone makes them white.
    let expected = [hex(1), hex(0), hex(0), hex(0)];
    assert!(printed.lines().eq(expected), "{printed}");
}
