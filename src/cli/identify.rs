//! `unsnag identify`: the codes and facts in a text.

use super::{Outcome, input};
use crate::evidence::{self, Summary};
use anyhow::{Context, Result};
use serde_json::json;
use std::io::{self, Write};
use std::path::Path;

pub fn run(file: &Path, as_json: bool, out: &mut impl Write) -> Result<Outcome> {
    let summary = evidence::stream(input::open(file)?)
        .with_context(|| format!("cannot read {}", name(file)))?;
    let findings = &summary.findings;
    if as_json {
        serde_json::to_writer_pretty(&mut *out, &json(&summary))?;
        writeln!(out)?;
    } else {
        write_text(&summary, out)?;
    }
    if findings.secrets > 0 {
        writeln!(
            io::stderr(),
            "unsnag: {} secrets stand in that text: they are left out here",
            findings.secrets
        )?;
    }
    if findings.codes.iter().all(|found| found.target.is_none()) {
        writeln!(
            io::stderr(),
            "unsnag: no known error in that text: try `unsnag search` with words of the message"
        )?;
        return Ok(Outcome::No);
    }
    Ok(Outcome::Yes)
}

fn name(file: &Path) -> String {
    if file.as_os_str() == "-" {
        "standard input".into()
    } else {
        file.display().to_string()
    }
}

fn json(Summary { findings, counts }: &Summary) -> serde_json::Value {
    let codes: Vec<_> = findings
        .codes
        .iter()
        .zip(counts)
        .map(|(found, count)| {
            json!({
                "code": found.code,
                "entry": found.target.is_some_and(|target| target.header().is_some()),
                "known": found.target.is_some(),
                "title": found.target.map(|target| target.title()).unwrap_or_default(),
                "via": found.via.as_str(),
                "line": found.line,
                "lines": count,
            })
        })
        .collect();
    let facts: Vec<_> = findings
        .facts
        .iter()
        .map(|fact| json!({ "type": fact.fact_type, "value": fact.value, "line": fact.line }))
        .collect();
    json!({ "codes": codes, "facts": facts })
}

fn write_text(Summary { findings, counts }: &Summary, out: &mut impl Write) -> io::Result<()> {
    for (found, count) in findings.codes.iter().zip(counts) {
        let title = match found.target {
            Some(target) if target.header().is_some() => target.title().to_owned(),
            Some(target) => format!("{} (no entry)", target.title()),
            None => "not known to this catalog".into(),
        };
        let lines = match count {
            0 | 1 => format!("line {}", found.line),
            count => format!("{count} lines, the first {}", found.line),
        };
        let (code, via) = (&found.code, found.via.as_str());
        writeln!(out, "{code:<32} {} [{lines}, {via}]", title.trim())?;
    }
    for fact in &findings.facts {
        writeln!(out, "  {:<16} {}", fact.fact_type.as_str(), fact.value)?;
    }
    Ok(())
}
