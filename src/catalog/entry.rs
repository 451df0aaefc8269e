//! An entry of the catalog as it stands in its file. The design's table "An entry" says what each field means.

use super::fact::FactType;
use super::words::{Category, Depth, Evidence, Likelihood, Product, Risk, Severity, Shell};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Minutes, always above 0; half a minute is 0.5.
pub type Minutes = f64;

/// The share of "something else" where an entry does not say it.
pub const OTHER: f64 = 0.05;

fn other() -> f64 {
    OTHER
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_other(share: &f64) -> bool {
    (*share - OTHER).abs() < f64::EPSILON
}

/// One known error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Canonical spelling, as the product prints it; lower-case words with hyphens where there is no code.
    pub code: String,
    /// The symbolic name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Other codes and names for the same thing.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// One line in plain words.
    pub title: String,
    /// Everyday words that people search with.
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub products: Vec<Product>,
    pub category: Category,
    pub severity: Severity,
    pub depth: Depth,
    /// Present where waiting and retrying is the first right move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_minutes: Option<Minutes>,
    /// What happened, who refused what.
    pub meaning: String,
    /// Licence, limits, sources that disagree.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Regular expressions that know the message without its code; named groups fill facts.
    #[serde(default)]
    pub signatures: Vec<String>,
    /// What the commands need and no error text tells.
    #[serde(default)]
    pub inputs: BTreeMap<String, Input>,
    /// Share of "something else" among the causes, between 0 and 1.
    #[serde(default = "other", skip_serializing_if = "is_other")]
    pub other: f64,
    #[serde(default)]
    pub causes: Vec<Cause>,
    #[serde(default)]
    pub questions: Vec<Question>,
    #[serde(default)]
    pub steps: Vec<Step>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalate: Option<Escalate>,
    #[serde(default)]
    pub faq: Vec<Faq>,
    /// Codes of other entries or known codes.
    #[serde(default)]
    pub related: Vec<String>,
    /// Codes that are mistaken for this one.
    #[serde(default)]
    pub lookalikes: Vec<String>,
    pub sources: Vec<Source>,
    /// The date on which the entry was last checked against its sources, YYYY-MM-DD.
    #[serde(default)]
    pub reviewed: String,
}

impl Entry {
    #[must_use]
    pub fn cause(&self, id: &str) -> Option<&Cause> {
        self.causes.iter().find(|cause| cause.id == id)
    }

    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// Every command of the entry with its JSON path, in the order of the file.
    pub fn commands(&self) -> impl Iterator<Item = (String, &Command)> {
        let checks = self.causes.iter().enumerate().flat_map(|(at, cause)| {
            numbered(
                format!("$.causes[{at}].check.commands"),
                &cause.check.commands,
            )
        });
        let questions = self
            .questions
            .iter()
            .enumerate()
            .flat_map(|(at, question)| {
                numbered(format!("$.questions[{at}].commands"), &question.commands)
            });
        let steps = self
            .steps
            .iter()
            .enumerate()
            .flat_map(|(at, step)| numbered(format!("$.steps[{at}].commands"), &step.commands));
        checks.chain(questions).chain(steps)
    }

    /// Puts the shared procedures where the entry refers to them.
    pub fn resolve(&mut self, procedures: &[Procedure]) {
        let find = |id: &Option<String>| {
            procedures
                .iter()
                .find(|procedure| Some(&procedure.id) == id.as_ref())
        };
        for cause in &mut self.causes {
            if let Some(procedure) = find(&cause.check.procedure) {
                cause.check.take(procedure);
            }
        }
        for step in &mut self.steps {
            if let Some(procedure) = find(&step.procedure) {
                step.take(procedure);
            }
        }
    }
}

fn numbered(path: String, commands: &[Command]) -> impl Iterator<Item = (String, &Command)> {
    commands
        .iter()
        .enumerate()
        .map(move |(at, command)| (format!("{path}[{at}]"), command))
}

/// A value that an entry asks the user for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Input {
    #[serde(rename = "type")]
    pub fact_type: FactType,
    pub ask: String,
}

/// One reason for the error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cause {
    pub id: String,
    pub title: String,
    pub why: String,
    pub likelihood: Likelihood,
    pub check: Check,
    #[serde(default)]
    pub signals: Vec<Signal>,
    /// Each a list of step ids, gentlest first; one is enough.
    pub ways: Vec<Vec<String>>,
}

/// How to see whether a cause is the one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The id of a shared way of looking; then `do` to `minutes` are taken from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    #[serde(default, rename = "do", skip_serializing_if = "String::is_empty")]
    pub action: String,
    #[serde(default, rename = "where", skip_serializing_if = "String::is_empty")]
    pub place: String,
    #[serde(default)]
    pub commands: Vec<Command>,
    #[serde(default)]
    pub roles: Vec<String>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub minutes: Minutes,
    /// What is seen if this is the cause.
    pub present: String,
    /// What is seen if it is not: everything that `present` is not.
    pub absent: String,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(minutes: &Minutes) -> bool {
    *minutes <= 0.0
}

impl Check {
    fn take(&mut self, procedure: &Procedure) {
        self.action.clone_from(&procedure.action);
        self.place.clone_from(&procedure.place);
        self.commands.clone_from(&procedure.commands);
        self.roles.clone_from(&procedure.roles);
        self.minutes = procedure.minutes;
    }
}

/// A pattern in pasted text that is evidence for or against a cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Signal {
    pub when: String,
    pub then: Evidence,
}

/// One look or one answer that splits several causes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub id: String,
    pub ask: String,
    pub minutes: Minutes,
    #[serde(default, rename = "where", skip_serializing_if = "String::is_empty")]
    pub place: String,
    #[serde(default)]
    pub commands: Vec<Command>,
    #[serde(default)]
    pub roles: Vec<String>,
    pub answers: Vec<Answer>,
}

/// One answer to a question, and what it says of the causes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub text: String,
    #[serde(default)]
    pub then: BTreeMap<String, Evidence>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub id: String,
    #[serde(rename = "do")]
    pub action: String,
    #[serde(default, rename = "where", skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// The id of a shared way of getting there, in place of `where`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    /// What the procedure says to do first; filled in by [`Entry::resolve`].
    #[serde(skip)]
    pub first: String,
    #[serde(default)]
    pub commands: Vec<Command>,
    #[serde(default)]
    pub roles: Vec<String>,
    pub minutes: Minutes,
    /// How long after the step its effect can be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takes_effect_minutes: Option<Minutes>,
    pub risk: Risk,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    pub verify: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
}

impl Step {
    fn take(&mut self, procedure: &Procedure) {
        self.place.clone_from(&procedure.place);
        self.first.clone_from(&procedure.action);
        if self.commands.is_empty() {
            self.commands.clone_from(&procedure.commands);
        }
    }
}

/// The same thing as the other commands beside it, in another shell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Command {
    pub shell: Shell,
    /// One line, with placeholders.
    pub command: String,
    #[serde(default)]
    pub permissions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Whom to hand the case to when no cause is left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Escalate {
    pub to: String,
    /// Facts that they will ask for.
    #[serde(default)]
    pub collect: Vec<FactType>,
    /// Until somebody else has solved it.
    pub minutes: Minutes,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Faq {
    pub q: String,
    pub a: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub title: String,
    pub url: String,
}

/// Stands where a cause's id stands, for one that the entry does not name. No cause has it.
pub const SOMETHING_ELSE: &str = "something-else";

/// A way of looking that many entries share: `assets/procedures/<id>.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    pub id: String,
    #[serde(rename = "do")]
    pub action: String,
    #[serde(default, rename = "where", skip_serializing_if = "String::is_empty")]
    pub place: String,
    #[serde(default)]
    pub commands: Vec<Command>,
    #[serde(default)]
    pub roles: Vec<String>,
    pub minutes: Minutes,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_in_assets_is_the_one_of_the_types() {
        let schema = schemars::schema_for!(Entry);
        let generated = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/catalog.schema.json");
        if std::env::var_os("UNSNAG_WRITE").is_some() {
            std::fs::write(&path, &generated).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(
            written == generated,
            "out of date: run UNSNAG_WRITE=1 cargo test --lib"
        );
    }
}
