//! A known code: what is known of it, and the way on.

use super::{Block, Kind};
use crate::catalog::{FactType, Family, Known};
use crate::embedded::ENTRIES;
use crate::session::Values;

/// How many entries are named as the nearest.
const NEAREST: usize = 5;

/// What can be said of a code that has no entry.
#[must_use]
pub fn known(known: &Known, values: &Values) -> Vec<Block> {
    let title = if known.name.is_empty() {
        "a code without an entry here"
    } else {
        known.name
    };
    let mut blocks = vec![
        Kind::Title {
            code: known.code.into(),
            title: title.into(),
            severity: None,
        }
        .at(0),
    ];
    blocks.push(Block::paragraph(format!(
        "{} · {}",
        known.category.label(),
        known.family.label()
    )));
    blocks.push(Block::heading("What is known"));
    if known.line.is_empty() {
        blocks.push(Block::paragraph(
            "This code exists; there is no public explanation of it.",
        ));
    } else {
        blocks.push(Block::paragraph(format!(
            "{}.",
            known.line.trim_end_matches('.')
        )));
        blocks.push(Block::paragraph(
            "That is all that this catalog has: its causes and fixes are not described here.",
        ));
    }
    blocks.push(Block::heading("The way on"));
    blocks.extend(
        way_on(known.family)
            .iter()
            .map(|line| Kind::Bullet((*line).into()).at(0)),
    );
    let facts = [
        FactType::CorrelationId,
        FactType::RequestId,
        FactType::ActivityId,
        FactType::Timestamp,
    ];
    for fact in facts {
        if let Some(value) = values.fact(fact) {
            blocks.push(Kind::labelled(fact.label(), value).at(0));
        }
    }
    blocks.push(Block::heading("Nearest entries"));
    blocks.extend(nearest(known));
    blocks
}

fn way_on(family: Family) -> &'static [&'static str] {
    match family {
        Family::Entra => &[
            "Entra admin center > Entra ID > Monitoring & health > Sign-in logs: filter by the correlation id of the error. Failure reason, Additional details and the Conditional Access tab say what the code alone does not.",
            "For an app that signs in as itself, look under Service principal sign-ins; for a background refresh, under User sign-ins (non-interactive).",
            "Ask Microsoft support with the correlation id and the time: without them they find nothing.",
        ],
        Family::PowerBi => &[
            "Open the refresh history of the item and expand the failed run: the innermost message names the source and the object.",
            "Through a gateway: on its machine, export the logs (gateway app > Diagnostics > Export logs) and look for the activity id or request id of the error.",
            "Ask Microsoft support with the request id, the activity id and the time.",
        ],
        Family::Device => &[
            "On the device, in a command prompt: dsregcmd /status. Diagnostic Data names the phase that failed and the server's own message.",
            "Event Viewer > Applications and Services Logs > Microsoft > Windows > User Device Registration > Admin holds the same failure with its time.",
            "Where the server refused: the sign-in log by the correlation id that dsregcmd prints.",
        ],
    }
}

/// Entries of the same category, then of the same family.
fn nearest(known: &Known) -> Vec<Block> {
    let same_category = ENTRIES
        .iter()
        .filter(|header| header.category == known.category);
    let same_family = ENTRIES
        .iter()
        .filter(|header| header.family == known.family && header.category != known.category);
    same_category
        .chain(same_family)
        .take(NEAREST)
        .map(|header| {
            Kind::Reference {
                code: header.code.into(),
                title: header.title.into(),
            }
            .at(0)
        })
        .collect()
}
