//! One look or one answer that splits several causes.

use super::{Choice, Prompt, Slot, Stage, choice};
use crate::catalog::{Answer, Entry, Evidence, Question};
use crate::diagnosis::Plan;
use crate::report::{Block, Kind, command_blocks, minutes, roles_text};
use crate::session::{Event, State};

pub fn prompt(entry: &Entry, state: &State, question: &Question, plan: Plan) -> Prompt {
    let mut blocks = vec![Block::heading(question.ask.clone())];
    // Before how to look: in a low window what follows is out of sight.
    for (at, answer) in question.answers.iter().enumerate() {
        let says = meaning(entry, answer);
        blocks.push(Kind::Bullet(format!("{} {}{says}", at + 1, answer.text)).at(0));
    }
    if !question.place.is_empty() {
        blocks.push(Kind::labelled("where", question.place.clone()).at(0));
    }
    blocks.extend(command_blocks(
        entry,
        &question.commands,
        &state.values,
        &mut 0,
        0,
    ));
    blocks.extend(roles_text(&question.roles).map(|roles| Kind::labelled("role", roles).at(0)));
    Prompt {
        stage: Stage::Ask {
            question: question.id.clone(),
        },
        heading: format!(
            "One question that splits the causes ({})",
            minutes(question.minutes)
        ),
        blocks,
        choices: choices(entry, question),
        plan,
    }
}

/// What an answer would mean, in a few words.
fn meaning(entry: &Entry, answer: &Answer) -> String {
    let count = |word| {
        answer
            .then
            .values()
            .filter(|evidence| **evidence == word)
            .count()
    };
    let confirmed = answer
        .then
        .iter()
        .find(|(_, evidence)| **evidence == Evidence::Confirms);
    if let Some(cause) = confirmed.and_then(|(id, _)| entry.cause(id)) {
        return format!(": then it is \"{}\"", cause.title);
    }
    let (likelier, out) = (count(Evidence::Likely), count(Evidence::RulesOut));
    let mut said = Vec::new();
    if likelier > 0 {
        said.push(format!("{likelier} likelier"));
    }
    if out > 0 {
        said.push(format!("{out} ruled out"));
    }
    if said.is_empty() {
        String::new()
    } else {
        format!(" ({})", said.join(", "))
    }
}

fn choices(entry: &Entry, question: &Question) -> Vec<Choice> {
    let answered = |answer, found| Event::Answered {
        question: question.id.clone(),
        answer,
        found,
    };
    let mut choices: Vec<Choice> = question
        .answers
        .iter()
        .enumerate()
        .map(|(at, answer)| {
            let found = answer
                .then
                .iter()
                .find(|(id, evidence)| {
                    **evidence == Evidence::Confirms && entry.cause(id).is_some()
                })
                .map(|(id, _)| id.clone());
            choice(
                Slot::Number(at + 1),
                answer.text.clone(),
                "",
                answered(Some(at), found),
            )
        })
        .collect();
    choices.push(choice(
        Slot::NotSure,
        "not sure",
        "changes nothing: not asked again",
        answered(None, None),
    ));
    choices.push(choice(
        Slot::Cannot,
        "can't look",
        "the same",
        answered(None, None),
    ));
    choices
}
