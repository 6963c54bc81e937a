use std::time::Instant;
fn main() {
    let mut rows = Vec::new();
    for f in std::env::args().skip(1) {
        let data = std::fs::read(&f).unwrap();
        let t = Instant::now();
        let r = pixelbits::jpeg::decode(&data, &Default::default());
        let d = t.elapsed().as_secs_f64();
        let what = match &r {
            Ok(o) => format!(
                "{}x{} {} warnings",
                o.value.width,
                o.value.height,
                o.warnings.len()
            ),
            Err(e) => e.to_string(),
        };
        drop(r);
        let t = Instant::now();
        if std::env::var_os("TRACE").is_some() {
            let mut tr = pixelbits::jpeg::Tracer::new(&data[..], &Default::default());
            let n = tr.window(0..data.len() as u64 * 8).len();
            std::hint::black_box(n);
        }
        rows.push((d, t.elapsed().as_secs_f64(), data.len(), f, what));
    }
    rows.sort_by(|a, b| (b.0 + b.1).total_cmp(&(a.0 + a.1)));
    for r in rows.iter().take(25) {
        println!(
            "{:.3} {:.3} {:>8} {} {}",
            r.0,
            r.1,
            r.2,
            r.3.rsplit('/').next().unwrap(),
            r.4
        );
    }
}
