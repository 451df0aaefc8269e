//! Tokens, secrets, passwords and cookies, recognised in any spelling that carriers give them, and taken out.

use super::lined::{Lined, Rewrite};
use super::{announced, opaque};
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::sync::OnceLock;

/// What stands where a secret stood.
pub const REMOVED: &str = "[secret removed]";

/// How the value behind a word that announces a secret is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `password=…`, `"client_secret": "…"`, `--password …`.
    Field,
    /// A field whose value is a secret only where it is long: `code=…`, `"token": "…"`.
    Long,
    /// The rest of the line: `Cookie: a=1; b=2`.
    Header,
    /// A word that stands before a token: `Bearer …`.
    Scheme,
}

const WORDS: &[(&str, Kind)] = &[
    ("password", Kind::Field),
    ("passwd", Kind::Field),
    ("pwd", Kind::Field),
    ("passphrase", Kind::Field),
    ("passwort", Kind::Field),
    ("secret", Kind::Field),
    ("secretvalue", Kind::Field),
    ("secrettext", Kind::Field),
    ("secret_value", Kind::Field),
    ("secret value", Kind::Field),
    ("access_token", Kind::Field),
    ("refresh_token", Kind::Field),
    ("id_token", Kind::Field),
    ("accesstoken", Kind::Field),
    ("refreshtoken", Kind::Field),
    ("idtoken", Kind::Field),
    ("embedtoken", Kind::Field),
    ("id_token_hint", Kind::Field),
    ("assertion", Kind::Long),
    ("samlresponse", Kind::Field),
    ("accountkey", Kind::Field),
    ("sharedaccesskey", Kind::Field),
    ("sharedaccesssignature", Kind::Field),
    ("apikey", Kind::Field),
    ("api_key", Kind::Field),
    ("api-key", Kind::Field),
    ("x-functions-key", Kind::Field),
    ("subscription-key", Kind::Field),
    ("code_verifier", Kind::Field),
    ("device_code", Kind::Long),
    ("securestring", Kind::Field),
    ("private_key", Kind::Field),
    ("privatekey", Kind::Field),
    ("credentials", Kind::Long),
    ("sig", Kind::Long),
    ("code", Kind::Long),
    ("token", Kind::Long),
    ("authorization", Kind::Header),
    ("cookie", Kind::Header),
    ("bearer", Kind::Scheme),
    ("sharedaccesssignature ", Kind::Scheme),
    ("estsauth", Kind::Field),
    ("estsauthpersistent", Kind::Field),
    ("estsauthlight", Kind::Field),
    ("x-ms-refreshtokencredential", Kind::Field),
];

fn words() -> &'static AhoCorasick {
    static WORDS_AUTOMATON: OnceLock<AhoCorasick> = OnceLock::new();
    WORDS_AUTOMATON.get_or_init(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(WORDS.iter().map(|(word, _)| word))
            .expect("a few words are within the automaton's limits")
    })
}

/// The text with every secret replaced, and how many there were.
pub fn remove(from: &Lined) -> (Lined, usize) {
    let text = from.text.as_str();
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut end = 0;
    let mut dull = 0;
    for hit in words().find_overlapping_iter(text) {
        let kind = WORDS[hit.pattern().as_usize()].1;
        let is_word = !text[..hit.start()].ends_with(|c: char| c.is_ascii_alphabetic());
        if hit.end() < end || ((kind == Kind::Long) && (!is_word || hit.end() < dull)) {
            continue;
        }
        match announced::behind(text, hit.start(), hit.end(), kind) {
            Some((from, to, true)) => {
                end = to;
                spans.push((from, to));
            }
            // A long value that is none is not read again for every word in it.
            Some((from, to, false)) if to - from > 256 => dull = to,
            _ => {}
        }
    }
    spans.extend(opaque::spans(text));
    spans.sort_unstable();
    let mut rewrite = Rewrite::new(from);
    let mut removed = 0;
    for (start, end) in spans {
        if end <= rewrite.read() {
            continue;
        }
        if start >= rewrite.read() {
            rewrite.keep(start);
            rewrite.replace(end, REMOVED);
            removed += 1;
        } else {
            rewrite.replace(end, "");
        }
    }
    (rewrite.finish(), removed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clean(text: &str) -> String {
        remove(&Lined::new(text.into())).0.text
    }

    #[test]
    fn what_announces_itself_as_a_secret_is_taken_out() {
        for text in [
            "client_secret=hunter2x&grant_type=client_credentials",
            r#"{"client_secret":"hunter2x"}"#,
            r#"{\"client_secret\":\"hunter2x\"}"#,
            "client_secret%3Dhunter2x%26a%3Db",
            "client%5Fsecret: x, secret=hunter2x",
            "&quot;password&quot;:&quot;hunter2x&quot;",
            "Server=tcp:sql01;User ID=ada;Password=my hunter2x;Encrypt=True",
            "Authorization: Bearer hunter2x",
            "Cookie: a=1; ESTSAUTH=hunter2x; b=2",
            "az login -u ada@contoso.example --password hunter2x",
            "az login --service-principal -u x -p hunter2x --tenant t",
            "ConvertTo-SecureString 'hunter2x' -AsPlainText",
            "https://ada:hunter2x@git.contoso.example/",
            "AZURE_CLIENT_SECRET=hunter2x",
            "-----BEGIN PRIVATE KEY-----\nhunter2x\n-----END PRIVATE KEY-----",
            "?code=0.AXoAhunter2xQw3r5t6z7u8i9o0p&state=1",
        ] {
            let cleaned = clean(text);
            assert!(
                !cleaned.contains("hunter2x") && cleaned.contains(REMOVED),
                "{text} -> {cleaned}"
            );
        }
    }

    #[test]
    fn tokens_are_known_by_their_own_shape() {
        for text in [
            "got eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiI1MDAxMSJ9.c2ln here",
            "value Qx48Q~abcdefghijklmnopqrstuvwxyz0123456 copied",
        ] {
            let cleaned = clean(text);
            assert!(
                cleaned.contains(REMOVED) && !cleaned.contains("QiLCJ") && !cleaned.contains("Q~"),
                "{cleaned}"
            );
        }
    }

    #[test]
    fn words_about_secrets_stay() {
        for text in [
            "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
            "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is the client secret value, not the ID.",
            "grant_type=password&username=ada@contoso.example",
            r#"{"code":"DM_GWPipeline_Gateway_MashupDataAccessError"}"#,
            "https://login.microsoftonline.com/error?code=7000215",
            "Credential Type : Password\nCorrelation ID : x",
            "Invalid username or password: AADSTS50126",
        ] {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn a_second_pass_finds_nothing_more() {
        let once = clean("password=hunter2x; Cookie: a=b\nclient_secret: 'x y'");
        assert_eq!(
            remove(&Lined::new(once.clone())),
            (Lined::new(once.clone()), 0),
            "{once}"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_secret_survives_in_any_carrier(
            secret in "[A-Za-z0-9][A-Za-z0-9~!@#^*_./+-]{11,40}",
            name in prop::sample::select(&["password", "client_secret", "ClientSecret", "access_token", "refresh_token", "Pwd"][..]),
            carrier in 0usize..6,
        ) {
            let text = match carrier {
                0 => format!("{name}={secret}&x=1"),
                1 => format!("{{\"{name}\": \"{secret}\", \"x\": 1}}"),
                2 => format!("\\\"{name}\\\":\\\"{secret}\\\","),
                3 => format!("Server=s;{name}={secret};Encrypt=1"),
                4 => format!("{name}%3D{secret}%26x%3D1"),
                _ => format!("--{name} {secret} --x"),
            };
            prop_assert!(!clean(&text).contains(&secret), "{}", clean(&text));
        }
    }
}
