//! The catalog in numbers, for `catalog list --stats` and the README.

use crate::catalog::{Entry, Family, Severity, Shell};
use crate::embedded::{ENTRIES, Header, KNOWN};
use std::collections::BTreeSet;
use std::fmt::Display;

/// One line a subject: its name, the number, and what it is made of.
#[must_use]
pub fn stats() -> String {
    let entries: Vec<Entry> = ENTRIES.iter().map(Header::entry).collect();
    let of = |count: fn(&Entry) -> usize| entries.iter().map(count).sum::<usize>();
    let looks: Vec<_> = entries
        .iter()
        .flat_map(|entry| &entry.causes)
        .map(|cause| &cause.check)
        .collect();
    let with_command = looks.iter().filter(|check| !check.commands.is_empty());
    let shared = looks.iter().filter(|check| check.procedure.is_some());
    let commands: Vec<Shell> = entries
        .iter()
        .flat_map(Entry::commands)
        .map(|(_, command)| command.shell)
        .collect();
    let sources = entries.iter().flat_map(|entry| &entry.sources);
    let pages: BTreeSet<&str> = sources.clone().map(|source| source.url.as_str()).collect();
    let shells = parts(Shell::ALL, |shell| {
        commands.iter().filter(|known| *known == shell).count()
    });
    let [families, depths, severities] = heads();
    let rows = [
        ("entries", ENTRIES.len(), families),
        ("depth", ENTRIES.len(), depths),
        ("severity", ENTRIES.len(), severities),
        ("causes", of(|entry| entry.causes.len()), String::new()),
        (
            "checks",
            looks.len(),
            format!(
                "{} with a command, {} by a shared procedure",
                with_command.count(),
                shared.count()
            ),
        ),
        (
            "questions",
            of(|entry| entry.questions.len()),
            String::new(),
        ),
        ("steps", of(|entry| entry.steps.len()), String::new()),
        ("commands", commands.len(), shells),
        (
            "sources",
            sources.count(),
            format!("{} different pages", pages.len()),
        ),
        ("known codes", KNOWN.len(), "without an entry".into()),
    ];
    let mut said = String::new();
    for (name, count, made_of) in rows {
        let line = format!("{name:<12} {count:>5}  {made_of}");
        said.push_str(line.trim_end());
        said.push('\n');
    }
    said
}

/// The entries by family, depth and severity.
fn heads() -> [String; 3] {
    let families = parts(Family::ALL, |family| {
        let is = |header: &&Header| header.family == *family;
        ENTRIES.iter().filter(is).count()
    });
    let depths = parts(&["full", "brief"], |depth| {
        let is = |header: &&Header| header.depth.to_string() == **depth;
        ENTRIES.iter().filter(is).count()
    });
    let severities = parts(Severity::ALL, |severity| {
        let is = |header: &&Header| header.severity == *severity;
        ENTRIES.iter().filter(is).count()
    });
    [families, depths, severities]
}

/// `az 12, sh 3`; what does not occur is left out.
fn parts<T: Display>(all: &[T], count: impl Fn(&T) -> usize) -> String {
    let counted = all.iter().map(|part| (part, count(part)));
    let said: Vec<String> = counted
        .filter(|(_, count)| *count > 0)
        .map(|(part, count)| format!("{part} {count}"))
        .collect();
    said.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::is_in_the_readme;

    #[test]
    fn the_numbers_in_the_readme_are_the_numbers() {
        is_in_the_readme("stats", &format!("```text\n{}```\n", stats()));
    }
}
