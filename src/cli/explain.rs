//! `unsnag explain`: an entry or a known code on standard output.

use super::{Format, Outcome};
use crate::embedded::{self, Target};
use crate::session::{Values, event::Pasted};
use crate::{evidence, report};
use anyhow::{Context, Result};
use std::io::{self, Write};

pub fn run(code: &str, format: Format, out: &mut impl Write) -> Result<Outcome> {
    let mut values = Values::default();
    let target = if code == "-" {
        let findings = evidence::stream(std::io::stdin())
            .context("cannot read standard input")?
            .findings;
        values.add_facts(&Pasted::of(&findings, "").facts);
        findings.codes.iter().find_map(|found| found.target)
    } else {
        embedded::lookup(code)
    };
    let Some(target) = target else {
        let shown = crate::text::one_line(crate::text::head(code, 80));
        let what = if code == "-" {
            "no known code stands in that text".into()
        } else {
            format!("`{shown}` is no code that this catalog knows")
        };
        writeln!(
            io::stderr(),
            "unsnag: {what}: try `unsnag search` with words of the message"
        )?;
        return Ok(Outcome::No);
    };
    write(target, &values, format, out)?;
    Ok(Outcome::Yes)
}

fn write(target: Target, values: &Values, format: Format, out: &mut impl Write) -> Result<()> {
    if format == Format::Json {
        serde_json::to_writer_pretty(&mut *out, &json(target)?)?;
        writeln!(out)?;
        return Ok(());
    }
    let blocks = match target {
        Target::Entry(header) => report::entry(&header.entry(), values),
        Target::Known(known) => report::known(known, values),
    };
    let text = if format == Format::Markdown {
        report::markdown(&blocks)
    } else {
        report::plain(&blocks, super::columns())
    };
    out.write_all(text.as_bytes())?;
    Ok(())
}

/// The entry as in its file; of a known code what there is.
fn json(target: Target) -> Result<serde_json::Value> {
    Ok(match target {
        Target::Entry(header) => serde_json::from_str(header.json)?,
        Target::Known(known) => serde_json::json!({
            "code": known.code,
            "name": known.name,
            "category": known.category,
            "line": known.line,
            "entry": false,
            "known": true,
        }),
    })
}
