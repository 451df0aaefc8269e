//! The sentences of an entry: none is a filler, none stands in many entries, and the paths in
//! them go by the names of today.

use super::{Entry, Fault, menu};
use std::collections::HashMap;

/// In so many entries a sentence may stand at most.
const MOST: usize = 3;
/// Shorter ones are answers and undo words: "Yes, for all.", "Delete it again."
const WORDS: usize = 4;

/// What says nothing.
const FILLERS: &[&str] = &[
    "check your configuration",
    "check the configuration",
    "contact your administrator",
    "contact your it administrator",
    "contact the administrator",
    "search the documentation",
    "consult the documentation",
    "reach out to",
    "please note",
    "it is important to note",
];

/// Every text that a person reads as prose, with its JSON path.
fn texts(entry: &Entry) -> Vec<(String, &str)> {
    let mut texts: Vec<(String, &str)> = vec![
        ("$.title".into(), &entry.title),
        ("$.meaning".into(), &entry.meaning),
    ];
    for (at, note) in entry.notes.iter().enumerate() {
        texts.push((format!("$.notes[{at}]"), note));
    }
    for (at, cause) in entry.causes.iter().enumerate() {
        let path = format!("$.causes[{at}]");
        texts.push((format!("{path}.title"), &cause.title));
        texts.push((format!("{path}.why"), &cause.why));
        texts.push((format!("{path}.check.do"), &cause.check.action));
        texts.push((format!("{path}.check.present"), &cause.check.present));
        texts.push((format!("{path}.check.absent"), &cause.check.absent));
    }
    for (at, question) in entry.questions.iter().enumerate() {
        texts.push((format!("$.questions[{at}].ask"), &question.ask));
        for (number, answer) in question.answers.iter().enumerate() {
            texts.push((
                format!("$.questions[{at}].answers[{number}].text"),
                &answer.text,
            ));
        }
    }
    for (at, step) in entry.steps.iter().enumerate() {
        let path = format!("$.steps[{at}]");
        texts.push((format!("{path}.do"), &step.action));
        texts.push((format!("{path}.verify"), &step.verify));
        texts.extend(
            step.warning
                .iter()
                .map(|text| (format!("{path}.warning"), text.as_str())),
        );
        texts.extend(
            step.undo
                .iter()
                .map(|text| (format!("{path}.undo"), text.as_str())),
        );
    }
    for (at, faq) in entry.faq.iter().enumerate() {
        texts.push((format!("$.faq[{at}].q"), &faq.q));
        texts.push((format!("$.faq[{at}].a"), &faq.a));
    }
    if let Some(escalate) = &entry.escalate {
        texts.push(("$.escalate.to".into(), &escalate.to));
    }
    texts
}

/// Every text that says where to look, with its JSON path.
fn places(entry: &Entry) -> impl Iterator<Item = (String, &str)> {
    let checks = entry.causes.iter().enumerate();
    let checks = checks.map(|(at, cause)| {
        (
            format!("$.causes[{at}].check.where"),
            cause.check.place.as_str(),
        )
    });
    let questions = entry.questions.iter().enumerate();
    let questions = questions
        .map(|(at, question)| (format!("$.questions[{at}].where"), question.place.as_str()));
    let steps = entry.steps.iter().enumerate();
    let steps = steps.map(|(at, step)| (format!("$.steps[{at}].where"), step.place.as_str()));
    checks.chain(questions).chain(steps)
}

/// The sentences of a text, in lower case.
fn sentences(text: &str) -> impl Iterator<Item = String> {
    text.split_inclusive(['.', '?', '!', '\n'])
        .map(|sentence| sentence.trim().to_lowercase())
        .filter(|sentence| sentence.split_whitespace().count() >= WORDS)
}

/// Fillers in an entry: path and what is wrong.
#[must_use]
pub fn fillers(entry: &Entry) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (path, text) in texts(entry) {
        let lower = text.to_lowercase();
        for filler in FILLERS.iter().filter(|filler| lower.contains(**filler)) {
            found.push((
                path.clone(),
                format!("\"{filler}\" helps nobody: say what to look at, and whom to ask for what"),
            ));
        }
    }
    found
}

/// Paths through a menu that begin by no name of today: path and what is wrong.
#[must_use]
pub fn lost_paths(entry: &Entry) -> Vec<(String, String)> {
    texts(entry)
        .into_iter()
        .chain(places(entry))
        .flat_map(|(path, text)| {
            let unknown = menu::unknown(text).into_iter();
            unknown.map(move |node| (path.clone(), says_lost(&node)))
        })
        .collect()
}

/// What is said of a path that begins by no name of today.
#[must_use]
pub fn says_lost(node: &str) -> String {
    format!("the menu has no \"{node}\": take its name of today, or add it in src/catalog/menu.rs")
}

/// Sentences that stand word for word in more than three entries.
#[must_use]
pub fn repeated<'e>(entries: impl IntoIterator<Item = (&'e str, &'e Entry)>) -> Vec<Fault> {
    let mut places: HashMap<String, Vec<(&str, String)>> = HashMap::new();
    for (file, entry) in entries {
        for (path, text) in texts(entry) {
            for sentence in sentences(text) {
                let places = places.entry(sentence).or_default();
                if places.last().is_none_or(|(known, _)| *known != file) {
                    places.push((file, path.clone()));
                }
            }
        }
    }
    let mut faults: Vec<Fault> = places
        .into_iter()
        .filter(|(_, places)| places.len() > MOST)
        .flat_map(|(sentence, places)| {
            let count = places.len();
            places.into_iter().skip(MOST).map(move |(file, path)| Fault {
                file: file.into(),
                line: None,
                path,
                says: format!(
                    "\"{sentence}\" stands in {count} entries: say what is special here, or make a procedure of it"
                ),
            })
        })
        .collect();
    faults.sort_by(|a, b| (&a.file, &a.path).cmp(&(&b.file, &b.path)));
    faults
}
