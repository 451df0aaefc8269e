//! Which of several codes matters most: the innermost over the outer, the cause over its consequence, the specific over
//! the generic.

use super::codes::Candidate;
use super::lined::Lined;
use super::{Found, Via};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// How much a code tells, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The sign-in service said which rule refused.
    SignIn,
    Specific,
    /// Tells the kind of trouble, not the trouble.
    Kind,
    /// Only wraps what another component said.
    Wrapper,
    Generic,
    /// Happened because something else did.
    Consequence,
}

/// Sign-in codes that wrap another one or interrupt a sign-in that goes on.
const VAGUE_SIGN_IN: &[&str] = &[
    "70002", "70000", "50000", "50058", "50140", "50199", "16000", "90033", "90100",
];

/// These say that something stopped, never why.
const CONSEQUENCES: &[&str] = &["0xc11c0006", "refresh-schedule-disabled"];

const WRAPPERS: &[&str] = &[
    "dm_gwpipeline_gateway_mashupdataaccesserror",
    "dm_gwpipeline_unknownerror",
    "modelrefresh_shortmessage_processingerror",
    "dm_gwpipeline_client_oauthtokenloginfailederror",
    "dmts_publishdatasourcetoclustererrorcode",
    "dataflow-refresh-failed",
    "exception was raised by the idatareader interface",
    "last refresh attempt failed: internal service error",
    "powerbiwebexception",
    "datasetexecutequerieserror",
    "dataflowexecutequeryerror",
];

const KINDS: &[&str] = &[
    "dm_gwpipeline_gateway_datasourceaccesserror",
    "mashup exception error",
    "mashup unknown error",
    "premium_aswl_error",
    "unsupported-data-source",
];

const GENERIC: &[&str] = &[
    "0x80004005",
    "0x80070005",
    "0x80131904",
    "0x80131500",
    "0x80070057",
    "0x8000ffff",
    "unknownerror",
    "internalservererror",
    "badrequest",
    "badinput",
    "forbidden",
    "unauthorized",
    "notfound",
    "conflict",
    "invalidinput",
    "invalidinputs",
    "invalidrequest",
    "invalidparameter",
    "directoryerror",
    "authenticationerror",
    "pfe_system",
    "jobfailed",
    "longrunningoperationfailed",
    "deploymentfailed",
];

/// Words that make a line of a refresh a consequence of another line.
const CANCELLED: &[&str] = &[
    "another operation",
    "other operation",
    "operation was cancelled because another",
    "operation was canceled because another",
];

/// Where a code is named, and how much it tells.
#[derive(Debug, Clone)]
pub struct Places {
    pub class: Class,
    /// Lines, each once.
    pub lines: Vec<usize>,
    /// The first of the places, in the flat text.
    first: usize,
}

impl Places {
    /// About where in the decoded text the first place is: lines are the same, and blanks nearly so.
    pub fn near(&self, flat: &Lined, decoded: &Lined) -> usize {
        let line = flat.line(self.first);
        (decoded.start(line) + self.first.saturating_sub(flat.start(line))).min(decoded.text.len())
    }
}

fn has_entry(candidate: &Candidate) -> bool {
    candidate
        .target
        .is_some_and(|target| target.header().is_some())
}

/// Codes that another one stands inside of, and explains; not where only the outer one can be worked with.
fn outer_codes(candidates: &[Candidate]) -> HashSet<String> {
    let inner: HashSet<&str> = candidates
        .iter()
        .filter(|candidate| !candidate.is_outer && has_entry(candidate))
        .map(|candidate| candidate.code.as_str())
        .collect();
    let is_explained = |outer: &Candidate| {
        let others = inner.len() - usize::from(inner.contains(outer.code.as_str()));
        others > 0 || !has_entry(outer)
    };
    candidates
        .iter()
        .filter(|candidate| candidate.is_outer && is_explained(candidate))
        .map(|candidate| candidate.code.clone())
        .collect()
}

/// Every code once, the most important first, and the places of each.
pub fn rank(
    flat: &Lined,
    decoded: &Lined,
    candidates: Vec<Candidate>,
) -> (Vec<Found>, Vec<Places>) {
    let nesting = Nesting::at(&flat.text, &candidates);
    let outer = outer_codes(&candidates);
    let mut ranked: Vec<_> = candidates
        .into_iter()
        .zip(nesting)
        .map(|(candidate, nesting)| {
            let class = class(&flat.text, &candidate);
            let class = if outer.contains(&candidate.code) {
                class.max(Class::Wrapper)
            } else {
                class
            };
            // Of two that say the same, the one that can be worked with.
            let has_no_entry = candidate.via == Via::Signature && !has_entry(&candidate);
            let depth =
                nesting.depth + usize::from(is_indented_bracket(decoded, flat.line(candidate.at)));
            (
                (
                    class,
                    nesting.record,
                    Reverse(depth),
                    has_no_entry,
                    candidate.at,
                ),
                candidate,
            )
        })
        .collect();
    ranked.sort_by_key(|(key, _)| *key);
    each_once(
        ranked
            .into_iter()
            .map(|((class, ..), candidate)| (class, candidate)),
        flat,
    )
}

/// Every code once, in this order, with all its places.
fn each_once(
    ranked: impl Iterator<Item = (Class, Candidate)>,
    flat: &Lined,
) -> (Vec<Found>, Vec<Places>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut found: Vec<Found> = Vec::new();
    let mut places: Vec<Places> = Vec::new();
    for (class, candidate) in ranked {
        let line = flat.line(candidate.at);
        let Candidate {
            target,
            code,
            via,
            at: first,
            ..
        } = candidate;
        let at = *seen.entry(code.to_lowercase()).or_insert(found.len());
        if at == found.len() {
            found.push(Found {
                target,
                code,
                via,
                line,
            });
            places.push(Places {
                class,
                lines: Vec::new(),
                first,
            });
        }
        found[at].via = found[at].via.min(via);
        places[at].lines.push(line);
    }
    for places in &mut places {
        places.lines.sort_unstable();
        places.lines.dedup();
    }
    (found, places)
}

/// A detail of the error above it, as `fab` prints it: `  [WorkspaceNotSupported] …`.
fn is_indented_bracket(decoded: &Lined, line: usize) -> bool {
    let line = &decoded.text[decoded.start(line)..];
    line.starts_with([' ', '\t']) && line.trim_start_matches([' ', '\t']).starts_with('[')
}

fn class(flat: &str, candidate: &Candidate) -> Class {
    let code = candidate.code.to_ascii_lowercase();
    if CONSEQUENCES.contains(&code.as_str())
        || (code == "0xc112001c" && is_cancelled(flat, candidate.at))
    {
        return Class::Consequence;
    }
    if let Some(digits) = code.strip_prefix("aadsts") {
        return match candidate.via {
            _ if candidate.target.is_none() => Class::Specific,
            _ if VAGUE_SIGN_IN.contains(&digits) => Class::Kind,
            Via::Signature => Class::Specific,
            _ => Class::SignIn,
        };
    }
    let is_in = |list: &[&str]| list.contains(&code.as_str());
    let is_oauth_word = code.contains('_')
        && !candidate
            .code
            .contains(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit());
    if is_in(GENERIC) || is_oauth_word {
        Class::Generic
    } else if is_in(WRAPPERS) {
        Class::Wrapper
    } else if is_in(KINDS) || code.rsplit('.').next() == Some("error") || candidate.target.is_none()
    {
        Class::Kind
    } else {
        Class::Specific
    }
}

fn is_cancelled(flat: &str, at: usize) -> bool {
    let end = flat.ceil_char_boundary((at + 240).min(flat.len()));
    let near = flat[at..end].to_ascii_lowercase();
    CANCELLED.iter().any(|words| near.contains(words))
}

/// How deep in braces a place is, and in which outermost pair of them.
#[derive(Debug, Clone, Copy, Default)]
struct Nesting {
    record: usize,
    depth: usize,
}

impl Nesting {
    /// For each candidate; they come in the order of the text.
    fn at(flat: &str, candidates: &[Candidate]) -> Vec<Self> {
        let mut now = Self::default();
        let mut read = 0;
        candidates
            .iter()
            .map(|candidate| {
                for byte in flat.as_bytes().get(read..candidate.at).unwrap_or_default() {
                    now.pass(*byte);
                }
                read = read.max(candidate.at);
                now
            })
            .collect()
    }

    const fn pass(&mut self, byte: u8) {
        match byte {
            b'{' => self.depth += 1,
            b'}' if self.depth > 0 => {
                self.depth -= 1;
                if self.depth == 0 {
                    self.record += 1;
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::identify;

    fn codes(text: &str) -> Vec<String> {
        identify(text)
            .codes
            .into_iter()
            .map(|found| found.code)
            .collect()
    }

    #[test]
    fn the_reason_comes_before_what_wraps_it() {
        assert_eq!(
            codes("AADSTS70002: Error validating credentials. AADSTS50012: Invalid client secret."),
            ["AADSTS50012", "AADSTS70002"]
        );
        assert_eq!(
            codes(
                r#"{"error":{"code":"DM_GWPipeline_Client_GatewayUnreachable","message":"AADSTS700082: x"}}"#
            )[0],
            "AADSTS700082"
        );
    }

    #[test]
    fn the_same_code_told_twice_is_one() {
        assert_eq!(
            codes(r#"AADSTS700082: x "error_codes":[700082] error?code=700082"#),
            ["AADSTS700082"]
        );
    }

    #[test]
    fn of_several_records_the_first_comes_first() {
        assert_eq!(
            codes("{\"errorCode\":50105}\n{\"status\":{\"errorCode\":53003}}"),
            ["AADSTS50105", "AADSTS53003"]
        );
    }
}
