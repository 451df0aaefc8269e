//! Masks what tells of people, tenants, ids, hosts and addresses. The same value is always the same word: `user-1`.

use crate::catalog::{Entry, FactType};
use crate::session::State;
use crate::session::event::{Event, Fact, Pasted, Record};
use crate::session::values::type_of;
use regex::Regex;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::ops::Range;
use std::sync::LazyLock;

/// Shorter values are masked where they stand alone as a fact, never inside a text.
const SHORTEST: usize = 3;

/// Characters of a hardware address.
const MAC: usize = 17;

/// What a text is searched for, the surest first: the word for it, and where it stands (group 1, or all of it).
static PATTERNS: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    let patterns = [
        (
            "user",
            r"[\w.+'-]{1,64}@(?:[\w-]+\.)+[A-Za-z]{2,}(?:#EXT#@(?:[\w-]+\.)+[A-Za-z]{2,})?",
        ),
        ("user", r"[\w.+-]{1,64}#EXT#@(?:[\w-]+\.)+[A-Za-z]{2,}"),
        ("user", r"S-1-(?:\d+-){2,14}\d+"),
        ("user", r#"(?i)[\\/](?:users|home)[\\/]([^\\/\s"'<>:;,]+)"#),
        (
            "user",
            r#"(?:^|[\s"'(=,;])([A-Za-z][\w-]{1,14}\\[A-Za-z][\w.$-]{0,63})"#,
        ),
        (
            "id",
            r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
        ),
        ("certificate", r"\b(?:[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40})\b"),
        ("address", r"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b"),
        ("address", r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
        ("address", r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}"),
        (
            "host",
            r"(?i)://(?:[^\s/@]+@)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)",
        ),
        // Lower case at the end: `System.Net` is no host.
        (
            "host",
            r"\b(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?:com|net|org|io|dev|app|cloud|info|biz|edu|gov|local|lan|corp|internal|intranet|home|arpa|example|test|[a-z]{2})\b",
        ),
        ("device", r"\b(?:DESKTOP|LAPTOP|WIN|PC)-[A-Z0-9]{4,15}\b"),
        ("phone", r"\+\d(?:[ ()-]?\d){7,14}\b"),
    ];
    patterns
        .into_iter()
        .map(|(word, pattern)| {
            (
                word,
                Regex::new(pattern).expect("the patterns are constants"),
            )
        })
        .collect()
});

/// Hosts that everybody has: they tell of nobody.
const COMMON: &[&str] = &[
    "aka.ms",
    "analysis.windows.net",
    "api.fabric.microsoft.com",
    "api.powerbi.com",
    "app.fabric.microsoft.com",
    "app.powerbi.com",
    "database.windows.net",
    "device.login.microsoftonline.com",
    "enrollment.manage.microsoft.com",
    "enterpriseregistration.windows.net",
    "entra.microsoft.com",
    "graph.microsoft.com",
    "graph.windows.net",
    "learn.microsoft.com",
    "localhost",
    "login.microsoftonline.com",
    "login.windows.net",
    "management.azure.com",
    "microsoft.com",
    "portal.azure.com",
    "sts.windows.net",
    "www.microsoft.com",
];

/// The words that values were given so far.
#[derive(Debug, Default)]
pub struct Redactor {
    /// By the value in lower case.
    words: HashMap<String, String>,
    counts: BTreeMap<&'static str, usize>,
}

impl Redactor {
    /// The state as its note is to be drawn. Its log keeps what was checked and done; what was pasted and typed is masked.
    #[must_use]
    pub fn state(&mut self, entry: &Entry, state: &State) -> State {
        self.meet(state);
        let mut masked = state.clone();
        masked.values = state
            .values
            .mapped(|name, value| self.value(type_of(entry, name), value));
        masked.excerpt = self.text(&state.excerpt);
        masked
    }

    /// The events with what was pasted and typed masked.
    #[must_use]
    pub fn records(&mut self, entry: Option<&Entry>, records: &[Record]) -> Vec<Record> {
        self.meet(&State::of(records));
        let masked = |record: &Record| Record {
            at: record.at,
            event: self.event(entry, &record.event),
        };
        records.iter().map(masked).collect()
    }

    fn event(&mut self, entry: Option<&Entry>, event: &Event) -> Event {
        match event {
            Event::Pasted(pasted) => {
                let fact = |fact: &Fact| Fact {
                    fact_type: fact.fact_type,
                    value: self.value(Some(fact.fact_type), &fact.value),
                };
                let facts = pasted.facts.iter().map(fact).collect();
                Event::Pasted(Pasted {
                    facts,
                    codes: pasted.codes.clone(),
                    signals: pasted.signals.clone(),
                    excerpt: self.text(&pasted.excerpt),
                })
            }
            Event::Filled { name, value } => {
                let fact_type =
                    entry.map_or_else(|| name.parse().ok(), |entry| type_of(entry, name));
                Event::Filled {
                    name: name.clone(),
                    value: self.value(fact_type, value),
                }
            }
            event => event.clone(),
        }
    }

    /// Gives every fact its word first, so that a text that names it has the same.
    fn meet(&mut self, state: &State) {
        for fact in state.values.facts() {
            self.value(Some(fact.fact_type), &fact.value);
        }
    }

    /// A value of a type; of no known type, a text.
    fn value(&mut self, fact_type: Option<FactType>, value: &str) -> String {
        match fact_type.map(word) {
            Some(Mask::Whole(word)) => self.word(word, value),
            Some(Mask::Nothing) => value.to_owned(),
            Some(Mask::Parts) | None => self.text(value),
        }
    }

    /// A text with everything in it masked that is known, or looks like it.
    #[must_use]
    pub fn text(&mut self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut from = 0;
        for (range, kind) in self.spans(text) {
            if range.start < from {
                continue;
            }
            masked.push_str(&text[from..range.start]);
            masked.push_str(&self.word(kind, &text[range.clone()]));
            from = range.end;
        }
        masked.push_str(&text[from..]);
        masked
    }

    /// What is to be masked, by where it begins, the longest first.
    fn spans(&self, text: &str) -> Vec<(Range<usize>, &'static str)> {
        let mut spans: Vec<(Range<usize>, &'static str)> = Vec::new();
        for (kind, pattern) in PATTERNS.iter() {
            for found in pattern.captures_iter(text) {
                let Some(found) = found.get(1).or_else(|| found.get(0)) else {
                    continue;
                };
                if is_telling(kind, found.as_str()) {
                    spans.push((found.range(), kind));
                }
            }
        }
        // Lower case of ASCII alone, so that places stay the same.
        let lower = text.to_ascii_lowercase();
        for value in self.words.keys().filter(|value| value.len() >= SHORTEST) {
            let is_word = |at: usize| {
                let before = lower[..at].chars().next_back();
                let after = lower[at + value.len()..].chars().next();
                let joins = |c: char| c.is_alphanumeric() || c == '_';
                !before.is_some_and(joins) && !after.is_some_and(joins)
            };
            let places = lower.match_indices(value.as_str()).map(|(at, _)| at);
            spans.extend(
                places
                    .filter(|at| is_word(*at))
                    .map(|at| (at..at + value.len(), "value")),
            );
        }
        spans.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        spans
    }

    fn word(&mut self, kind: &'static str, value: &str) -> String {
        let key = value.to_ascii_lowercase();
        if let Some(word) = self.words.get(&key) {
            return word.clone();
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let word = format!("{kind}-{count}");
        self.words.insert(key, word.clone());
        word
    }
}

/// Whether what looks like a host or an address is one, and not everybody's.
fn is_telling(kind: &str, found: &str) -> bool {
    match kind {
        "host" => !COMMON.contains(&found.to_ascii_lowercase().as_str()),
        "address" => found.parse::<IpAddr>().is_ok() || found.len() == MAC,
        _ => true,
    }
}

/// What of a value is masked.
enum Mask {
    Whole(&'static str),
    /// What in it looks private: an address keeps its shape.
    Parts,
    Nothing,
}

const fn word(fact_type: FactType) -> Mask {
    use FactType as T;
    Mask::Whole(match fact_type {
        T::TenantId => "tenant",
        T::AppId => "app",
        T::ObjectId => "object",
        T::UserUpn => "user",
        T::CorrelationId => "correlation",
        T::TraceId => "trace",
        T::RequestId => "request",
        T::ActivityId => "activity",
        T::PolicyId => "policy",
        T::DeviceId | T::DeviceName => "device",
        T::IpAddress => "address",
        T::WorkspaceId => "workspace",
        T::DatasetId => "model",
        T::ReportId => "report",
        T::GatewayId => "gateway",
        T::DatasourceId => "source",
        T::CapacityId => "capacity",
        T::Server | T::Domain => "host",
        T::Database => "database",
        T::Subject => "subject",
        T::Thumbprint => "certificate",
        T::RedirectUri | T::Resource | T::Scope | T::Issuer => return Mask::Parts,
        T::Timestamp | T::ErrorCode => return Mask::Nothing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded;
    use proptest::prelude::*;

    fn masked(text: &str) -> String {
        Redactor::default().text(text)
    }

    #[test]
    fn people_ids_hosts_and_addresses_are_masked_and_the_same_is_the_same() {
        assert_eq!(
            masked(
                "ada@contoso.com from 203.0.113.7 and 2001:db8:0:1::7, again Ada@Contoso.com on LAPTOP-4F7K2Q"
            ),
            "user-1 from address-1 and address-2, again user-1 on device-1"
        );
        assert_eq!(
            masked(
                "tenant 11111111-2222-4333-8444-555555555555 at https://sql7.contoso.local:8443/x"
            ),
            "tenant id-1 at https://host-1:8443/x"
        );
        assert_eq!(
            masked(r"C:\Users\ada\file.pbix as CONTOSO\ada, S-1-5-21-1-2-3-1104, +49 170 1234567"),
            r"C:\Users\user-1\file.pbix as user-2, user-3, phone-1"
        );
    }

    #[test]
    fn what_everybody_has_stays_readable() {
        for text in [
            "https://login.microsoftonline.com/common/oauth2/token",
            "System.Net.Http.HttpRequestException at DM_GWPipeline_Gateway_TimeoutError",
            "AADSTS50011: version 3000.214.9 at 2026-11-22T09:45:12Z, Formula.Firewall",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn facts_give_their_words_to_the_text_that_names_them() {
        let entry = embedded::find("AADSTS50011")
            .and_then(|target| target.header().map(embedded::Header::entry))
            .unwrap();
        let fact = |fact_type, value: &str| Fact {
            fact_type,
            value: value.into(),
        };
        let pasted = Pasted {
            facts: vec![
                fact(FactType::AppId, "00000000-aaaa-4bbb-8ccc-000000000003"),
                fact(FactType::TenantId, "contoso.onmicrosoft.com"),
                fact(FactType::RedirectUri, "https://app.contoso.com/signin-oidc"),
            ],
            excerpt: "app 00000000-AAAA-4bbb-8ccc-000000000003 of contoso.onmicrosoft.com, ada@contoso.onmicrosoft.com, https://app.contoso.com/signin-oidc".into(),
            ..Pasted::default()
        };
        let records = [Record {
            at: "2026-11-22T09:45:12Z".parse().unwrap(),
            event: Event::Pasted(pasted),
        }];
        let state = Redactor::default().state(&entry, &State::of(&records));
        assert_eq!(
            state.excerpt,
            "app app-1 of tenant-1, user-1, https://host-1/signin-oidc"
        );
        let values: Vec<&str> = state
            .values
            .facts()
            .iter()
            .map(|fact| fact.value.as_str())
            .collect();
        assert_eq!(values, ["app-1", "tenant-1", "https://host-1/signin-oidc"]);
        let masked = Redactor::default().records(Some(&entry), &records);
        let json = serde_json::to_string(&masked).unwrap();
        assert!(
            !json.contains("contoso") && !json.to_lowercase().contains("aaaa"),
            "{json}"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_masked_without_a_panic_and_a_second_time_changes_nothing(text in "\\PC{0,200}") {
            let once = masked(&text);
            prop_assert_eq!(masked(&once), once);
        }

        #[test]
        fn no_address_of_a_person_is_left(before in "[a-zA-Z ,:\"]{0,20}", name in "[a-z]{2,8}", after in "[ ,:\"][a-zA-Z ]{0,20}") {
            let person = format!("{name}@contoso.com");
            let masked = masked(&format!("{before}{person}{after}"));
            prop_assert!(!masked.contains("contoso"), "{}", masked);
        }
    }
}
