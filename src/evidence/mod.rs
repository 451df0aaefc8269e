//! From a text in any shape to the codes, facts and signals in it. Pure: no file, no clock.

mod aadsts;
mod announced;
mod codes;
mod context;
mod decode;
mod facts;
mod fold;
mod found;
mod grid;
mod index;
mod keep;
mod label;
mod lined;
mod number;
mod opaque;
mod place;
mod rank;
mod record;
mod secrets;
mod signals;
mod signature;
mod stream;
mod table;
mod utf16;
mod value;

pub use found::{Fact, Findings, Found, Via};
pub use keep::{excerpt, without_secrets};
pub use signals::{SignalHit, signals};
pub use stream::{Summary, stream};
pub use utf16::text_of;

use crate::catalog::FactType;
use crate::text;
use codes::Candidate;
use facts::Collector;
use index::Index;
use lined::Lined;

/// More of a text than this is not read at once; files go through [`stream()`].
const LONGEST: usize = 4 << 20;

/// Everything that a text holds. The text may be raw.
#[must_use]
pub fn identify(raw: &str) -> Findings {
    scan(raw).findings
}

/// What a text holds, with every place that names an error.
struct Scan {
    findings: Findings,
    /// How telling each of the codes is, and the lines that name it.
    places: Vec<rank::Places>,
}

fn scan(raw: &str) -> Scan {
    let Readable {
        plain,
        decoded,
        secrets,
    } = Readable::of(raw);
    let flat = fold::flatten(&decoded);
    let index = Index::get();
    let codes = codes::find(&flat.text, index);
    let mut facts = Collector::new(&decoded);
    let mut candidates = codes.candidates;
    for row in table::read(&plain.text, &mut facts) {
        if let Some(target) = index.find(&crate::catalog::code::aadsts(&row.code)) {
            candidates.push(Candidate::known(
                target,
                Via::NumberField,
                flat.start(row.line),
            ));
        }
    }
    candidates.sort_by_key(|candidate| candidate.at);
    facts.read();
    for (fact_type, value, at) in codes.facts {
        facts.offer_on(flat.line(at), fact_type, &value, 4);
    }
    let (codes, places) = rank::rank(&flat, &decoded, candidates);
    let mut place = 0;
    if let Some(first) = codes.first() {
        place = places[0].near(&flat, &decoded);
        facts.offer_on(first.line, FactType::ErrorCode, &first.code, 4);
    }
    Scan {
        findings: Findings {
            codes,
            facts: facts.finish(place),
            secrets,
        },
        places,
    }
}

/// A text that may be read: cleaned and without secrets, as it came and decoded.
struct Readable {
    plain: Lined,
    decoded: Lined,
    secrets: usize,
}

impl Readable {
    /// Secrets go before the decoding, for an encoded value ends where its carrier says, and after it, for a decoded one
    /// is recognised by its shape.
    fn of(raw: &str) -> Self {
        let cleaned = Lined::new(text::clean(text::head(raw, LONGEST)).text);
        let (plain, before) = secrets::remove(&cleaned);
        let (decoded, after) = secrets::remove(&decode::decode(&plain));
        Self {
            plain,
            decoded,
            secrets: before + after,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded::{ENTRIES, KNOWN};
    use proptest::prelude::*;

    fn codes(text: &str) -> Vec<String> {
        identify(text)
            .codes
            .into_iter()
            .map(|found| found.code)
            .collect()
    }

    #[test]
    fn every_numbered_code_is_found_in_text_in_a_field_and_in_an_address() {
        for digits in ENTRIES
            .iter()
            .map(|header| header.code)
            .chain(KNOWN.iter().map(|known| known.code))
            .filter_map(|code| code.strip_prefix("AADSTS"))
        {
            for text in [
                format!("AADSTS{digits}: wording"),
                format!("\"error_codes\":[{digits}]"),
                format!("\"status\":{{\"errorCode\":{digits}}}"),
                format!("ResultType = \"{digits}\""),
                format!("https://login.microsoftonline.com/error?code={digits}"),
            ] {
                assert_eq!(codes(&text), [format!("AADSTS{digits}")], "{text}");
            }
        }
    }

    #[test]
    fn a_known_sentence_is_found_where_it_is_all_that_was_pasted_or_a_product_is_named() {
        let sentence = "Access to the resource is forbidden";
        for text in [
            format!("\"{sentence}.\"\n"),
            format!("Data source error: {sentence}."),
        ] {
            assert_eq!(codes(&text), [sentence], "{text}");
        }
        assert!(codes(&format!("The guard said: {sentence} to us.")).is_empty());
    }

    #[test]
    fn a_code_that_nobody_knows_is_told_without_a_target() {
        let found = identify("AADSTS99999999: new");
        assert_eq!(
            (found.codes[0].code.as_str(), found.codes[0].target),
            ("AADSTS99999999", None)
        );
    }

    #[test]
    fn a_line_is_that_of_the_paste() {
        let text = "first\r\nsecond\r\n\"x\\r\\ny AADSTS700082\"\r\nTrace ID: 3f0c1d2e-0000-4a4a-9b9b-000000000001";
        let findings = identify(text);
        assert_eq!(
            (
                findings.codes[0].line,
                findings
                    .facts
                    .iter()
                    .find(|fact| fact.fact_type == FactType::TraceId)
                    .unwrap()
                    .line
            ),
            (3, 4)
        );
    }

    #[test]
    fn signals_are_seen_through_every_encoding() {
        let entry: crate::catalog::Entry = serde_json::from_str(
            r#"{"code":"x","title":"t","category":"service","severity":"low","depth":"brief","meaning":"m","sources":[],
            "causes":[{"id":"a","title":"t","why":"w","likelihood":"rare","check":{"present":"p","absent":"a"},"ways":[],
            "signals":[{"when":"DomainJoined : NO","then":"confirms"}]}]}"#,
        )
        .unwrap();
        for text in [
            "x\nDomainJoined : NO",
            "x\nDomainJoined%20%3a+NO&a=1+b",
            r#""x\r\nDomainJoined : NO""#,
            "x\nDomainJoined :\n   NO",
        ] {
            assert_eq!(signals(text, &entry).len(), 1, "{text}");
        }
        assert!(signals("DomainJoined : YES", &entry).is_empty());
    }

    const PARTS: &[&str] = &[
        "AADSTS",
        "AADST5",
        "50011",
        "700082",
        "%25",
        "%3a",
        "%0d%0a",
        "\\\"",
        "\\\\",
        "\\r\\n",
        "\\u00",
        "\"",
        "\"\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        ":",
        "=",
        "&",
        "&amp;",
        "&quot;",
        "<pi>",
        "</ccon>",
        "+",
        "\n",
        "\r",
        "\t",
        " ",
        ",",
        ";",
        "errorCode",
        "ResultType",
        "Sign-in error code",
        "Username",
        "0x801c03f2",
        "-2145647630",
        "3f0c1d2e-0000-4a4a-9b9b-000000000001",
        "2025-03-04 05:06:07Z",
        "ada@contoso.example",
        "https://login.microsoftonline.com/",
        "redirect_uri",
        "scope",
        "client_id",
        "DM_GWPipeline_Client_GatewayUnreachable",
        "key didn't match any rows in the table",
        "Power BI",
        "password",
        "Bearer ",
        "eyJ",
        "Cookie",
        "-----BEGIN PRIVATE KEY-----",
        "appliedConditionalAccessPolicies",
        "\"result\":\"failure\"",
        "\"id\"",
        "é",
        "漢",
        "\u{1b}[31m",
        "\u{a0}",
        "\u{202e}",
        "ı",
        "ſ",
        "\u{212a}",
        "“",
        "ＡＡＤ",
        "DataSourcePath",
        "--tenant ",
        "named ",
        "{\"code\":",
        "value",
        "|",
    ];

    fn mess() -> impl Strategy<Value = String> {
        prop::collection::vec(prop_oneof![4 => prop::sample::select(PARTS).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from), 1 => "[0-9a-f-]{1,12}"], 0..60)
            .prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_pasted_the_findings_are_sound(text in mess()) {
            let findings = identify(&text);
            let lines = 1 + text::clean(&text).text.matches('\n').count();
            for fact in &findings.facts {
                prop_assert!(fact.fact_type.fits(&fact.value), "{fact:?}");
                prop_assert!((1..=lines).contains(&fact.line), "{fact:?}");
            }
            for found in &findings.codes {
                prop_assert!((1..=lines).contains(&found.line) && !found.code.is_empty(), "{found:?}");
                prop_assert!(!found.code.chars().any(char::is_control));
            }
            let mut seen: Vec<_> = findings.codes.iter().map(|found| found.code.to_lowercase()).collect();
            seen.sort();
            seen.dedup();
            prop_assert_eq!(seen.len(), findings.codes.len());
            prop_assert!(excerpt(&text).len() <= 4096);
        }

        #[test]
        fn cleaning_first_changes_nothing(text in mess()) {
            prop_assert_eq!(identify(&text::clean(&text).text), identify(&text));
        }

        #[test]
        fn a_small_file_is_what_a_paste_is(text in mess()) {
            let summary = stream(text.as_bytes()).unwrap();
            prop_assume!(!text.contains('\0'));
            prop_assert_eq!(summary.findings, identify(text.trim_start_matches('\u{feff}')));
        }

        #[test]
        fn any_bytes_can_be_streamed(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(stream(bytes.as_slice()).is_ok());
        }

        #[test]
        fn a_secret_is_in_no_output(
            before in mess(), after in mess(),
            secret in "[A-Za-z][A-Za-z0-9_~.-]{15,50}[a-z]",
            name in prop::sample::select(&["password", "client_secret", "refresh_token", "AccountKey", "SharedAccessKey", "api_key"][..]),
        ) {
            let text = format!("{before}\n{name}={secret}\n{after}");
            let findings = identify(&text);
            prop_assert!(!findings.facts.iter().any(|fact| fact.value.contains(&secret)));
            prop_assert!(!findings.codes.iter().any(|found| found.code.contains(&secret)));
            prop_assert!(!without_secrets(&text).0.contains(&secret));
            prop_assert!(!excerpt(&text).contains(&secret));
        }
    }
}
