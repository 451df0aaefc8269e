//! How fast a text is identified: `cargo bench --bench evidence`. Each figure stands beside a plain search for one word
//! over the same bytes in the same run, so that it can be compared between machines.

#![allow(clippy::cast_precision_loss)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{self, Read};
use std::time::{Duration, Instant};
use unsnag::evidence;

const MIB: usize = 1 << 20;

/// The median of some runs.
fn median(runs: usize, mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[runs / 2]
}

fn report(name: &str, bytes: usize, time: Duration, words: Duration) {
    let speed = bytes as f64 / time.as_secs_f64() / 1e6;
    println!(
        "{name:<34} {:>10.3} ms {speed:>9.0} MB/s   {:>7.1} × a word search",
        time.as_secs_f64() * 1e3,
        time.as_secs_f64() / words.as_secs_f64()
    );
}

fn measure(name: &str, text: &str) {
    let runs = if text.len() > 8 * MIB { 3 } else { 9 };
    let words = median(runs, || {
        black_box(memchr::memmem::find_iter(black_box(text.as_bytes()), b"AADSTS5").count());
    });
    let time = median(runs, || {
        black_box(evidence::identify(black_box(text)));
    });
    report(name, text.len(), time, words);
}

fn log(bytes: usize) -> String {
    const SHAPES: [&str; 6] = [
        "ERROR token: AADSTS700082: The refresh token has expired due to inactivity. Trace ID: 3f0c1d2e-0000-4a4a-9b9b-000000000001",
        r#"ERROR {"error":"invalid_grant","error_codes":[50105],"trace_id":"3f0c1d2e-0000-4a4a-9b9b-000000000001"}"#,
        r#"ERROR body "{\"error\":{\"code\":\"DM_GWPipeline_Client_GatewayUnreachable\",\"pbi.error\":{}}}""#,
        "ERROR GET /cb?error=access_denied&error_description=AADSTS65004%3a+User+declined+to+consent HTTP/1.1",
        "ERROR join failed: Client ErrorCode : 0x801c03f2",
        "ERROR The refresh token has expired due to inactivity",
    ];
    let mut log = String::with_capacity(bytes + 200);
    let mut at = 0;
    while log.len() < bytes {
        let line = if at % 100 == 0 {
            SHAPES[at / 100 % 6]
        } else {
            "INFO  c.a.s.RequestFilter - GET /api/orders/4711 200 in 37 ms for user 5d2f-4711 from 10.20.30.40:50011"
        };
        writeln!(
            log,
            "2025-03-04 05:06:07,{:03} [worker-{}] {line}",
            at % 1000,
            at % 16
        )
        .expect("a String takes everything");
        at += 1;
    }
    log
}

/// What an attacker would fill a paste with.
#[rustfmt::skip]
const HOSTILE: &[(&str, &str)] = &[
    ("nested escapes", "\\\\\\\\\""), ("backslashes", "\\"), ("percent", "%25"),
    ("percent 2", "%2525%41"), ("digits", "7"), ("amp", "&amp;"), ("quotes", "\""),
    ("AADSTS", "AADSTS"), ("error codes", "errorCode:50011,"), ("password", "password= "),
    ("code=", "code="), ("guids", "7a7a7a7a-1111-4222-8333-000000000002 "), ("dashes", "-"),
    ("pluses", "a=+"), ("signs", ":'= "), ("ats", "a@b "), ("braces", "{"),
    ("urls", "https://login.microsoftonline.com/a.b/"), ("cookie", "cookie: a "),
    ("hex", "0x80070005 "), ("tags", "<pi>"), ("dates", "2025-03-04 "),
    ("policies", "appliedConditionalAccessPolicies"),
    ("signature", "The refresh token has expired due to inactivity "),
    ("names", "DM_GWPipeline_x "), ("commas", "Username,Sign-in error code\n"), ("-p", " -p "),
    ("unicode", "\\u0041"), ("begin", "-----BEGIN "), ("quote open", "password=\"'"),
    ("token", "token=aaaaaaaaa"), ("userinfo", "://a:"),
    ("value", "\"value\":\"7a7a7a7a-1111-4222-8333-000000000002\""), ("entities", "&#39"),
    ("newlines", "\n"), ("blanks", " "),
];

/// A log of any length that is nowhere whole.
struct Endless {
    log: Vec<u8>,
    at: usize,
    left: usize,
}

impl Read for Endless {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let length = to.len().min(self.left).min(self.log.len() - self.at);
        to[..length].copy_from_slice(&self.log[self.at..self.at + length]);
        self.at = (self.at + length) % self.log.len();
        self.left -= length;
        Ok(length)
    }
}

/// The most memory that this process ever held, where the system tells it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or("memory is not known here")
        .to_owned()
}

fn main() {
    let start = Instant::now();
    black_box(evidence::identify("AADSTS700082"));
    println!(
        "first call ever: {:.1} ms",
        start.elapsed().as_secs_f64() * 1e3
    );
    let bytes = 2048 * MIB;
    let start = Instant::now();
    black_box(
        evidence::stream(Endless {
            log: log(8 * MIB).into_bytes(),
            at: 0,
            left: bytes,
        })
        .expect("memory can be read"),
    );
    println!(
        "2 GiB, streamed: {:.0} MB/s, {}",
        bytes as f64 / start.elapsed().as_secs_f64() / 1e6,
        peak()
    );
    measure("a log, 64 KiB", &log(64 << 10));
    let one = r#"{"error":"invalid_grant","error_description":"AADSTS240001: Sample wording.\r\nTrace ID: 3f0c1d2e-0000-4a4a-9b9b-000000000001\r\nCorrelation ID: 7a7a7a7a-1111-4222-8333-000000000002\r\nTimestamp: 2025-03-04 05:06:07Z","error_codes":[240001],"timestamp":"2025-03-04 05:06:07Z","trace_id":"3f0c1d2e-0000-4a4a-9b9b-000000000001"}"#;
    measure("one token answer", one);
    measure(
        "token answers, 64 KiB",
        &format!("{one}\n").repeat((64 << 10) / one.len()),
    );
    for (name, part) in HOSTILE {
        measure(
            &format!("hostile MiB: {name}"),
            &part.repeat(MIB / part.len()),
        );
    }
    let log = log(256 * MIB);
    let words = median(3, || {
        black_box(memchr::memmem::find_iter(black_box(log.as_bytes()), b"AADSTS5").count());
    });
    let time = median(3, || {
        black_box(evidence::stream(black_box(log.as_bytes())).expect("memory can be read"));
    });
    report("a log of 256 MiB, streamed", log.len(), time, words);
    println!(
        "{:?}",
        evidence::stream(log.as_bytes())
            .expect("memory can be read")
            .counts
    );
}
