//! What others say about the same files: the suite's descriptions and the manifests' facts.

use super::corpus::{files, folder};
use super::read;
use pixelbits::jpeg::syntax::{marker, Content, Structure};
use pixelbits::{Code, Orientation};
use serde_json::{json, Value};

fn load(path: &std::path::Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Our segments in the words of the suite's descriptions.
fn describe(data: &[u8], s: &Structure) -> Vec<Value> {
    let mut out = Vec::new();
    for (index, segment) in s.segments.iter().enumerate() {
        let name = marker::name(segment.marker);
        out.push(match &segment.content {
            Content::QuantTables(tables) => {
                let tables: Vec<_> = tables
                    .iter()
                    .map(|t| {
                        let rows: Vec<_> = t.natural.chunks(8).collect();
                        json!({"destination": t.destination, "precision": t.precision, "values": rows})
                    })
                    .collect();
                json!({"type": "DQT", "tables": tables})
            }
            Content::HuffmanTables(tables) => {
                let tables: Vec<_> = tables
                    .iter()
                    .map(|t| {
                        let mut rest = &t.symbols[..];
                        let symbols: Vec<_> = t
                            .counts
                            .iter()
                            .map(|&count| {
                                let (these, others) = rest.split_at(count.into());
                                rest = others;
                                these
                            })
                            .collect();
                        let class = if t.ac { "ac" } else { "dc" };
                        json!({"class": class, "destination": t.destination, "symbols": symbols})
                    })
                    .collect();
                json!({"type": "DHT", "tables": tables})
            }
            Content::Conditioning(tables) => {
                let tables: Vec<_> = tables
                    .iter()
                    .map(|&(class, destination, value)| match class {
                        1 => json!({"class": "ac", "destination": destination, "kx": value}),
                        _ => json!({"class": "dc", "destination": destination, "lower": value & 15, "upper": value >> 4}),
                    })
                    .collect();
                json!({"type": "DAC", "tables": tables})
            }
            Content::Frame(f) => {
                let components: Vec<_> = f
                    .components
                    .iter()
                    .map(|c| json!({"id": c.id, "sampling_factor": [c.h, c.v], "quantization_table": c.tq}))
                    .collect();
                json!({"type": name, "precision": f.precision, "number_of_lines": f.height,
                       "samples_per_line": f.width, "components": components})
            }
            Content::Scan(h) => {
                let components: Vec<_> = h
                    .components
                    .iter()
                    .map(|c| json!({"component_id": c.id, "dc_table": c.td, "ac_table": c.ta}))
                    .collect();
                out.push(json!({"type": "SOS", "components": components, "spectral_selection": [h.ss, h.se],
                       "approximation": [h.ah, h.al]}));
                // An arithmetic scan of nothing but zeros may take no bytes at all.
                if s.segments[index + 1].content != Content::EntropyCoded {
                    out.push(json!({"type": "ECS"}));
                }
                continue;
            }
            Content::RestartInterval(ri) => json!({"type": "DRI", "restart_interval": ri}),
            Content::Lines(lines) => json!({"type": "DNL", "number_of_lines": lines}),
            Content::EntropyCoded => {
                let fields = s.fields[segment.first_field + 1..]
                    .iter()
                    .take_while(|field| field.depth > 0);
                for field in fields {
                    let name = match &field.value {
                        pixelbits::field::Value::Name(name) => name,
                        _ => "ECS",
                    };
                    out.push(json!({"type": name}));
                }
                continue;
            }
            Content::Application if segment.marker == marker::COM => {
                let text = &data[segment.bytes.start + 4..segment.bytes.end];
                json!({"type": "COM", "data": String::from_utf8_lossy(text)})
            }
            Content::Application if segment.marker == marker::APP0 => {
                let version = s.jfif.unwrap();
                json!({"type": name, "format": "JFIF", "aspect-ratio": "1x1",
                       "version": format!("{}.{}", version >> 8, version & 255)})
            }
            _ => json!({"type": name}),
        });
    }
    out
}

#[test]
fn suite_descriptions() {
    let Some(folder) = folder("jpegsuite") else {
        return;
    };
    let mut compared = 0;
    for path in files(&folder) {
        let description = path.with_extension("json");
        if path.extension().is_none_or(|e| e != "jpg") || !description.exists() {
            continue;
        }
        let data = std::fs::read(&path).unwrap();
        let s = read(&data);
        assert_eq!(s.errors, [], "{}", path.display());
        let mut theirs = load(&description)["segments"].as_array().unwrap().clone();
        for segment in &mut theirs {
            // They name entropy-coded data after its coding.
            if ["DCT", "DCTSuccessive", "Lossless"]
                .iter()
                .any(|t| segment["type"] == *t)
            {
                *segment = json!({"type": "ECS"});
            }
            if segment["type"] == "APP14" {
                *segment = json!({"type": "APP14"});
            }
        }
        assert_eq!(describe(&data, &s), theirs, "{}", path.display());
        compared += 1;
    }
    assert_eq!(compared, 214);
}

/// Our findings in the manifests' words; `Null` where there is nothing to say.
fn fact(key: &str, data: &[u8], s: &Structure) -> Value {
    let contents = || s.segments.iter().map(|segment| &segment.content);
    let frames: Vec<_> = contents()
        .filter_map(|c| match c {
            // The manifests count DHP among the frames.
            Content::Frame(frame) | Content::Hierarchy(frame) => Some(frame),
            _ => None,
        })
        .collect();
    let scans: Vec<_> = contents()
        .filter_map(|c| match c {
            Content::Scan(scan) => Some(scan),
            _ => None,
        })
        .collect();
    let number = |count: usize| {
        if count == 0 {
            Value::Null
        } else {
            json!(count)
        }
    };
    let marked = |code: u8| number(s.segments.iter().filter(|s| s.marker == code).count());
    let first = frames.first();
    match key {
        "bytes" => json!(data.len()),
        "soi" => json!(contents().any(|c| *c == Content::StartOfImage)),
        "eoi" => json!(contents().any(|c| *c == Content::EndOfImage)),
        "precision" => json!(first.map(|f| f.precision)),
        "width" => json!(first.map(|f| f.width).filter(|&w| w > 0)),
        "height" => json!(first.map(|f| f.height).filter(|&h| h > 0)),
        "components" => json!(first.map(|f| f.components.len())),
        "component_ids" => json!(first.map(|f| f.components.iter().map(|c| c.id).collect::<Vec<_>>())),
        "sampling" => json!(first.map(|f| {
            let pairs: Vec<_> = f.components.iter().map(|c| format!("{}x{}", c.h, c.v)).collect();
            pairs.join(",")
        })),
        "sof_all" if frames.is_empty() => Value::Null,
        "sof_all" => frames
            .iter()
            .map(|f| json!({"marker": format!("{:02X}", f.marker), "precision": f.precision, "height": f.height,
                            "width": f.width, "components": f.components.len()}))
            .collect(),
        "scans" => number(scans.len()),
        "scan_list" if scans.is_empty() => Value::Null,
        "scan_list" => scans
            .iter()
            .map(|h| {
                let ids: Vec<_> = h.components.iter().map(|c| c.id.to_string()).collect();
                format!("{}:{}-{},{},{}", ids.join("+"), h.ss, h.se, h.ah, h.al)
            })
            .collect(),
        "dqt" => marked(marker::DQT),
        "dht" => marked(marker::DHT),
        "com" => marked(marker::COM),
        "adobe_transform" => json!(s.adobe.map(|a| a.transform)),
        "jfif" => json!(s.jfif.map(|v| format!("{}.{:02}", v >> 8, v & 255))),
        "arithmetic" => json!(frames.iter().any(|f| marker::is_arithmetic(f.marker))),
        "exif_orientation" => match s.orientation {
            Orientation::Normal => Value::Null,
            turned => json!(turned as u8),
        },
        "trailing_bytes" | "soi_offset" => {
            let code = if key == "soi_offset" { Code::MissingSoi } else { Code::TrailingBytes };
            number(s.errors.iter().filter(|e| e.code == code).map(|e| e.value as usize).sum())
        }
        _ => panic!("no fact {key}"),
    }
}

#[test]
fn manifest_facts() {
    let keys = [
        "bytes",
        "soi",
        "eoi",
        "precision",
        "width",
        "height",
        "components",
        "component_ids",
        "sampling",
        "sof_all",
        "scans",
        "scan_list",
        "dqt",
        "dht",
        "com",
        "adobe_transform",
        "jfif",
        "arithmetic",
        "exif_orientation",
        "trailing_bytes",
        "soi_offset",
    ];
    for name in ["jpeg", "jpeg-made"] {
        let Some(folder) = folder(name) else {
            continue;
        };
        let manifest = load(&folder.join("manifest.json"));
        let (mut compared, mut wrong) = (0, Vec::new());
        for entry in manifest["entries"].as_array().unwrap() {
            let file = entry["file"].as_str().unwrap();
            let data = std::fs::read(folder.join(file)).unwrap();
            let s = read(&data);
            // Tables and then an image, each a file of its own: libjpeg's users read one after the other, and so do we.
            let two_files = file.contains("EOI_SOI_between");
            if data.is_empty() || two_files || reading_is_a_matter_of_taste(&data, &s) {
                continue;
            }
            for key in keys {
                // For them a file with anything before SOI has none.
                if key == "soi" && entry["jpeg"]["soi_offset"].is_u64() {
                    continue;
                }
                let (ours, theirs) = (fact(key, &data, &s), &entry["jpeg"][key]);
                if !same(key, &ours, theirs)
                    && !OTHERWISE
                        .iter()
                        .any(|(f, k)| file.ends_with(f) && key == *k)
                {
                    wrong.push(format!("{file} {key}: ours {ours}, theirs {theirs}"));
                }
                compared += 1;
            }
        }
        println!("{name}: {compared} facts");
        assert_eq!(wrong, [""; 0], "{name}");
    }
}

/// Facts that we see otherwise: libjpeg takes no JFIF segment of less than 14 bytes for one, and no Adobe segment after
/// the first scan into account.
const OTHERWISE: &[(&str, &str)] = &[
    ("id_000695_src_000037_op_havoc_rep_16.jpg", "jfif"),
    (
        "id_005532_src_005500_op_flip1_pos_134.jpg",
        "adobe_transform",
    ),
    (
        "id_005817_sync_jpeg_turbo_src_004407.jpg",
        "adobe_transform",
    ),
];

/// Where T.81 does not say how to go on, the manifests went another way: they give the reserved markers 02–BF a length,
/// and take half a frame header for one.
fn reading_is_a_matter_of_taste(data: &[u8], s: &Structure) -> bool {
    let reserved = |pair: &[u8]| pair[0] == 0xFF && marker::is_reserved(pair[1]);
    let in_scan = |segment: &pixelbits::jpeg::syntax::Segment| {
        segment.content == Content::EntropyCoded
            && data[segment.bytes.clone()].windows(2).any(reserved)
    };
    if s.segments.iter().any(in_scan) {
        return true;
    }
    let odd = |segment: &pixelbits::jpeg::syntax::Segment| {
        marker::is_reserved(segment.marker)
            || segment.marker == marker::SOF55
            || marker::is_sof(segment.marker) && segment.content == Content::Other
    };
    let ends_early = s.errors.iter().any(|e| e.code == Code::UnexpectedEnd);
    ends_early || s.segments.iter().any(odd)
}

fn same(key: &str, ours: &Value, theirs: &Value) -> bool {
    let nothing = |v: &Value| v.is_null() || *v == json!(0) || *v == json!([]);
    match (key, ours, theirs) {
        ("sof_all", Value::Array(ours), Value::Array(theirs)) => {
            // Theirs have the process's name, too.
            let keys = ["marker", "precision", "height", "width", "components"];
            ours.len() == theirs.len()
                && std::iter::zip(ours, theirs).all(|(o, t)| keys.iter().all(|k| o[k] == t[k]))
        }
        // Theirs end after so many.
        ("component_ids", Value::Array(ours), Value::Array(theirs)) => {
            ours.iter().take(16).eq(theirs)
        }
        ("scan_list", Value::Array(ours), Value::Array(theirs)) => ours.iter().take(24).eq(theirs),
        ("sampling", Value::String(ours), Value::String(theirs)) => {
            ours.split(',').take(16).eq(theirs.split(','))
        }
        // 1 is the same as none, and 9 is no orientation.
        ("exif_orientation", _, _) if *theirs == json!(1) || *theirs == json!(9) => ours.is_null(),
        ("adobe_transform", _, _) => ours == theirs,
        _ => ours == theirs || nothing(ours) && nothing(theirs),
    }
}
