//! Secrets that nothing announces: known by their own shape.

/// Where such secrets begin and end.
pub fn spans(text: &str) -> Vec<(usize, usize)> {
    let mut spans = tokens(text);
    spans.extend(private_keys(text));
    spans.extend(user_info(text));
    spans.extend(cli_passwords(text));
    spans
}

/// JSON web tokens, client secrets of Entra, refresh tokens, personal access tokens.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut spans = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !is_token(bytes[at]) {
            at += 1;
            continue;
        }
        let length = bytes[at..]
            .iter()
            .position(|byte| !is_token(*byte))
            .unwrap_or(bytes.len() - at);
        let run = &text[at..at + length];
        if length >= 20 && is_secret(run) {
            spans.push((at, at + length));
        }
        at += length;
    }
    spans
}

const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'+')
}

const PREFIXES: &[&str] = &[
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
];

fn is_secret(run: &str) -> bool {
    let is_web_token = run.find("eyJ").is_some_and(|at| {
        run.len() - at >= 24 && (at == 0 || !run.as_bytes()[at - 1].is_ascii_alphanumeric())
    });
    let is_client_secret = run
        .find("Q~")
        .is_some_and(|at| at >= 4 && (34..=48).contains(&run.len()));
    is_web_token
        || is_client_secret
        || PREFIXES.iter().any(|prefix| run.starts_with(prefix))
        || run
            .split('.')
            .any(|part| part.len() >= 60 && is_random(part))
}

/// Letters of both cases and many digits: no name that a person gave.
fn is_random(part: &str) -> bool {
    let count = |is: fn(&u8) -> bool| part.as_bytes().iter().filter(|byte| is(byte)).count();
    count(u8::is_ascii_digit) >= 4
        && count(u8::is_ascii_lowercase) >= 4
        && count(u8::is_ascii_uppercase) >= 4
}

fn private_keys(text: &str) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(begin) = text[from..].find("-----BEGIN ").map(|at| from + at) {
        let head_end = text.floor_char_boundary((begin + 60).min(text.len()));
        from = head_end;
        if text[begin..head_end].contains("PRIVATE KEY") {
            let end = text[begin + 10..]
                .find("-----END")
                .map_or(text.len(), |at| begin + 10 + at);
            spans.push((begin, end));
            from = end;
        }
    }
    spans
}

/// The password of `https://user:password@host`.
fn user_info(text: &str) -> Vec<(usize, usize)> {
    memchr::memmem::find_iter(text.as_bytes(), "://")
        .filter_map(|at| {
            let rest = &text.as_bytes()[at + 3..];
            let length = rest
                .iter()
                .take(256)
                .position(|byte| byte.is_ascii_whitespace() || b"/\"'<>?#".contains(byte))
                .unwrap_or(rest.len().min(256));
            let sign = rest[..length].iter().rposition(|byte| *byte == b'@')?;
            let colon = rest[..sign].iter().position(|byte| *byte == b':')?;
            (sign > colon + 1 && !rest[colon + 1..].starts_with(b"[secret"))
                .then_some((at + 3 + colon + 1, at + 3 + sign))
        })
        .collect()
}

/// `az login … -p password`.
fn cli_passwords(text: &str) -> Vec<(usize, usize)> {
    memchr::memmem::find_iter(text.as_bytes(), " -p ")
        .filter_map(|at| {
            let before = &text[text.floor_char_boundary(at.saturating_sub(400))..at];
            let line = before.rsplit('\n').next().unwrap_or_default();
            let start = at + 4;
            let length = text[start..]
                .find(char::is_whitespace)
                .unwrap_or(text.len() - start);
            let is_login = line.contains("login") && !text[start..].starts_with("[secret");
            (is_login && length > 0).then_some((start, start + length))
        })
        .collect()
}
