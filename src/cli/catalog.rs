//! `unsnag catalog`: list, check, schema.

use super::{Catalog, Outcome};
use crate::catalog::rules::{self, References};
use crate::catalog::{Entry, Fault, Procedure, code, parse};
use crate::embedded::{self, ENTRIES, KNOWN};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

const SCHEMA: &str = include_str!("../../assets/catalog.schema.json");
/// Folders are not followed deeper than this.
const DEEPEST: usize = 8;

pub fn run(command: Catalog, out: &mut impl Write) -> Result<Outcome> {
    match command {
        Catalog::List { json } => list(json, out),
        Catalog::Check { paths } => check(&paths, out),
        Catalog::Schema => {
            out.write_all(SCHEMA.as_bytes())?;
            Ok(Outcome::Yes)
        }
    }
}

fn list(as_json: bool, out: &mut impl Write) -> Result<Outcome> {
    if as_json {
        let rows: Vec<Value> = ENTRIES
            .iter()
            .map(|header| {
                json!({
                    "code": header.code,
                    "name": header.name,
                    "title": header.title,
                    "family": header.family,
                    "products": header.products,
                    "category": header.category,
                    "severity": header.severity,
                    "depth": header.depth,
                    "causes": header.causes,
                    "steps": header.steps,
                })
            })
            .collect();
        serde_json::to_writer_pretty(&mut *out, &rows)?;
        writeln!(out)?;
    } else {
        for header in ENTRIES {
            writeln!(
                out,
                "{:<42} {:<8} {:<20} {}",
                header.code, header.severity, header.category, header.title
            )?;
        }
    }
    Ok(Outcome::Yes)
}

fn check(paths: &[PathBuf], out: &mut impl Write) -> Result<Outcome> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, DEEPEST, &mut files)?;
    }
    if files.is_empty() {
        bail!("no .json file there: give entries, or folders of them");
    }
    let faults = faults(&files)?;
    for fault in &faults {
        writeln!(out, "{fault}")?;
    }
    writeln!(out, "{} files, {} faults", files.len(), faults.len())?;
    Ok(if faults.is_empty() {
        Outcome::Yes
    } else {
        Outcome::No
    })
}

fn collect(path: &Path, deeper: usize, files: &mut Vec<PathBuf>) -> Result<()> {
    let metadata = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    if metadata.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    let Some(deeper) = deeper.checked_sub(1) else {
        return Ok(());
    };
    let mut inside: Vec<PathBuf> = fs::read_dir(path)
        .with_context(|| format!("cannot read {}", path.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    inside.sort();
    for path in inside {
        if path.is_dir()
            || path
                .extension()
                .is_some_and(|extension| extension == "json")
        {
            collect(&path, deeper, files)?;
        }
    }
    Ok(())
}

/// Every fault of the files; what they may refer to is the catalog and the files themselves.
fn faults(files: &[PathBuf]) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    let mut entries: Vec<(String, Entry)> = Vec::new();
    let mut references = embedded_references();
    for path in files {
        let file = path.display().to_string();
        let bytes = fs::read(path).with_context(|| format!("cannot read {file}"))?;
        let text = String::from_utf8_lossy(&bytes);
        let is_procedure = path
            .parent()
            .and_then(Path::file_name)
            .is_some_and(|folder| folder == "procedures");
        if is_procedure {
            match parse::parse::<Procedure>(&file, &text) {
                Ok(procedure) => {
                    references.procedures.insert(procedure.id.clone());
                    faults.extend(rules::check_procedure(&file, &procedure));
                }
                Err(found) => faults.extend(found),
            }
            continue;
        }
        match parse::parse::<Entry>(&file, &text) {
            Ok(entry) => {
                references.add(&entry);
                entries.push((file, entry));
            }
            Err(found) => faults.extend(found),
        }
    }
    for (file, entry) in &entries {
        faults.extend(rules::check(file, entry, &references));
    }
    faults.extend(rules::check_duplicates(
        entries.iter().map(|(file, entry)| (file.as_str(), entry)),
    ));
    faults.extend(
        entries
            .iter()
            .flat_map(|(file, entry)| claimed_elsewhere(file, entry, &entries)),
    );
    Ok(faults)
}

/// Codes and aliases that another entry of the catalog has, where that one is not among the files.
fn claimed_elsewhere(file: &str, entry: &Entry, files: &[(String, Entry)]) -> Vec<Fault> {
    let is_checked = |code: &str| files.iter().any(|(_, entry)| entry.code == code);
    std::iter::once(&entry.code)
        .chain(&entry.aliases)
        .filter_map(|claim| {
            let owner = embedded::find(claim)?.header()?.code;
            let says =
                format!("`{claim}` stands in the catalog's {owner} too: one of them must go");
            let fault = Fault {
                file: file.into(),
                line: None,
                path: "$".into(),
                says,
            };
            (owner != entry.code && !is_checked(owner)).then_some(fault)
        })
        .collect()
}

fn embedded_references() -> References {
    let mut references = References::default();
    for header in ENTRIES {
        references.codes.insert(code::key(header.code));
        references
            .codes
            .extend(header.aliases.iter().map(|alias| code::key(alias)));
    }
    references
        .codes
        .extend(KNOWN.iter().map(|known| code::key(known.code)));
    references.procedures.extend(
        embedded::procedures()
            .iter()
            .map(|procedure| procedure.id.clone()),
    );
    references
}
