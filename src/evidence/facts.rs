//! Facts: values that show by their shape what they are, and by the words before them what they are for.

use super::Fact;
use super::label::{self, Meaning};
use super::lined::Lined;
use super::{place, record, value};
use crate::catalog::FactType;
use memchr::{memchr_iter, memmem};
use std::cmp::Reverse;
use std::collections::HashSet;

/// At most this many facts are told; more are an attack or a log.
const MOST: usize = 200;

/// A fact, where it was seen, and how sure it is.
struct Sighting {
    weight: u8,
    at: usize,
    fact_type: FactType,
    value: String,
}

/// Facts as they are found.
pub struct Collector<'a> {
    text: &'a Lined,
    found: Vec<Sighting>,
    moments: usize,
}

impl<'a> Collector<'a> {
    pub const fn new(text: &'a Lined) -> Self {
        Self {
            text,
            found: Vec::new(),
            moments: 0,
        }
    }

    /// Takes a value that is already known to be of its type.
    pub fn add(&mut self, fact_type: FactType, value: String, at: usize, weight: u8) {
        self.found.push(Sighting {
            weight,
            at,
            fact_type,
            value,
        });
    }

    /// Takes a raw value if it fits.
    pub fn offer(&mut self, fact_type: FactType, raw: &str, at: usize, weight: u8) {
        if let Some(value) = value::normal(fact_type, raw) {
            self.add(fact_type, value, at, weight);
        }
    }

    /// Takes a raw value of a line of the original if it fits.
    pub fn offer_on(&mut self, line: usize, fact_type: FactType, raw: &str, weight: u8) {
        self.offer(fact_type, raw, self.text.start(line), weight);
    }

    /// Reads the whole text.
    pub fn read(&mut self) {
        self.by_dashes();
        self.by_signs();
        self.by_addresses();
        self.by_schemes();
        place::read(self.text, self);
    }

    /// The surest first, of equals those of the record around `place`; each once.
    pub fn finish(mut self, place: usize) -> Vec<Fact> {
        let record = record::around(&self.text.text, place);
        self.found
            .sort_by_key(|seen| (Reverse(seen.weight), !record.contains(&seen.at), seen.at));
        let mut told = HashSet::new();
        self.found
            .retain(|seen| told.insert((seen.fact_type, seen.value.clone())));
        let facts = self.found.into_iter().take(MOST);
        facts
            .map(
                |Sighting {
                     fact_type,
                     value,
                     at,
                     ..
                 }| Fact {
                    fact_type,
                    value,
                    line: self.text.line(at),
                },
            )
            .collect()
    }

    /// GUIDs and moments: both have a dash in a place of its own.
    fn by_dashes(&mut self) {
        let text = self.text.text.as_str();
        let mut done = 0;
        for dash in memchr_iter(b'-', text.as_bytes()) {
            if dash < done || self.found.len() > 4 * MOST {
                continue;
            }
            if let Some((start, guid)) = value::guid(text, dash) {
                done = dash + 28;
                self.guid(start, guid);
            } else if let Some(start) = dash
                .checked_sub(4)
                .filter(|&start| text.as_bytes()[start..dash].iter().all(u8::is_ascii_digit))
            {
                let end = text.floor_char_boundary(start + 40);
                if text.as_bytes().get(dash + 9) == Some(&b':')
                    && self.moments < MOST
                    && let Some(moment) = value::read(FactType::Timestamp, &text[start..end])
                {
                    done = dash + 10;
                    self.moments += 1;
                    self.moment(start, moment);
                }
            }
        }
    }

    fn guid(&mut self, start: usize, guid: String) {
        let meanings = self.meanings(start);
        match meanings
            .iter()
            .find(|meaning| meaning.fact_type.fits(&guid))
        {
            Some(meaning) => self.add(meaning.fact_type, guid, start, meaning.weight),
            None => {
                if let Some(fact_type) = place::of_guid(&self.text.text, start) {
                    self.add(fact_type, guid, start, 1);
                }
            }
        }
    }

    fn moment(&mut self, start: usize, moment: String) {
        let text = &self.text.text;
        let label = label::before(text, start);
        // Without a label it is the time of a log's line; behind any other it is something else, such as a validity.
        let begins_a_line = label.is_empty() || label.ends_with(|c: char| c.is_ascii_digit());
        let meaning = Self::meant(text, start, label)
            .iter()
            .find(|meaning| meaning.fact_type == FactType::Timestamp)
            .copied();
        if let Some(weight) = meaning
            .map(|meaning| meaning.weight)
            .or((begins_a_line && value::has_zone(&text[start..])).then_some(1))
        {
            self.add(FactType::Timestamp, moment, start, weight);
        }
    }

    /// What the words before a place mean; those of a `code` beside a `value` where that is the field.
    fn meanings(&self, start: usize) -> &'static [Meaning] {
        Self::meant(
            &self.text.text,
            start,
            label::before(&self.text.text, start),
        )
    }

    fn meant(text: &str, start: usize, label: &str) -> &'static [Meaning] {
        if matches!(
            label.trim(),
            "value" | "values" | "detail" | "Value" | "id" | "displayName"
        ) {
            return label::meanings(place::owner(text, start, label.trim()));
        }
        label::meanings(label)
    }

    /// User names: an `@` between a name and a host, said to be a user.
    fn by_addresses(&mut self) {
        let text = self.text.text.as_str();
        let is_name =
            |byte: &u8| byte.is_ascii_alphanumeric() || b".!#$%&*+/=?^_{}~-".contains(byte);
        let is_host = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
        for sign in memchr_iter(b'@', text.as_bytes()).take(4 * MOST) {
            let before = &text.as_bytes()[sign.saturating_sub(64)..sign];
            let name = before
                .iter()
                .rev()
                .take_while(|byte| is_name(byte) && !b"=&?/{}".contains(*byte))
                .count();
            let host = text.as_bytes()[sign + 1..]
                .iter()
                .take(200)
                .take_while(|byte| is_host(byte))
                .count();
            let start = sign - name;
            let raw = &text[start..=sign + host];
            let weight = self
                .meanings(start)
                .iter()
                .find(|meaning| meaning.fact_type == FactType::UserUpn)
                .map(|meaning| meaning.weight)
                .or_else(|| place::is_user_line(text, start).then_some(2));
            if let Some(weight) = weight {
                self.offer(FactType::UserUpn, raw, start, weight);
            }
        }
    }

    /// Addresses: a reply address, a resource, an issuer; a sentence may lead to it (`the redirect URI is https://…`).
    fn by_schemes(&mut self) {
        let text = self.text.text.as_str();
        for at in memmem::find_iter(text.as_bytes(), "://").take(4 * MOST) {
            let scheme = text.as_bytes()[..at]
                .iter()
                .rev()
                .take(31)
                .take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
                .count();
            let start = at - scheme;
            let label = label::before(text, start).trim_end();
            let label = label
                .strip_suffix(" is")
                .or_else(|| label.strip_suffix(" was"))
                .unwrap_or(label);
            for meaning in label::meanings(label) {
                if let Some(value) = value::read(meaning.fact_type, &text[start..]) {
                    self.add(meaning.fact_type, value, start, meaning.weight);
                }
            }
        }
    }

    /// Fields: whatever stands behind `:`, `=`, an option or an opening quote, and is called by a name that is known.
    fn by_signs(&mut self) {
        let text = self.text.text.as_str();
        let bytes = text.as_bytes();
        for at in memchr::memchr3_iter(b':', b'=', b'\'', bytes) {
            let is_quote = bytes[at] == b'\'';
            let is_opening = at > 0 && matches!(bytes[at - 1], b' ' | b'(');
            if !is_quote || is_opening {
                self.field(if is_quote { at } else { at + 1 });
            }
        }
        let is_option = |at: &usize| bytes.get(at + 3).is_some_and(u8::is_ascii_alphabetic);
        for at in memmem::find_iter(bytes, " --")
            .filter(is_option)
            .chain(memmem::find_iter(bytes, "named "))
        {
            let at = at + 1;
            let word = bytes[at..]
                .iter()
                .take(40)
                .position(|byte| *byte == b' ')
                .map_or(at, |length| at + length);
            self.field(word + usize::from(word > at));
        }
    }

    fn field(&mut self, start: usize) {
        if self.found.len() > 4 * MOST {
            return;
        }
        let text = self.text.text.as_str();
        let Some(rest) = text.get(start..) else {
            return;
        };
        let label = label::before(text, start);
        if label.len() < 2 && !rest.starts_with(' ') {
            return;
        }
        if label.ends_with("DataSourcePath") {
            return self.data_source(start);
        }
        for meaning in Self::meant(text, start, label) {
            let found = value::read(meaning.fact_type, rest);
            if let Some(value) = found.filter(|_| !matches!(meaning.fact_type, FactType::UserUpn)) {
                self.add(meaning.fact_type, value, start, meaning.weight);
            }
        }
    }

    /// `sql01;Sales`
    fn data_source(&mut self, start: usize) {
        let rest = self.text.text[start..].trim_start_matches(['"', ' ', '\'']);
        let path = rest.split(['\n', '"', '\'']).next().unwrap_or_default();
        let mut parts = path.split(';');
        if let (Some(server), Some(database)) = (parts.next(), parts.next()) {
            self.offer(FactType::Server, server, start, 3);
            let database = database
                .split(" Number=")
                .next()
                .unwrap_or_default()
                .split(' ')
                .next()
                .unwrap_or_default();
            self.offer(FactType::Database, database, start, 3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::identify;

    const A: &str = "3f0c1d2e-0000-4a4a-9b9b-00000000000a";
    const B: &str = "3f0c1d2e-0000-4a4a-9b9b-00000000000b";

    fn first(text: &str, fact_type: FactType) -> Option<String> {
        identify(text)
            .facts
            .into_iter()
            .find(|fact| fact.fact_type == fact_type)
            .map(|fact| fact.value)
    }

    #[test]
    fn of_several_records_the_one_that_failed_gives_its_facts() {
        let text = format!(
            r#"[{{"correlationId":"{A}","status":{{"errorCode":0}}}},{{"correlationId":"{B}","status":{{"errorCode":50105}}}}]"#
        );
        assert_eq!(first(&text, FactType::CorrelationId).as_deref(), Some(B));
    }

    #[test]
    fn a_value_is_read_from_prose_fields_addresses_and_options() {
        for text in [
            format!("was not found for the application '{A}'."),
            format!("\"appId\" : \"{}\"", A.to_uppercase()),
            format!("https://x.example/?client_id={A}&x=1"),
            format!("Application ID\n{A}"),
            format!("az login --service-principal -u {A} --tenant x"),
        ] {
            assert_eq!(first(&text, FactType::AppId).as_deref(), Some(A), "{text}");
        }
    }

    #[test]
    fn the_time_of_a_validity_or_without_a_zone_is_not_that_of_the_error() {
        assert_eq!(
            first(
                "DeviceCertificateValidity : [ 2025-01-01 00:00:00.000 UTC -- 2035-01-01 00:00:00.000 UTC ]",
                FactType::Timestamp
            ),
            None
        );
        assert_eq!(
            first("2025-01-01 00:00:00,123 ERROR", FactType::Timestamp),
            None
        );
        assert_eq!(
            first("2025-01-01T00:00:00Z ERROR", FactType::Timestamp).as_deref(),
            Some("2025-01-01T00:00:00Z")
        );
    }

    #[test]
    fn a_data_source_is_a_server_and_a_database() {
        let text = "DataSourceKind=SQL DataSourcePath=sql07.contoso.example;Ledger";
        assert_eq!(
            first(text, FactType::Server).as_deref(),
            Some("sql07.contoso.example")
        );
        assert_eq!(first(text, FactType::Database).as_deref(), Some("Ledger"));
    }

    #[test]
    fn a_support_address_is_no_user() {
        assert_eq!(
            first("Questions go to help@contoso.example", FactType::UserUpn),
            None
        );
    }
}
