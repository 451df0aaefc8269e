//! The rules that entries obey, beyond the shape that the types give them.

use super::entry::{Command, Entry, Minutes, Procedure, SOMETHING_ELSE, Step};
use super::words::{Depth, Evidence, Risk};
use super::{FactType, Fault, code, command, menu, pattern, prose, reading};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What an entry may refer to.
#[derive(Debug, Default)]
pub struct References {
    /// Keys ([`code::key`]) of all entries, known codes and their aliases.
    pub codes: HashSet<String>,
    pub procedures: HashSet<String>,
}

impl References {
    /// Adds an entry's own code and aliases.
    pub fn add(&mut self, entry: &Entry) {
        self.codes.insert(code::key(&entry.code));
        self.codes
            .extend(entry.aliases.iter().map(|alias| code::key(alias)));
    }
}

/// The faults of one entry. It is checked as it stands in its file, before procedures are put in.
#[must_use]
pub fn check(file: &str, entry: &Entry, references: &References) -> Vec<Fault> {
    let mut report = Report {
        file,
        faults: Vec::new(),
    };
    check_head(&mut report, entry);
    check_sources(&mut report, entry);
    check_inputs(&mut report, entry);
    check_ids(&mut report, entry);
    check_patterns(&mut report, entry);
    check_causes(&mut report, entry, references);
    check_questions(&mut report, entry);
    check_steps(&mut report, entry, references);
    for (path, _) in entry
        .commands()
        .filter(|(_, command)| command.command.is_empty())
    {
        report.fault(path, "the command is empty: write it, or take it out");
    }
    check_commands(&mut report, entry);
    check_reading(&mut report, entry);
    check_references(&mut report, entry, references);
    let prose = prose::fillers(entry).into_iter();
    for (path, says) in prose.chain(prose::lost_paths(entry)) {
        report.fault(path, says);
    }
    report.faults
}

/// The faults of a shared procedure.
#[must_use]
pub fn check_procedure(file: &str, procedure: &Procedure) -> Vec<Fault> {
    let mut report = Report {
        file,
        faults: Vec::new(),
    };
    report.minutes("$.minutes", procedure.minutes);
    report.filled("$.do", &procedure.action);
    report.identifier("$.id", &procedure.id);
    for node in menu::unknown(&procedure.place) {
        report.fault("$.where", prose::says_lost(&node));
    }
    let commands: Vec<_> = procedure
        .commands
        .iter()
        .enumerate()
        .map(|(at, command)| (format!("$.commands[{at}]"), command))
        .collect();
    report.reading(&commands);
    check_command_list(&mut report, &commands, |name| name.parse().ok());
    report.faults
}

/// Codes and aliases that more than one of the files claims.
#[must_use]
pub fn check_duplicates<'e>(entries: impl IntoIterator<Item = (&'e str, &'e Entry)>) -> Vec<Fault> {
    let mut owners: HashMap<String, &str> = HashMap::new();
    let mut faults = Vec::new();
    for (file, entry) in entries {
        let mut claims: Vec<(String, &str)> = vec![("$.code".into(), &entry.code)];
        claims.extend(
            entry
                .aliases
                .iter()
                .enumerate()
                .map(|(at, alias)| (format!("$.aliases[{at}]"), alias.as_str())),
        );
        for (path, claim) in claims {
            if let Some(owner) = owners.insert(code::key(claim), file) {
                let says = format!("`{claim}` stands in {owner} too: one of them must go");
                faults.push(Fault {
                    file: file.into(),
                    line: None,
                    path,
                    says,
                });
            }
        }
    }
    faults
}

struct Report<'f> {
    file: &'f str,
    faults: Vec<Fault>,
}

impl Report<'_> {
    fn fault(&mut self, path: impl Into<String>, says: impl Into<String>) {
        self.faults.push(Fault {
            file: self.file.into(),
            line: None,
            path: path.into(),
            says: says.into(),
        });
    }

    fn minutes(&mut self, path: &str, minutes: Minutes) {
        if !(minutes > 0.0 && minutes.is_finite()) {
            self.fault(
                path,
                format!("{minutes} minutes: give a number above 0 (0.5 is one)"),
            );
        }
    }

    /// None of them may change anything: looking is safe.
    fn reading(&mut self, commands: &[(String, &Command)]) {
        for (path, command) in commands {
            if !reading::is_reading(command.shell, &command.command) {
                self.fault(
                    format!("{path}.command"),
                    "may change something: a check or question only looks (Get-, show, list, GET)",
                );
            }
        }
    }

    fn filled(&mut self, path: &str, text: &str) {
        if text.trim().is_empty() {
            self.fault(path, "is empty: say it");
        }
    }

    fn identifier(&mut self, path: &str, id: &str) {
        let fits = !id.is_empty()
            && id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !fits {
            self.fault(
                path,
                format!("`{id}`: an id is lower-case letters, digits and hyphens"),
            );
        }
    }
}

fn check_head(report: &mut Report, entry: &Entry) {
    report.filled("$.title", &entry.title);
    report.filled("$.meaning", &entry.meaning);
    if !code::spellings(&entry.code)
        .iter()
        .any(|spelling| spelling == &entry.code)
    {
        report.fault(
            "$.code",
            format!("`{}` is not the canonical spelling of a code", entry.code),
        );
    }
    if !(0.0..1.0).contains(&entry.other) {
        report.fault(
            "$.other",
            format!(
                "{}: the share of something else is from 0 up to, but not, 1",
                entry.other
            ),
        );
    }
    if entry.depth == Depth::Full && entry.causes.len() < 2 {
        report.fault(
            "$.causes",
            "a full entry tells at least two causes apart: add them, or make its depth `brief`",
        );
    }
    if let Some(minutes) = entry.retry_minutes {
        report.minutes("$.retry_minutes", minutes);
    }
    if let Some(escalate) = &entry.escalate {
        report.minutes("$.escalate.minutes", escalate.minutes);
        report.filled("$.escalate.to", &escalate.to);
    }
    if serde_json::to_string(entry).is_ok_and(|json| {
        json.contains("\\u00") || json.chars().any(|c| c != '\n' && crate::text::is_unsafe(c))
    }) {
        report.fault(
            "$",
            "holds a control, bidi or zero-width character: take it out",
        );
    }
}

fn check_sources(report: &mut Report, entry: &Entry) {
    if entry.sources.is_empty() {
        report.fault(
            "$.sources",
            "no sources: name the pages that the facts are from",
        );
    }
    for (at, source) in entry.sources.iter().enumerate() {
        if !source.url.starts_with("https://") {
            report.fault(format!("$.sources[{at}].url"), "give an https:// address");
        }
        report.filled(&format!("$.sources[{at}].title"), &source.title);
    }
    if !is_date(&entry.reviewed) {
        report.fault(
            "$.reviewed",
            "give the date of the last check against the sources, YYYY-MM-DD",
        );
    }
}

fn check_inputs(report: &mut Report, entry: &Entry) {
    for name in entry.inputs.keys() {
        if !name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        {
            report.fault(
                format!("$.inputs.{name}"),
                "an input's name is lower-case letters, digits and _",
            );
        }
        if name
            .parse::<FactType>()
            .is_ok_and(|fact_type| fact_type != entry.inputs[name].fact_type)
        {
            report.fault(
                format!("$.inputs.{name}"),
                "is the name of another fact type: choose another name",
            );
        }
    }
}

fn is_date(date: &str) -> bool {
    let bytes = date.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, b)| {
            if at == 4 || at == 7 {
                *b == b'-'
            } else {
                b.is_ascii_digit()
            }
        })
}

fn check_ids(report: &mut Report, entry: &Entry) {
    let lists: [(&str, Vec<&str>); 3] = [
        (
            "causes",
            entry.causes.iter().map(|cause| cause.id.as_str()).collect(),
        ),
        (
            "questions",
            entry
                .questions
                .iter()
                .map(|question| question.id.as_str())
                .collect(),
        ),
        (
            "steps",
            entry.steps.iter().map(|step| step.id.as_str()).collect(),
        ),
    ];
    for (list, ids) in lists {
        let mut seen = HashSet::new();
        for (at, id) in ids.into_iter().enumerate() {
            report.identifier(&format!("$.{list}[{at}].id"), id);
            if id == SOMETHING_ELSE {
                report.fault(
                    format!("$.{list}[{at}].id"),
                    format!("`{id}` means what the entry does not name: choose another id"),
                );
            }
            if !seen.insert(id) {
                report.fault(
                    format!("$.{list}[{at}].id"),
                    format!("`{id}` stands twice: rename one"),
                );
            }
        }
    }
}

fn check_patterns(report: &mut Report, entry: &Entry) {
    for (at, signature) in entry.signatures.iter().enumerate() {
        let path = format!("$.signatures[{at}]");
        match pattern::compile(signature) {
            Err(why) => report.fault(path, format!("does not compile: {why}")),
            Ok(regex) => {
                if pattern::required_literals(signature).is_none() {
                    report.fault(
                        path.clone(),
                        format!(
                            "needs fixed text with at least {} letters in every branch",
                            pattern::SIGNATURE_LETTERS
                        ),
                    );
                }
                for name in regex.capture_names().flatten() {
                    if name.parse::<FactType>().is_err() {
                        report.fault(path.clone(), format!("the group `{name}` is no fact type"));
                    }
                }
            }
        }
    }
    for (c, cause) in entry.causes.iter().enumerate() {
        for (at, signal) in cause.signals.iter().enumerate() {
            if let Err(why) = pattern::compile(&signal.when) {
                report.fault(
                    format!("$.causes[{c}].signals[{at}].when"),
                    format!("does not compile: {why}"),
                );
            }
        }
    }
}

fn check_causes(report: &mut Report, entry: &Entry, references: &References) {
    for (at, cause) in entry.causes.iter().enumerate() {
        let path = format!("$.causes[{at}]");
        let check = &cause.check;
        match &check.procedure {
            Some(id) if !references.procedures.contains(id) => {
                report.fault(
                    format!("{path}.check.procedure"),
                    format!("there is no procedure `{id}`"),
                );
            }
            Some(_)
                if !(check.action.is_empty()
                    && check.place.is_empty()
                    && check.commands.is_empty()) =>
            {
                report.fault(
                    format!("{path}.check"),
                    "has a procedure and says itself what to do: keep one",
                );
            }
            Some(_) => {}
            None => {
                report.filled(&format!("{path}.check.do"), &check.action);
                report.minutes(&format!("{path}.check.minutes"), check.minutes);
            }
        }
        report.filled(&format!("{path}.check.present"), &check.present);
        report.filled(&format!("{path}.check.absent"), &check.absent);
        report.filled(&format!("{path}.title"), &cause.title);
        if cause.ways.iter().all(Vec::is_empty) {
            report.fault(
                format!("{path}.ways"),
                "no way to fix this cause: give at least one list of steps",
            );
        }
        for (w, step) in cause
            .ways
            .iter()
            .enumerate()
            .flat_map(|(w, way)| way.iter().map(move |step| (w, step)))
        {
            if entry.step(step).is_none() {
                report.fault(
                    format!("{path}.ways[{w}]"),
                    format!("there is no step `{step}`"),
                );
            }
        }
    }
}

fn check_questions(report: &mut Report, entry: &Entry) {
    for (q, question) in entry.questions.iter().enumerate() {
        let path = format!("$.questions[{q}]");
        report.minutes(&format!("{path}.minutes"), question.minutes);
        report.filled(&format!("{path}.ask"), &question.ask);
        if question.answers.len() < 2 || question.answers.len() > 9 {
            report.fault(format!("{path}.answers"), "give two to nine answers");
        }
        for (a, answer) in question.answers.iter().enumerate() {
            for id in answer.then.keys().filter(|id| entry.cause(id).is_none()) {
                report.fault(
                    format!("{path}.answers[{a}].then"),
                    format!("there is no cause `{id}`"),
                );
            }
            if confirmed(&answer.then).count() > 1 {
                report.fault(
                    format!("{path}.answers[{a}].then"),
                    "confirms two causes: only one can be the one; say `likely`",
                );
            }
        }
        for cause in &entry.causes {
            check_answers_for(report, &format!("{path}.answers"), question, &cause.id);
        }
        if question
            .answers
            .iter()
            .all(|answer| confirmed(&answer.then).next().is_some())
        {
            report.fault(
                format!("{path}.answers"),
                "every answer confirms a cause: add the one that fits none of them",
            );
        }
    }
}

fn confirmed(then: &BTreeMap<String, Evidence>) -> impl Iterator<Item = &String> {
    then.iter()
        .filter(|(_, evidence)| **evidence == Evidence::Confirms)
        .map(|(cause, _)| cause)
}

/// A cause must be able to give at least one answer, and can be confirmed by one answer only.
fn check_answers_for(report: &mut Report, path: &str, question: &super::Question, cause: &str) {
    let possible = question.answers.iter().any(|answer| {
        answer.then.get(cause) != Some(&Evidence::RulesOut)
            && confirmed(&answer.then).all(|id| id == cause)
    });
    if !possible {
        report.fault(
            path,
            format!(
                "every answer rules out `{cause}`: one must be what is seen when it is the cause"
            ),
        );
    }
    let says = |evidence: Evidence| {
        let answers = question.answers.iter();
        answers.filter(move |answer| answer.then.get(cause) == Some(&evidence))
    };
    if says(Evidence::Confirms).count() > 1 {
        report.fault(
            path,
            format!(
                "two answers confirm `{cause}`: an answer that confirms is the only one it gives"
            ),
        );
    }
    let is_possible_elsewhere = says(Evidence::Likely)
        .chain(says(Evidence::Unlikely))
        .next();
    if says(Evidence::Confirms).next().is_some() && is_possible_elsewhere.is_some() {
        report.fault(
            path,
            format!(
                "one answer confirms `{cause}`, so it gives no other, but another answer weighs \
                 it: say `likely` for `confirms`, or take the other word out"
            ),
        );
    }
}

/// What is not without risk says what can go wrong, and what is reversible how it is set back.
fn check_risk(report: &mut Report, path: &str, step: &Step) {
    if step.risk != Risk::None
        && step
            .warning
            .as_deref()
            .unwrap_or_default()
            .trim()
            .is_empty()
    {
        report.fault(
            format!("{path}.warning"),
            format!("risk is {}: say what can go wrong", step.risk),
        );
    }
    if step.risk == Risk::Reversible && step.undo.is_none() {
        report.fault(
            format!("{path}.undo"),
            "risk is reversible: say how it is set back",
        );
    }
    let sets = |command: &Command| reading::is_setting(command.shell, &command.command);
    if step.risk == Risk::None && step.commands.iter().any(sets) {
        report.fault(
            format!("{path}.risk"),
            "a command here sets something: say at least `reversible`, and warn",
        );
    }
}

fn check_steps(report: &mut Report, entry: &Entry, references: &References) {
    let used: HashSet<&str> = entry
        .causes
        .iter()
        .flat_map(|cause| &cause.ways)
        .flatten()
        .map(String::as_str)
        .collect();
    for (at, step) in entry.steps.iter().enumerate() {
        let path = format!("$.steps[{at}]");
        if !used.contains(step.id.as_str()) {
            report.fault(
                &path,
                format!("no way uses the step `{}`: use it or take it out", step.id),
            );
        }
        check_risk(report, &path, step);
        if step
            .procedure
            .as_ref()
            .is_some_and(|id| !references.procedures.contains(id))
        {
            report.fault(format!("{path}.procedure"), "there is no such procedure");
        }
        if step.procedure.is_some() && !step.place.is_empty() {
            report.fault(
                format!("{path}.where"),
                "has a procedure and says itself where: keep one",
            );
        }
        report.filled(&format!("{path}.do"), &step.action);
        report.filled(&format!("{path}.verify"), &step.verify);
        report.minutes(&format!("{path}.minutes"), step.minutes);
        if let Some(minutes) = step.takes_effect_minutes {
            report.minutes(&format!("{path}.takes_effect_minutes"), minutes);
        }
    }
}

fn check_commands(report: &mut Report, entry: &Entry) {
    let commands: Vec<_> = entry.commands().collect();
    check_command_list(report, &commands, |name| {
        entry
            .inputs
            .get(name)
            .map(|input| input.fact_type)
            .or_else(|| name.parse().ok())
    });
    let asked: HashSet<&str> = commands
        .iter()
        .flat_map(|(_, command)| command::placeholders(&command.command))
        .collect();
    for name in entry
        .inputs
        .keys()
        .filter(|name| !asked.contains(name.as_str()))
    {
        report.fault(
            format!("$.inputs.{name}"),
            "no command uses it: take it out",
        );
    }
}

fn check_command_list(
    report: &mut Report,
    commands: &[(String, &Command)],
    type_of: impl Fn(&str) -> Option<FactType>,
) {
    let mut shells = HashSet::new();
    for (path, command) in commands {
        if command.command.contains(['\n', '\r']) {
            report.fault(
                format!("{path}.command"),
                "holds a line break: one line, and a step each for a sequence",
            );
        }
        for says in command::faults(command, &type_of) {
            report.fault(format!("{path}.command"), says);
        }
        let list = path
            .rsplit_once('[')
            .map_or(path.as_str(), |(list, _)| list);
        if !shells.insert((list.to_owned(), command.shell)) {
            report.fault(
                path,
                format!("a second command for {}: make a step of it", command.shell),
            );
        }
    }
}

/// The commands of checks and questions only read.
fn check_reading(report: &mut Report, entry: &Entry) {
    let is_look = |path: &str| path.contains(".check.") || path.starts_with("$.questions");
    let commands: Vec<_> = entry.commands().filter(|(path, _)| is_look(path)).collect();
    report.reading(&commands);
}

fn check_references(report: &mut Report, entry: &Entry, references: &References) {
    for (field, codes) in [
        ("related", &entry.related),
        ("lookalikes", &entry.lookalikes),
    ] {
        for (at, other) in codes.iter().enumerate() {
            let path = format!("$.{field}[{at}]");
            if code::key(other) == code::key(&entry.code) {
                report.fault(path, "is the entry itself");
            } else if !references.codes.contains(&code::key(other)) {
                report.fault(
                    path,
                    format!("`{other}` is neither an entry nor a known code"),
                );
            }
        }
    }
}
