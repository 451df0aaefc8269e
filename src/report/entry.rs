//! An entry as blocks, in the order that a person needs it.

use super::{Block, Kind, minutes};
use crate::catalog::command::connect_line;
use crate::catalog::{Cause, Command, Entry, Evidence, Question, Risk, Step};
use crate::embedded::{self, ENTRIES, Header};
use crate::session::Values;

/// Everything that an entry has, with what is known filled into its commands.
#[must_use]
pub fn entry(entry: &Entry, values: &Values) -> Vec<Block> {
    let mut blocks = head(entry);
    let mut group = 0;
    blocks.push(Block::heading(format!("Causes ({})", entry.causes.len())));
    for cause in &entry.causes {
        blocks.extend(cause_blocks(entry, cause, values, &mut group));
    }
    blocks.push(Block::heading(format!("Steps ({})", entry.steps.len())));
    for (at, step) in entry.steps.iter().enumerate() {
        blocks.push(
            Kind::Step {
                id: step.id.clone(),
                number: at + 1,
                text: step.action.clone(),
                done: false,
                current: false,
            }
            .at(0),
        );
        blocks.extend(step_details(entry, step, values, &mut group));
    }
    if !entry.questions.is_empty() {
        blocks.push(Block::heading("Questions that split the causes"));
        for question in &entry.questions {
            blocks.extend(question_blocks(entry, question, values, &mut group));
        }
    }
    blocks.extend(tail(entry));
    blocks.retain(|block| !matches!(&block.kind, Kind::Heading(text) if text.ends_with("(0)")));
    blocks
}

fn head(entry: &Entry) -> Vec<Block> {
    let mut blocks = vec![
        Kind::Title {
            code: entry.code.clone(),
            title: entry.title.clone(),
            severity: Some(entry.severity),
        }
        .at(0),
    ];
    let products: Vec<_> = entry
        .products
        .iter()
        .map(|product| product.label())
        .collect();
    let mut about = vec![entry.category.label().to_owned()];
    about.extend(entry.name.clone());
    if !products.is_empty() {
        about.push(products.join(", "));
    }
    blocks.push(Block::paragraph(about.join(" · ")));
    if !entry.causes.is_empty() {
        let count = entry.causes.len();
        blocks.push(Kind::Start(format!("Start the guide: {count} causes, one at a time")).at(0));
    }
    if let Some(wait) = entry.retry_minutes {
        blocks.push(
            Kind::labelled(
                "first",
                format!(
                    "Wait {} and try again: this often passes by itself.",
                    minutes(wait)
                ),
            )
            .at(0),
        );
    }
    blocks.push(Block::heading("What it means"));
    blocks.push(Block::paragraph(entry.meaning.clone()));
    if !entry.lookalikes.is_empty() {
        blocks.push(
            Kind::labelled(
                "not",
                format!("{} (mistaken for it)", entry.lookalikes.join(", ")),
            )
            .at(0),
        );
    }
    blocks
}

/// The cause with its likelihood, in one line.
#[must_use]
pub fn cause_summary(cause: &Cause) -> Kind {
    Kind::Cause {
        id: cause.id.clone(),
        title: cause.title.clone(),
        aside: cause.likelihood.label().into(),
    }
}

fn cause_blocks(entry: &Entry, cause: &Cause, values: &Values, group: &mut usize) -> Vec<Block> {
    let check = &cause.check;
    let mut blocks = vec![
        cause_summary(cause).at(0),
        Kind::Paragraph(cause.why.clone()).at(1),
    ];
    blocks.push(
        Kind::labelled(
            "check",
            format!("{} ({})", check.action, minutes(check.minutes)),
        )
        .at(1),
    );
    if !check.place.is_empty() {
        blocks.push(Kind::labelled("where", check.place.clone()).at(1));
    }
    blocks.extend(command_blocks(entry, &check.commands, values, group, 1));
    blocks.extend(roles_text(&check.roles).map(|roles| Kind::labelled("role", roles).at(1)));
    blocks.push(Kind::labelled("present", check.present.clone()).at(1));
    blocks.push(Kind::labelled("absent", check.absent.clone()).at(1));
    let ways: Vec<String> = cause.ways.iter().map(|way| numbers(entry, way)).collect();
    blocks.push(Kind::labelled("fix", ways.join(", or ")).at(1));
    blocks
}

/// `step 2 then 5`.
fn numbers(entry: &Entry, way: &[String]) -> String {
    let numbers: Vec<String> = way
        .iter()
        .filter_map(|id| entry.steps.iter().position(|step| step.id == *id))
        .map(|at| (at + 1).to_string())
        .collect();
    format!("step {}", numbers.join(" then "))
}

/// The roles of which any one is enough.
#[must_use]
pub fn roles_text(roles: &[String]) -> Option<String> {
    (!roles.is_empty()).then(|| roles.join(" or "))
}

/// The commands of one place, each with what has to be run once before it.
#[must_use]
pub fn command_blocks(
    entry: &Entry,
    commands: &[Command],
    values: &Values,
    group: &mut usize,
    level: u8,
) -> Vec<Block> {
    *group += 1;
    let mut blocks = Vec::new();
    for command in commands {
        if let Some(connect) = connect_line(command) {
            blocks.push(Kind::First(connect).at(level));
        }
        let text = values.fill(entry, command).text;
        let permissions = (!command.permissions.is_empty() && connect_line(command).is_none())
            .then(|| format!("permission: {}", command.permissions.join(", ")));
        let note = [command.note.clone(), permissions]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        blocks.push(
            Kind::Command {
                shell: command.shell,
                text,
                template: command.command.clone(),
                note: (!note.is_empty()).then_some(note),
                group: *group,
            }
            .at(level),
        );
    }
    blocks
}

/// All of a step but what to do: where, command, roles, risk, verify, undo.
#[must_use]
pub fn step_details(entry: &Entry, step: &Step, values: &Values, group: &mut usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(warning) = step.warning.as_ref().filter(|_| step.risk != Risk::None) {
        blocks.push(Kind::Warning(format!("{}: {warning}", step.risk.label())).at(1));
    }
    if !step.first.is_empty() {
        blocks.push(Kind::labelled("first", step.first.clone()).at(1));
    }
    if !step.place.is_empty() {
        blocks.push(Kind::labelled("where", step.place.clone()).at(1));
    }
    blocks.extend(command_blocks(entry, &step.commands, values, group, 1));
    blocks.extend(roles_text(&step.roles).map(|roles| Kind::labelled("role", roles).at(1)));
    let mut time = minutes(step.minutes);
    if let Some(effect) = step.takes_effect_minutes {
        time = format!("{time}; takes effect after {}", minutes(effect));
    }
    blocks.push(Kind::labelled("time", time).at(1));
    blocks.push(Kind::labelled("verify", step.verify.clone()).at(1));
    blocks.extend(
        step.undo
            .iter()
            .map(|undo| Kind::labelled("undo", undo.clone()).at(1)),
    );
    blocks
}

fn question_blocks(
    entry: &Entry,
    question: &Question,
    values: &Values,
    group: &mut usize,
) -> Vec<Block> {
    let mut blocks = vec![Kind::Bullet(question.ask.clone()).at(0)];
    if !question.place.is_empty() {
        blocks.push(Kind::labelled("where", question.place.clone()).at(1));
    }
    blocks.extend(command_blocks(entry, &question.commands, values, group, 1));
    for answer in &question.answers {
        let said: Vec<String> = Evidence::ALL
            .iter()
            .filter_map(|&word| {
                let causes: Vec<_> = answer
                    .then
                    .iter()
                    .filter(|(_, evidence)| **evidence == word)
                    .filter_map(|(id, _)| entry.cause(id))
                    .map(|cause| format!("\"{}\"", cause.title))
                    .collect();
                (!causes.is_empty()).then(|| format!("{} {}", word.label(), causes.join(", ")))
            })
            .collect();
        let said = if said.is_empty() {
            "says nothing".into()
        } else {
            said.join("; ")
        };
        blocks.push(Kind::Bullet(format!("{}: {said}", answer.text)).at(1));
    }
    blocks
}

fn tail(entry: &Entry) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !entry.notes.is_empty() {
        blocks.push(Block::heading("Good to know"));
        blocks.extend(
            entry
                .notes
                .iter()
                .map(|note| Kind::Bullet(note.clone()).at(0)),
        );
    }
    if !entry.faq.is_empty() {
        blocks.push(Block::heading("Questions people ask"));
        for faq in &entry.faq {
            blocks.push(Kind::Bullet(faq.q.clone()).at(0));
            blocks.push(Kind::Paragraph(faq.a.clone()).at(1));
        }
    }
    blocks.extend(references("Related", &entry.related));
    blocks.extend(references("Not to be mistaken for", &entry.lookalikes));
    let neighbours: Vec<String> = same_category(entry)
        .map(|header| header.code.to_owned())
        .collect();
    blocks.extend(references(
        &format!("Others about {}", entry.category.label()),
        &neighbours,
    ));
    if let Some(escalate) = &entry.escalate {
        blocks.push(Block::heading("When nothing helps"));
        blocks.push(Block::paragraph(format!("Ask {}.", escalate.to)));
        let facts: Vec<_> = escalate
            .collect
            .iter()
            .map(|fact| fact.label().to_lowercase())
            .collect();
        blocks.push(Kind::labelled("bring", facts.join(", ")).at(0));
    }
    blocks.push(Block::heading(format!(
        "Sources, last checked {}",
        entry.reviewed
    )));
    blocks.extend(entry.sources.iter().map(|source| {
        Kind::Link {
            title: source.title.clone(),
            url: source.url.clone(),
        }
        .at(0)
    }));
    blocks
}

fn references(heading: &str, codes: &[String]) -> Vec<Block> {
    if codes.is_empty() {
        return Vec::new();
    }
    let rows = codes.iter().map(|code| {
        let title = embedded::find(code)
            .map(|target| target.title())
            .unwrap_or_default();
        Kind::Reference {
            code: code.clone(),
            title: title.into(),
        }
        .at(0)
    });
    std::iter::once(Block::heading(heading))
        .chain(rows)
        .collect()
}

fn same_category(entry: &Entry) -> impl Iterator<Item = &'static Header> {
    ENTRIES.iter().filter(|header| {
        header.category == entry.category
            && header.code != entry.code
            && !entry
                .related
                .iter()
                .chain(&entry.lookalikes)
                .any(|code| code == header.code)
    })
}

/// One step as text to paste elsewhere: what to do, where, and its command.
#[must_use]
pub fn step_text(entry: &Entry, step: &Step, values: &Values) -> String {
    let mut lines = vec![step.action.clone()];
    lines.extend(
        step.warning
            .iter()
            .map(|warning| format!("   Caution ({}): {warning}", step.risk)),
    );
    if !step.place.is_empty() {
        lines.push(format!("   Where: {}", step.place));
    }
    for command in &step.commands {
        lines.push(format!(
            "   {}: {}",
            command.shell.label(),
            values.fill(entry, command).text
        ));
    }
    lines.push(format!("   Verify: {}", step.verify));
    lines.join("\n")
}

/// All fix steps as numbered text.
#[must_use]
pub fn steps_as_text(entry: &Entry, values: &Values) -> String {
    let mut lines = vec![format!("{}: {}", entry.code, entry.title)];
    for (at, step) in entry.steps.iter().enumerate() {
        lines.push(format!("{}. {}", at + 1, step_text(entry, step, values)));
    }
    lines.join("\n")
}
