//! `unsnag search`: ranked entries.

use super::Outcome;
use crate::search::{Hit, Index};
use anyhow::Result;
use serde_json::{Value, json};
use std::io::{self, Write};

pub fn run(query: &str, limit: usize, as_json: bool, out: &mut impl Write) -> Result<Outcome> {
    let results = Index::embedded().search(query, limit);
    if as_json {
        let rows: Vec<Value> = results.hits.iter().map(row).collect();
        serde_json::to_writer_pretty(&mut *out, &rows)?;
        writeln!(out)?;
    } else {
        for hit in &results.hits {
            let severity = hit
                .target
                .header()
                .map_or("known", |header| header.severity.as_str());
            writeln!(
                out,
                "{:<32} {:<8} {}",
                hit.target.code(),
                severity,
                hit.target.title()
            )?;
        }
    }
    for line in &results.said {
        writeln!(io::stderr(), "unsnag: {line}")?;
    }
    if results.hits.is_empty() {
        writeln!(
            io::stderr(),
            "unsnag: nothing matches: try the code alone, or one word of the message"
        )?;
        return Ok(Outcome::No);
    }
    Ok(Outcome::Yes)
}

fn row(hit: &Hit) -> Value {
    json!({
        "code": hit.target.code(),
        "title": hit.target.title(),
        "severity": hit.target.header().map(|header| header.severity),
        "category": hit.target.category(),
        "score": hit.score,
    })
}
