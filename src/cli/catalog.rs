//! `unsnag catalog`: list, check, schema.

use super::stats::stats;
use super::{Catalog, Outcome};
use crate::catalog::rules::{self, References};
use crate::catalog::{Entry, Fault, Procedure, code, parse, prose};
use crate::diagnosis::{Analysis, DeadEnd, Model};
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
        Catalog::List { stats: true, .. } => {
            out.write_all(stats().as_bytes())?;
            Ok(Outcome::Yes)
        }
        Catalog::List { json, .. } => list(json, out),
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
    let (faults, warned) = faults(&files)?;
    for fault in &faults {
        writeln!(out, "{fault}")?;
    }
    for warning in &warned {
        writeln!(out, "{warning}")?;
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
fn faults(files: &[PathBuf]) -> Result<(Vec<Fault>, Vec<String>)> {
    let mut faults = Vec::new();
    let mut entries: Vec<(String, Entry)> = Vec::new();
    let mut warned = Vec::new();
    let mut references = embedded_references();
    let mut procedures = embedded::procedures().to_vec();
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
                    procedures.push(procedure);
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
    // Before procedures are put in: what they say stands in many entries on purpose.
    let named = entries.iter().map(|(file, entry)| (file.as_str(), entry));
    faults.extend(prose::repeated(named));
    for (file, entry) in &mut entries {
        let found = rules::check(file, entry, &references);
        if found.is_empty() {
            entry.resolve(&procedures);
            faults.extend(tried_out(file, entry));
            warned.extend(warnings(file, entry));
        }
        faults.extend(found);
    }
    faults.extend(rules::check_duplicates(
        entries.iter().map(|(file, entry)| (file.as_str(), entry)),
    ));
    faults.extend(
        entries
            .iter()
            .flat_map(|(file, entry)| claimed_elsewhere(file, entry, &entries)),
    );
    Ok((faults, warned))
}

/// What the guide cannot reach: every cause of the entry is tried out on the model.
fn tried_out(file: &str, entry: &Entry) -> Vec<Fault> {
    let model = Model::from(entry);
    let analysis = Analysis::of(&model);
    let fault = |path: String, says: String| Fault {
        file: file.into(),
        line: None,
        path,
        says,
    };
    let dead_ends = analysis.dead_ends.iter().map(|dead_end| match dead_end {
        DeadEnd::NoWay(cause) => fault(format!("$.causes[{cause}].ways"), "the guide ends here: there is no way to fix it".into()),
        DeadEnd::NeverFound(cause) => fault(
            format!("$.causes[{cause}]"),
            "the guide hands the case on before it comes to this cause: make its check quicker, or its likelihood higher".into(),
        ),
    });
    let steps = analysis.unreached_steps.iter().map(|step| {
        let at = entry
            .steps
            .iter()
            .position(|known| known.id == *step)
            .unwrap_or_default();
        fault(
            format!("$.steps[{at}]"),
            format!("no path of the guide comes to the step `{step}`"),
        )
    });
    dead_ends.chain(steps).collect()
}

/// What is no fault and yet worth a look.
fn warnings(file: &str, entry: &Entry) -> Vec<String> {
    let analysis = Analysis::of(&Model::from(entry));
    let title = |cause: usize| &entry.causes[cause].id;
    let idle = analysis.idle_questions.iter().map(|question| {
        format!(
            "the question `{}` is never worth asking",
            entry.questions[*question].id
        )
    });
    let alike = analysis.alike.iter().map(|(one, other)| {
        format!(
            "no question or signal tells `{}` from `{}`: only their checks do",
            title(*one),
            title(*other)
        )
    });
    let nobody = analysis
        .escalates_to_nobody
        .then(|| "nobody is named to ask: add `escalate`".to_owned());
    idle.chain(alike)
        .chain(nobody)
        .map(|says| format!("{file}: warning: {says}"))
        .collect()
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
