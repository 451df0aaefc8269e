//! Text → codes, facts, signals.

use crate::catalog::{Entry, Evidence, FactType, code, pattern};
use crate::embedded::{self, Target};
use regex::Regex;
use std::sync::LazyLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    Code,
    NumberField,
    Signature,
    Hresult,
}

impl Via {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::NumberField => "number-field",
            Self::Signature => "signature",
            Self::Hresult => "hresult",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Found {
    pub target: Option<Target>,
    pub code: String,
    pub via: Via,
    pub line: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub fact_type: FactType,
    pub value: String,
    pub line: usize,
}

#[derive(Debug, Clone, Default)]
pub struct Findings {
    pub codes: Vec<Found>,
    pub facts: Vec<Fact>,
    pub secrets: usize,
}

#[derive(Debug, Clone)]
pub struct SignalHit {
    pub cause: String,
    pub then: Evidence,
    pub line: usize,
}

#[must_use]
pub fn identify(text: &str) -> Findings {
    static CODE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"AADSTS\d{5,8}|DM_GWPipeline_\w+|0x[0-9a-fA-F]{8}\b").expect("a constant")
    });
    static ID: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(trace|correlation|request|activity)[ _]?id\W{1,4}([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
            .expect("a constant")
    });
    let text = crate::text::clean(text).text;
    let mut findings = Findings::default();
    for (at, line) in text.lines().enumerate() {
        for found in CODE.find_iter(line) {
            let spelt = found.as_str();
            if findings
                .codes
                .iter()
                .any(|known| code::key(&known.code) == code::key(spelt))
            {
                continue;
            }
            let via = if spelt.starts_with("0x") {
                Via::Hresult
            } else {
                Via::Code
            };
            let target = embedded::find(spelt);
            findings.codes.push(Found {
                target,
                code: target.map_or(spelt.to_owned(), |t| t.code().to_owned()),
                via,
                line: at + 1,
            });
        }
        for found in ID.captures_iter(line) {
            let fact_type = match found[1].to_lowercase().as_str() {
                "trace" => FactType::TraceId,
                "correlation" => FactType::CorrelationId,
                "request" => FactType::RequestId,
                _ => FactType::ActivityId,
            };
            findings.facts.push(Fact {
                fact_type,
                value: found[2].to_lowercase(),
                line: at + 1,
            });
        }
    }
    findings
}

#[must_use]
pub fn signals(text: &str, entry: &Entry) -> Vec<SignalHit> {
    let mut hits = Vec::new();
    for cause in &entry.causes {
        for signal in &cause.signals {
            if let Ok(regex) = pattern::compile(&signal.when)
                && regex.is_match(text)
            {
                hits.push(SignalHit {
                    cause: cause.id.clone(),
                    then: signal.then,
                    line: 1,
                });
            }
        }
    }
    hits
}

#[must_use]
pub fn without_secrets(text: &str) -> (String, usize) {
    (text.to_owned(), 0)
}

#[must_use]
pub fn excerpt(text: &str) -> String {
    crate::text::head(&crate::text::clean(text).text, 4096).to_owned()
}
