//! What one keystroke costs, beside nucleo-matcher over the same titles in the same run.
//!
//! `cargo bench --bench search` prints the table that the README quotes, then runs divan's samples.

use divan::Bencher;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};
use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use unsnag::catalog::{Category, Depth, Entry, Family, Severity};
use unsnag::embedded::{ENTRIES, Header, KNOWN};
use unsnag::search::{Document, Index, Marks};

const QUERIES: &[(&str, &str)] = &[
    ("one letter", "a"),
    ("a code", "AADSTS50011"),
    ("two words", "token expired"),
    ("a misspelt word", "condtional"),
    (
        "a sentence",
        "the scheduled refresh fails since the user changed the password and mfa was required",
    ),
];
/// So many hits as a screen can show.
const LIMIT: usize = 50;
/// The query whose marks are measured: the longest.
const MARKED: &str = QUERIES[4].1;
const SIZES: &[usize] = &[200, 2_000, 20_000];

struct Catalog {
    name: String,
    index: Index,
    titles: Vec<Utf32String>,
    built: Duration,
}

impl Catalog {
    fn new(
        name: String,
        make: impl FnOnce() -> Index,
        titles: impl Iterator<Item = &'static str>,
    ) -> Self {
        let start = Instant::now();
        let index = make();
        Self {
            name,
            index,
            built: start.elapsed(),
            titles: titles.map(Utf32String::from).collect(),
        }
    }

    /// The search for the longest query and the marks of every hit: what is drawn after a key.
    fn shown(&self) -> Vec<Marks> {
        let results = self.index.search(MARKED, LIMIT);
        let hits = results.hits.iter();
        hits.map(|hit| self.index.marks(&results.asked, &hit.target))
            .collect()
    }
}

fn main() {
    for catalog in std::iter::once(shipped()).chain((0..SIZES.len()).map(made_up)) {
        println!(
            "\n{}: index built in {:.1} ms; µs at p50 and p99",
            catalog.name,
            catalog.built.as_secs_f64() * 1e3
        );
        println!(
            "{:<16} {:>10} {:>10} {:>12} {:>12} {:>8}",
            "", "p50", "p99", "nucleo p50", "nucleo p99", "ratio"
        );
        let (mut ours, mut theirs) = (0.0, 0.0);
        for (name, query) in QUERIES {
            let mut matcher = Matcher::new(Config::DEFAULT);
            let mine =
                percentiles(|| drop(black_box(catalog.index.search(black_box(query), LIMIT))));
            let nucleo = percentiles(|| {
                drop(black_box(nucleo(
                    &mut matcher,
                    &catalog.titles,
                    black_box(query),
                )));
            });
            println!(
                "{name:<16} {:>10.1} {:>10.1} {:>12.1} {:>12.1} {:>8.2}",
                mine.0,
                mine.1,
                nucleo.0,
                nucleo.1,
                mine.0 / nucleo.0
            );
            ours += mine.0;
            theirs += nucleo.0;
        }
        println!(
            "{:<16} {ours:>10.1} {:>10} {theirs:>12.1} {:>12} {:>8.2}",
            "the set",
            "",
            "",
            ours / theirs
        );
        let shown = percentiles(|| drop(black_box(catalog.shown())));
        println!(
            "{:<16} {:>10.1} {:>10.1}",
            "and its marks", shown.0, shown.1
        );
    }
    divan::main();
}

/// Median and 99th percentile in µs.
fn percentiles(mut run: impl FnMut()) -> (f64, f64) {
    let enough = Instant::now();
    let mut times = Vec::new();
    while times.len() < 2_000 && (times.len() < 200 || enough.elapsed() < Duration::from_secs(2)) {
        let start = Instant::now();
        run();
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

/// What a list does with nucleo-matcher: every title, the best first.
fn nucleo(matcher: &mut Matcher, titles: &[Utf32String], query: &str) -> Vec<(u32, u32)> {
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let mut found: Vec<(u32, u32)> = (0..)
        .zip(titles)
        .filter_map(|(at, title)| {
            pattern
                .score(title.slice(..), matcher)
                .map(|score| (score, at))
        })
        .collect();
    found.sort_unstable_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    found.truncate(LIMIT);
    found
}

fn shipped() -> &'static Catalog {
    static SHIPPED: OnceLock<Catalog> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let titles = ENTRIES
            .iter()
            .map(|header| header.title)
            .chain(KNOWN.iter().map(|known| known.line));
        Catalog::new(
            format!(
                "the shipped catalog, {} entries and {} known codes",
                ENTRIES.len(),
                KNOWN.len()
            ),
            Index::embedded,
            titles,
        )
    })
}

fn made_up(size: usize) -> &'static Catalog {
    static MADE_UP: [OnceLock<Catalog>; SIZES.len()] = [const { OnceLock::new() }; SIZES.len()];
    MADE_UP[size].get_or_init(|| {
        let count = SIZES[size];
        let mut writer = Writer::new();
        let made: Vec<(&'static Header, Entry)> =
            (0..count).map(|number| writer.entry(number)).collect();
        let titles: Vec<&'static str> = made.iter().map(|(header, _)| header.title).collect();
        let documents = made
            .into_iter()
            .map(|(header, entry)| Document::with(header, entry));
        Catalog::new(
            format!("{count} made-up entries"),
            || Index::of(documents),
            titles.into_iter(),
        )
    })
}

/// Writes entries with the words of the shipped catalog, as often as they stand there, and names nobody has.
struct Writer {
    random: fastrand::Rng,
    words: Vec<&'static str>,
}

impl Writer {
    fn new() -> Self {
        let lines = KNOWN.iter().flat_map(|known| known.line.split_whitespace());
        let texts = ENTRIES
            .iter()
            .flat_map(|header| header.json.split(|c: char| !c.is_alphanumeric()))
            .filter(|word| word.len() > 1);
        Self {
            random: fastrand::Rng::with_seed(7),
            words: lines.chain(texts).collect(),
        }
    }

    fn text(&mut self, words: usize) -> String {
        let mut text = String::new();
        for _ in 0..words {
            if self.random.u8(..) < 12 {
                text.push_str(&self.invented());
            } else {
                text.push_str(self.words[self.random.usize(..self.words.len())]);
            }
            text.push(' ');
        }
        text.trim_end().to_owned()
    }

    /// Product names, hosts, options: words that stand in few entries.
    fn invented(&mut self) -> String {
        const PARTS: &[&str] = &[
            "con", "to", "fab", "ri", "net", "sql", "ver", "ta", "lo", "gen", "pro", "xy", "dat",
            "am", "ser", "ve", "cli", "po", "li", "zu",
        ];
        (0..self.random.usize(2..5))
            .map(|_| PARTS[self.random.usize(..PARTS.len())])
            .collect()
    }

    fn entry(&mut self, number: usize) -> (&'static Header, Entry) {
        let code: &'static str = format!("AADSTS{}", 50_000 + number * 7).leak();
        let length = self.random.usize(5..13);
        let title: &'static str = self.text(length).leak();
        let cause = serde_json::json!({
            "id": "one", "title": self.text(8), "why": self.text(20), "likelihood": "common",
            "check": {"do": "x", "minutes": 1, "present": "x", "absent": "x"}, "ways": [["step"]]
        });
        let step = serde_json::json!({"id": "step", "do": self.text(14), "minutes": 1, "risk": "none", "verify": "x"});
        let entry = serde_json::json!({
            "code": code, "title": title, "category": "refresh", "severity": "low", "depth": "full", "sources": [],
            "tags": [self.text(2), self.text(1), self.text(2)], "meaning": self.text(40), "causes": [cause], "steps": [step]
        });
        let header = Header {
            family: Family::Entra,
            code,
            name: "",
            aliases: &[],
            title,
            products: &[],
            category: Category::Refresh,
            severity: Severity::Low,
            depth: Depth::Full,
            causes: 1,
            steps: 1,
            signatures: &[],
            hash: "",
            json: "",
        };
        (
            Box::leak(Box::new(header)),
            serde_json::from_value(entry).expect("a whole entry"),
        )
    }
}

#[divan::bench(args = 0..SIZES.len(), sample_count = 30)]
fn the_set(bencher: Bencher, size: usize) {
    let catalog = made_up(size);
    bencher.bench(|| {
        QUERIES
            .iter()
            .map(|(_, query)| catalog.index.search(query, LIMIT).hits.len())
            .sum::<usize>()
    });
}

#[divan::bench(args = 0..SIZES.len(), sample_count = 30)]
fn the_set_with_nucleo(bencher: Bencher, size: usize) {
    let catalog = made_up(size);
    let mut matcher = Matcher::new(Config::DEFAULT);
    bencher.bench_local(|| {
        QUERIES
            .iter()
            .map(|(_, query)| nucleo(&mut matcher, &catalog.titles, query).len())
            .sum::<usize>()
    });
}

#[divan::bench(sample_count = 20)]
fn making_the_index_of_the_shipped_catalog() -> Index {
    Index::embedded()
}
