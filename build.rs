//! Checks the catalog and embeds it: a broken entry fails the build with the words of `catalog check`.

#[expect(
    dead_code,
    unused_imports,
    clippy::struct_field_names,
    clippy::enum_variant_names,
    reason = "the build needs a part of it, and sees no public names"
)]
#[path = "src/catalog/mod.rs"]
mod catalog;
#[expect(dead_code, unused_imports, reason = "the build needs a part of it")]
#[path = "src/search/tables/mod.rs"]
mod tables;
#[expect(dead_code, reason = "the build needs a part of it")]
#[path = "src/text.rs"]
mod text;

use catalog::known::{self, HEADER};
use catalog::rules::{self, References};
use catalog::{Entry, Family, Fault, Known, Procedure, code, hash, parse, pattern, prose};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};
use tables::{Tables, Text};

fn main() {
    println!("cargo::rerun-if-changed=assets/catalog");
    println!("cargo::rerun-if-changed=assets/known");
    println!("cargo::rerun-if-changed=assets/procedures");
    for words in ["often-met", "plain-words", "synonyms"] {
        println!("cargo::rerun-if-changed=assets/{words}.tsv");
    }
    println!("cargo::rerun-if-changed=src/catalog");
    println!("cargo::rerun-if-changed=src/search/tables");
    println!("cargo::rerun-if-changed=src/text.rs");
    let embedded = read().and_then(|(entries, procedures)| embed(&entries, &procedures));
    match embedded {
        Ok((source, tables)) => {
            let out = env::var_os("OUT_DIR")
                .map(PathBuf::from)
                .expect("cargo sets OUT_DIR");
            fs::write(out.join("catalog.rs"), source).expect("OUT_DIR can be written");
            fs::write(out.join("search.bin"), tables).expect("OUT_DIR can be written");
        }
        Err(faults) => {
            for fault in &faults {
                println!("cargo::error={fault}");
            }
            std::process::exit(1);
        }
    }
}

type Files<T> = Vec<(String, T)>;

fn read() -> Result<(Files<Entry>, Files<Procedure>), Vec<Fault>> {
    let mut faults = Vec::new();
    let mut entries = Vec::new();
    let mut procedures = Vec::new();
    for file in json_files(Path::new("assets/procedures")) {
        collect(&file, &mut procedures, &mut faults);
    }
    for &family in Family::ALL {
        for file in json_files(&Path::new("assets/catalog").join(family.as_str())) {
            collect(&file, &mut entries, &mut faults);
        }
    }
    if faults.is_empty() {
        Ok((entries, procedures))
    } else {
        Err(faults)
    }
}

fn collect<T: serde::de::DeserializeOwned>(
    file: &Path,
    into: &mut Files<T>,
    faults: &mut Vec<Fault>,
) {
    let name = file.to_string_lossy().replace('\\', "/");
    match parse::parse(&name, &content(file)) {
        Ok(parsed) => into.push((name, parsed)),
        Err(found) => faults.extend(found),
    }
}

fn content(file: &Path) -> String {
    fs::read_to_string(file)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", file.display()))
}

/// The JSON files of a folder in the order of their names; none where there is no folder.
fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    files
}

/// The catalog as Rust source, and what the search looks things up in.
fn embed(
    entries: &Files<Entry>,
    procedures: &Files<Procedure>,
) -> Result<(String, Vec<u8>), Vec<Fault>> {
    let mut references = References::default();
    for (_, entry) in entries {
        references.add(entry);
    }
    references
        .procedures
        .extend(procedures.iter().map(|(_, procedure)| procedure.id.clone()));
    let with_entry = references.codes.clone();
    let known = read_known(&with_entry, &mut references)?;
    let mut faults: Vec<Fault> = entries
        .iter()
        .flat_map(|(file, entry)| rules::check(file, entry, &references))
        .collect();
    faults.extend(
        procedures
            .iter()
            .flat_map(|(file, procedure)| rules::check_procedure(file, procedure)),
    );
    let all = || entries.iter().map(|(file, entry)| (file.as_str(), entry));
    faults.extend(rules::check_duplicates(all()));
    faults.extend(prose::repeated(all()));
    if !faults.is_empty() {
        return Err(faults);
    }
    let date = entries
        .iter()
        .map(|(_, entry)| entry.reviewed.as_str())
        .max()
        .unwrap_or("none");
    let texts = entries
        .iter()
        .map(|(file, entry)| Text::entry(family(file), entry.clone()))
        .chain(known.iter().map(Text::known));
    let tables = postcard::to_allocvec(&Tables::new(texts)).expect("a Vec takes everything");
    Ok((source(entries, procedures, &known, date), tables))
}

/// The family of an entry, by its folder.
fn family(file: &str) -> Family {
    file.split('/')
        .nth(2)
        .and_then(|folder| folder.parse().ok())
        .expect("read() goes by family")
}

/// The known codes, less those that have an entry.
fn read_known(
    with_entry: &HashSet<String>,
    references: &mut References,
) -> Result<Vec<Known>, Vec<Fault>> {
    let mut all = Vec::new();
    let mut faults = Vec::new();
    for &family in Family::ALL {
        let file = format!("assets/known/{family}.tsv");
        let text: &'static str = content(Path::new(&file)).leak();
        let mut lines = text.lines().enumerate();
        if lines.next().map(|(_, header)| header) != Some(HEADER) {
            faults.push(Fault {
                file: file.clone(),
                line: Some((1, 1)),
                path: "$".into(),
                says: format!("the first line must be {HEADER:?}"),
            });
        }
        for (at, line) in lines {
            match known::row(line) {
                Ok((code, name, category, about)) => {
                    let is_new = references.codes.insert(code::key(code))
                        && !with_entry.contains(&code::key(name));
                    if is_new {
                        all.push(Known {
                            code,
                            name,
                            category,
                            line: about,
                            family,
                        });
                    }
                }
                Err(says) => faults.push(Fault {
                    file: file.clone(),
                    line: Some((at + 1, 1)),
                    path: "$".into(),
                    says,
                }),
            }
        }
    }
    if faults.is_empty() {
        Ok(all)
    } else {
        Err(faults)
    }
}

fn source(
    entries: &Files<Entry>,
    procedures: &Files<Procedure>,
    known: &[Known],
    date: &str,
) -> String {
    let mut source =
        String::from("/// Every entry, by family and code.\npub static ENTRIES: &[Header] = &[\n");
    for (file, entry) in entries {
        let family = family(file);
        let json = minified(Path::new(file));
        let products: Vec<String> = entry
            .products
            .iter()
            .map(|product| format!("Product::{product:?}"))
            .collect();
        writeln!(
            source,
            "Header {{ family: Family::{family:?}, code: {:?}, name: {:?}, aliases: &{:?}, title: {:?}, products: &[{}], \
             category: Category::{:?}, severity: Severity::{:?}, depth: Depth::{:?}, causes: {}, steps: {}, signatures: &[{}], \
             hash: {:?}, json: {json:?} }},",
            entry.code,
            entry.name.as_deref().unwrap_or_default(),
            entry.aliases,
            entry.title,
            products.join(", "),
            entry.category,
            entry.severity,
            entry.depth,
            entry.causes.len(),
            entry.steps.len(),
            signatures(entry),
            hash(&json),
        )
        .expect("a String takes everything");
    }
    source.push_str("];\n\n/// Codes that have no entry.\npub static KNOWN: &[Known] = &[\n");
    for Known {
        code,
        name,
        category,
        line,
        family,
    } in known
    {
        writeln!(
            source,
            "Known {{ code: {code:?}, name: {name:?}, category: Category::{category:?}, line: {line:?}, family: Family::{family:?} }},"
        )
        .expect("a String takes everything");
    }
    source.push_str("];\n\nstatic PROCEDURES: &[&str] = &[\n");
    for (file, _) in procedures {
        writeln!(source, "{:?},", minified(Path::new(file))).expect("a String takes everything");
    }
    write!(source, "];\n\n/// The date on which the newest entry was last checked against its sources.\npub const DATE: &str = {date:?};\n")
        .expect("a String takes everything");
    source
}

/// The file without the blanks between its parts.
fn minified(file: &Path) -> String {
    let text = content(file);
    let mut minified = String::with_capacity(text.len());
    let mut in_string = false;
    let mut escaped = false;
    for c in text.chars() {
        if in_string || !c.is_ascii_whitespace() {
            minified.push(c);
        }
        in_string ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
    }
    minified
}

/// The patterns with the fixed words that they need, so that nothing is parsed when the first text is pasted.
fn signatures(entry: &Entry) -> String {
    let signatures = entry.signatures.iter().map(|pattern| {
        let literals = pattern::required_literals(pattern).unwrap_or_default();
        let literals: Vec<String> = literals
            .iter()
            .map(|literal| literal.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        format!("Signature {{ pattern: {pattern:?}, literals: &{literals:?} }}")
    });
    signatures.collect::<Vec<_>>().join(", ")
}
