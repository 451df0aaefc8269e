//! `unsnag outcomes`: what earlier sessions came to.

use super::{Outcome, Outcomes};
use crate::paths;
use crate::session::ledger;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

pub fn run(command: Outcomes, out: &mut impl Write) -> Result<Outcome> {
    match command {
        Outcomes::Export { file } => export(file.as_deref(), out),
        Outcomes::Import { file } => import(&file, out),
        Outcomes::Reset { yes } => reset(yes, out),
    }
}

fn export(file: Option<&Path>, out: &mut impl Write) -> Result<Outcome> {
    let outcomes = ledger::read(&paths::state()?)?;
    let causes = outcomes.iter().filter(|outcome| outcome.cause.is_some());
    if let Some(path) = file {
        let cannot = || format!("cannot write {}", path.display());
        let mut file = io::BufWriter::new(File::create(path).with_context(cannot)?);
        ledger::write(causes, &mut file)?;
        file.flush().with_context(cannot)?;
        writeln!(out, "{} outcomes in {}", outcomes.len(), path.display())?;
    } else {
        ledger::write(causes, out)?;
    }
    if outcomes.is_empty() {
        writeln!(
            io::stderr(),
            "unsnag: no outcomes yet: a session that ends with its cause found is one"
        )?;
        return Ok(Outcome::No);
    }
    Ok(Outcome::Yes)
}

fn import(file: &Path, out: &mut impl Write) -> Result<Outcome> {
    let folder = paths::state()?;
    let new = if file == Path::new("-") {
        ledger::import(&folder, io::stdin(), "standard input")?
    } else {
        let name = file.display().to_string();
        let opened = File::open(file).with_context(|| format!("cannot read {name}"))?;
        ledger::import(&folder, opened, &name)?
    };
    let all = ledger::read(&folder)?.len();
    writeln!(out, "{new} new outcomes; {all} in all")?;
    Ok(Outcome::Yes)
}

fn reset(yes: bool, out: &mut impl Write) -> Result<Outcome> {
    let folder = paths::state()?;
    let known = ledger::read(&folder).map(|outcomes| outcomes.len());
    if !yes {
        if !io::stdin().is_terminal() {
            bail!("forgetting the outcomes asks first: give --yes where nobody can answer");
        }
        let count = known.map_or("all".into(), |known| known.to_string());
        write!(io::stderr(), "Forget {count} outcomes? [y/N] ")?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        if !matches!(answer.trim(), "y" | "Y" | "yes") {
            return Ok(Outcome::No);
        }
    }
    ledger::reset(&folder)?;
    writeln!(
        out,
        "the outcomes are forgotten: the odds are those of the catalog"
    )?;
    Ok(Outcome::Yes)
}
