//! Text → words: folded, split at humps and digits, each with its place in the text; and the stem of a word.

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Lower case, without accents and without the characters between its parts.
    pub text: String,
    /// Char positions in the text: from the first char of the word to behind its last one.
    pub start: usize,
    pub end: usize,
    /// Several words written as one: `gatewayunreachable` of `GatewayUnreachable`.
    pub joined: bool,
}

/// Longer words than this are no words.
const LONGEST: usize = 80;

/// The words of a text in their order; those joined of several stand behind their parts.
pub fn words(text: &str) -> Vec<Word> {
    let chars: Vec<char> = text.chars().collect();
    let mut words = Vec::with_capacity(chars.len() / 5 + 1);
    let mut at = 0;
    while at < chars.len() {
        if !is_letter(chars[at]) {
            at += 1;
            continue;
        }
        let end = chunk_end(&chars, at);
        chunk(&chars, at, end, &mut words);
        at = end;
    }
    words
}

/// Letters and digits, with single `. _ - : /` between them: `DM_GWPipeline_Client`, `sign-in`.
fn chunk_end(chars: &[char], start: usize) -> usize {
    let mut end = start;
    while end < chars.len() {
        let c = chars[end];
        let goes_on = is_letter(c)
            || is_inside(c)
            || (matches!(c, '.' | '_' | '-' | '/' | '\u{2010}' | '\u{2011}')
                && chars.get(end + 1).is_some_and(|&next| is_letter(next)));
        if !goes_on {
            break;
        }
        end += 1;
    }
    end
}

fn chunk(chars: &[char], start: usize, end: usize, words: &mut Vec<Word>) {
    let first = words.len();
    let mut at = start;
    while at < end {
        if !is_letter(chars[at]) {
            at += 1;
            continue;
        }
        let run = (at..end)
            .find(|&i| !is_letter(chars[i]) && !is_inside(chars[i]))
            .unwrap_or(end);
        split(chars, at, run, words);
        at = run;
    }
    if words.len() > first + 1 {
        let joined = word(chars, start, end, true);
        let is_new = words[first..].iter().all(|word| word.text != joined.text);
        words.extend(Some(joined).filter(|joined| is_new && joined.text.len() <= LONGEST));
    }
}

/// Splits one run at its humps and digits, and adds the run as a whole where that gave several parts.
fn split(chars: &[char], start: usize, end: usize, words: &mut Vec<Word>) {
    if is_hex(&chars[start..end]) {
        words.push(word(chars, start, end, false));
        if chars[start] == '0' && chars.get(start + 1).is_some_and(|c| matches!(c, 'x' | 'X')) {
            words.push(word(chars, start + 2, end, true));
        }
        return;
    }
    let first = words.len();
    let mut from = start;
    for at in start + 1..=end {
        if at == end || is_hump(chars, at, end) {
            words.push(word(chars, from, at, false));
            from = at;
        }
    }
    if words.len() > first + 1 {
        words.push(word(chars, start, end, true));
    }
}

/// Whether a new word begins at `at`: `userName`, `AADJToken`, `AADSTS50011`.
fn is_hump(chars: &[char], at: usize, end: usize) -> bool {
    let (before, here) = (chars[at - 1], chars[at]);
    if before.is_ascii_digit() != here.is_ascii_digit() {
        return is_letter(before) && is_letter(here);
    }
    let is_plural = at + 2 == end && chars[at + 1] == 's';
    let next_is_lower = at + 1 < end && chars[at + 1].is_lowercase() && !is_plural;
    here.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && next_is_lower))
}

fn is_hex(run: &[char]) -> bool {
    let digits = run
        .strip_prefix(&['0', 'x'])
        .or_else(|| run.strip_prefix(&['0', 'X']));
    let is_hex = |run: &[char]| run.iter().all(char::is_ascii_hexdigit);
    digits.is_some_and(|digits| !digits.is_empty() && is_hex(digits))
        || (matches!(run.len(), 8 | 16)
            && is_hex(run)
            && run.iter().filter(|c| c.is_ascii_digit()).count() >= 2)
}

fn word(chars: &[char], start: usize, end: usize, joined: bool) -> Word {
    let text = chars[start..end]
        .iter()
        .filter(|&&c| is_letter(c))
        .map(|&c| fold(c))
        .collect();
    Word {
        text,
        start,
        end,
        joined,
    }
}

/// The char positions in a text of the letters of a word that stands at `start..end`.
pub fn letters(text: &str, start: usize, end: usize) -> impl Iterator<Item = usize> {
    text.chars()
        .enumerate()
        .skip(start)
        .take(end - start)
        .filter(|&(_, c)| is_letter(c))
        .map(|(at, _)| at)
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
}

/// Characters that stand inside a word without being one of its letters: apostrophes, combining marks.
fn is_inside(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{300}'..='\u{36f}')
}

/// One letter as it is compared: lower case, without its accent.
fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    match c.to_lowercase().next().unwrap_or(c) {
        'à'..='å' => 'a',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        lower => lower,
    }
}

/// The part of a word that its forms share: `expired`, `expires` and `expiration` are one.
pub fn stem(word: &str) -> &str {
    if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word;
    }
    let one = without_plural(word);
    let verb = ["ed", "ing"].iter().find_map(|suffix| {
        one.strip_suffix(suffix)
            .filter(|rest| rest.len() >= 3 && has_vowel(rest))
    });
    let one = verb.unwrap_or(one);
    let mut stem = one
        .strip_suffix('e')
        .filter(|rest| rest.len() >= 3)
        .unwrap_or(one);
    for (suffix, least) in [
        ("ational", 4),
        ("isation", 3),
        ("ization", 3),
        ("ation", 3),
        ("ition", 4),
        ("ment", 4),
        ("ness", 4),
        ("ity", 4),
        ("ion", 4),
        ("iv", 5),
        ("at", 4),
        ("ance", 5),
        ("ence", 5),
        ("anc", 5),
        ("enc", 5),
        ("ant", 5),
        ("ent", 5),
        ("ly", 4),
        ("is", 5),
        ("iz", 5),
        ("y", 3),
        ("i", 3),
    ] {
        if let Some(rest) = stem.strip_suffix(suffix)
            && rest.len() >= least
            && has_vowel(rest)
        {
            stem = rest;
        }
    }
    let doubled = stem.as_bytes();
    if doubled.len() > 4
        && doubled[doubled.len() - 1] == doubled[doubled.len() - 2]
        && !stem.ends_with("ss")
    {
        stem = &stem[..stem.len() - 1];
    }
    stem.strip_suffix('e')
        .filter(|rest| rest.len() >= 3)
        .unwrap_or(stem)
}

fn without_plural(word: &str) -> &str {
    if word.ends_with("ies")
        || word.ends_with("sses")
        || word.ends_with("xes")
        || word.ends_with("ches")
        || word.ends_with("ied")
    {
        &word[..word.len() - 2]
    } else if word.ends_with('s')
        && !word.ends_with("ss")
        && !word.ends_with("us")
        && (word.len() == 4 || !word.ends_with("is"))
    {
        &word[..word.len() - 1]
    } else {
        word
    }
}

fn has_vowel(text: &str) -> bool {
    text.bytes().any(|b| b"aeiouy".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn a_name_is_split_at_its_humps_and_kept_as_a_whole() {
        assert_eq!(
            texts("BulkAADJToken"),
            ["bulk", "aadj", "token", "bulkaadjtoken"]
        );
        assert_eq!(texts("URIs"), ["uris"]);
        assert_eq!(
            texts("DM_GWPipeline_Client"),
            [
                "dm",
                "gw",
                "pipeline",
                "gwpipeline",
                "client",
                "dmgwpipelineclient"
            ]
        );
    }

    #[test]
    fn a_code_is_known_with_and_without_its_prefix() {
        assert_eq!(texts("AADSTS50011"), ["aadsts", "50011", "aadsts50011"]);
        assert_eq!(texts("0x801c03f2"), ["0x801c03f2", "801c03f2"]);
    }

    #[test]
    fn a_hyphenated_word_is_one_word_too() {
        assert_eq!(
            texts("multi-factor sign-in."),
            ["multi", "factor", "multifactor", "sign", "in", "signin"]
        );
        assert_eq!(texts("isn\u{2019}t"), ["isnt"]);
    }

    #[test]
    fn positions_count_chars_and_step_over_wide_and_combining_ones() {
        let text = "漢 cafe\u{301}s";
        let found = words(text);
        assert_eq!(found[1].text, "cafes");
        assert_eq!((found[1].start, found[1].end), (2, 8));
        assert_eq!(letters(text, 2, 8).collect::<Vec<_>>(), [2, 3, 4, 5, 7]);
    }

    #[test]
    fn the_forms_of_a_word_have_one_stem() {
        for forms in [
            &["expired", "expires", "expire", "expiration", "expiring"][..],
            &[
                "authentication",
                "authenticate",
                "authenticated",
                "authenticating",
            ],
            &["policy", "policies"],
            &["compliant", "compliance"],
            &["assigned", "assignment", "assign", "assigning"],
            &["configure", "configuration", "configured"],
            &["inactive", "inactivity"],
            &["verify", "verified"],
            &["device", "devices"],
            &["block", "blocked", "blocking", "blocks"],
            &["enroll", "enrollment", "enrolment", "enrolled"],
        ] {
            let stems: Vec<_> = forms.iter().map(|form| stem(form)).collect();
            assert!(
                stems.iter().all(|one| *one == stems[0]),
                "{forms:?} {stems:?}"
            );
        }
    }
}
