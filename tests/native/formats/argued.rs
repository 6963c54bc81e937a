//! Gathered files whose reference is not what is decoded here, and why.

use pixelbits::registry::Decoded;
use pixelbits::Code;

/// Why a file gives something else than its reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// There is no picture.
    Refused(Code),
    /// Another file of the same suite has these very pixels, and this rendering.
    Same(&'static str),
    /// The suite's rendering makes every transparent pixel black; the others are the same. The hash is that of the pixels so
    /// changed.
    TransparentIsBlack,
    /// Numbers are rounded here; the reference cuts them off, or shows the picture that the file was made from. The hash is
    /// that of an independent reader that rounds (a few lines of Python).
    Rounded(&'static str),
    /// The picture is right, but its file writes rows that are longer than the picture is wide.
    LongRows,
    /// Broken on purpose: nothing says what the picture should be. Pillow lets runs go on in the next row, or has another colour
    /// for indices without one; here they end with their row, and black stands in.
    Broken,
}

impl Reason {
    /// Checks that the reason is the right one.
    pub fn holds(self, name: &str, decoded: &Decoded, hash: &str, references: &[String]) {
        let rgba = &decoded.image.rgba;
        match self {
            Self::Refused(code) => panic!("{name}: pixels, not {code:?}"),
            Self::Same(wanted) | Self::Rounded(wanted) => {
                assert!(hash.starts_with(wanted), "{name}: {hash}");
            }
            Self::TransparentIsBlack => {
                let black = |p: &[u8]| {
                    if p[3] == 0 {
                        [0; 4]
                    } else {
                        [p[0], p[1], p[2], p[3]]
                    }
                };
                let changed: Vec<u8> = rgba.chunks_exact(4).flat_map(black).collect();
                assert!(
                    references.contains(&crate::corpus::sha256(&changed)),
                    "{name}"
                );
            }
            Self::LongRows => {
                assert!(
                    references.iter().any(|reference| reference == hash),
                    "{name}: {hash}"
                );
                assert!(
                    decoded.warnings.iter().all(|w| w.code == Code::RunTooLong),
                    "{name}"
                );
            }
            Self::Broken => {
                assert!(!decoded.warnings.is_empty(), "{name}");
                assert!(
                    !references.iter().any(|reference| reference == hash),
                    "{name} is met"
                );
            }
        }
    }
}

/// The reason for a bitmap, if it needs one.
pub fn bitmap(name: &str) -> Option<Reason> {
    let at = BITMAPS.binary_search_by(|row| row.0.cmp(name));
    at.ok().map(|at| BITMAPS[at].1)
}

#[rustfmt::skip]
const BITMAPS: &[(&str, Reason)] = &[
    ("bad/12m-corrupted-bmp.bmp", Reason::Refused(Code::BadPrecision)),
    ("bad/bmpsuite-badbitcount.bmp", Reason::Refused(Code::BadPrecision)),
    ("bad/bmpsuite-badheadersize.bmp", Reason::Same("54483daf3c81")),
    ("bad/bmpsuite-badrle4bis.bmp", Reason::Broken),
    ("bad/bmpsuite-badrle4ter.bmp", Reason::Broken),
    ("bad/bmpsuite-badrlebis.bmp", Reason::Broken),
    ("bad/bmpsuite-badwidth.bmp", Reason::Refused(Code::BadValue)),
    ("bad/bmpsuite-reallybig.bmp", Reason::Refused(Code::LimitWidth)),
    ("fuzz/gofuzz-0a31b889a4e32a74da6e27efb5cefc0f84da2588-2.bmp", Reason::Refused(Code::NoImage)),
    ("fuzz/gofuzz-1be6a01f2b6074af910f163112f9d3ea5ca94d30-1.bmp", Reason::Refused(Code::UnknownFormat)),
    ("fuzz/gofuzz-1ecbd3e712a7a43108880623b42cf0958e20e40d-1.bmp", Reason::Refused(Code::UnknownFormat)),
    ("fuzz/gofuzz-3a484d86e445589c2072d413238f93c2a5380eff-1.bmp", Reason::Refused(Code::ZeroDimension)),
    ("fuzz/gofuzz-6cbce3c946793614700428498e84f51c1336dba5-1.bmp", Reason::Refused(Code::NoImage)),
    ("fuzz/gofuzz-957b74e345576a1397ec4ca037d5c2f8f9fb494a-2.bmp", Reason::Refused(Code::NoImage)),
    ("fuzz/gofuzz-a0d07db4fe85de84f31fd710cb7db0d085827c97-2.bmp", Reason::Refused(Code::NoImage)),
    ("fuzz/gofuzz-ae4f281df5a5d0ff3cad6371f76d5c29b6d953ec-1.bmp", Reason::Refused(Code::UnknownFormat)),
    ("fuzz/gofuzz-c85a2374204d858183fc9d0dc9b6a18c29156b5e-3.bmp", Reason::Refused(Code::NoImage)),
    ("fuzz/gofuzz-cf95bbc6397a278f17338ee56d7a80df39cb935d-1.bmp", Reason::Refused(Code::NoImage)),
    ("fuzz/gofuzz-d7d6edd3f497b39ab848f14bed8ab75df93fa21f-2.bmp", Reason::Refused(Code::NoImage)),
    ("fuzz/seed-id_000259_src_000026_op_flip1_pos_209__cov.bmp", Reason::Broken),
    ("fuzz/seed-id_000400_src_000026_op_havoc_rep_32__cov.bmp", Reason::Refused(Code::UnknownFormat)),
    ("fuzz/seed-id_000595_src_000118_op_flip1_pos_30__cov.bmp", Reason::Refused(Code::BadPrecision)),
    ("fuzz/seed-id_000752_src_000381_op_havoc_rep_8.bmp", Reason::Broken),
    ("fuzz/seed-id_000968_src_000783_op_havoc_rep_32.bmp", Reason::Refused(Code::UnknownFormat)),
    ("fuzz/seed-id_001106_src_000869_op_arith8_pos_210_val_-15__cov.bmp", Reason::Rounded("d67e843210a2")),
    ("fuzz/seed-id_001278_src_001268_op_arith8_pos_28_val__12__cov.bmp", Reason::Rounded("6660fdbd57a4")),
    ("fuzz/seed-id_001387_src_000776_op_arith8_pos_20_val__25__cov.bmp", Reason::Refused(Code::LimitWidth)),
    ("fuzz/seed-id_001486_src_001446_op_arith32_pos_22_val_-2.bmp", Reason::Rounded("27cf46a0c188")),
    ("fuzz/seed-id_001523_src_000161_001048_op_splice_rep_2.bmp", Reason::Refused(Code::UnknownFormat)),
    ("fuzz/seed-id_002028_src_000929_op_havoc_rep_8.bmp", Reason::Broken),
    ("fuzz/seed-id_002050_src_001628_op_havoc_rep_2.bmp", Reason::Refused(Code::LimitWidth)),
    ("fuzz/seed-id_002151_src_002149_op_havoc_rep_4.bmp", Reason::Broken),
    ("fuzz/seed-id_002154_src_002151_op_havoc_rep_2.bmp", Reason::Broken),
    ("good/12m-blauesglas_16.bmp", Reason::Rounded("d7ab83ed5b13")),
    ("good/12m-blauesglas_16_bitmask565.bmp", Reason::Rounded("5b18578e0316")),
    ("good/12m-blauesglas_4-IM.bmp", Reason::LongRows),
    ("good/12m-blauesglas_8-IM.bmp", Reason::LongRows),
    ("good/bmpsuite-rgb16-565pal.bmp", Reason::Rounded("2a018aed0053")),
    ("good/bmpsuite-rgb16.bmp", Reason::Same("d6f27086a528")),
    ("good/bmpsuite-rgb16bfdef.bmp", Reason::Same("d6f27086a528")),
    ("good/bmpsuite-rgb32bf.bmp", Reason::Same("ac4dbaf6110c")),
    ("good/zune-pal1hufflsb.bmp", Reason::Same("54483daf3c81")),
    ("questionable/bmpsuite-rgb32-111110.bmp", Reason::Rounded("6361fde37be3")),
    ("questionable/bmpsuite-rgba16-4444.bmp", Reason::TransparentIsBlack),
    ("questionable/bmpsuite-rgba32-1010102.bmp", Reason::TransparentIsBlack),
    ("questionable/bmpsuite-rgba32-81284.bmp", Reason::Rounded("9ab3ea01f92c")),
    ("questionable/bmpsuite-rgba64.bmp", Reason::Rounded("bdf52692efeb")),
    ("questionable/pillow-l2rgb_read.bmp", Reason::Refused(Code::LimitWidth)),
];

/// Netpbm files without a picture, and what is said of them.
pub fn refused_netpbm(name: &str) -> Option<Code> {
    Some(match name {
        "bad/bad-maxval-0.pgm" | "bad/bad-maxval-65536.pgm" | "bad/bad-long-token.pgm" => {
            Code::BadValue
        }
        "bad/bad-no-maxval.pgm" | "bad/bad-letters.pgm" | "bad/bad-float-maxval.pgm" => {
            Code::BadHeader
        }
        "bad/bad-pam-no-endhdr.pam" | "bad/bad-pam-no-depth.pam" => Code::BadHeader,
        "bad/bad-header-ends-early.pgm" | "bad/bad-magic-only.ppm" => Code::UnexpectedEnd,
        "bad/bad-pam-depth-0.pam" => Code::ZeroDimension,
        _ => return None,
    })
}
