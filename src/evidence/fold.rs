//! Typography made plain: curly quotes, dashes, wide letters and odd blanks become their ASCII twins.

use super::lined::{Lined, Rewrite};

/// A blank that stood for one inside an encoded value (`+`, `%20`). It parts words like a blank and does
/// not end a value of a URL. After folding the text holds no other.
pub const ENCODED_BLANK: char = '\u{a0}';

/// The text in plain typography.
pub fn fold(from: &Lined) -> Lined {
    let mut rewrite = Rewrite::new(from);
    let mut at = 0;
    while let Some(found) = from.text.as_bytes()[at..]
        .iter()
        .position(|byte| !byte.is_ascii())
    {
        let start = at + found;
        let c = from.text[start..]
            .chars()
            .next()
            .expect("a byte was found here, and chars begin at non-ASCII bytes");
        at = start + c.len_utf8();
        if let Some(plain) = twin(c) {
            rewrite.keep(start);
            rewrite.replace(at, plain.encode_utf8(&mut [0; 4]));
        }
    }
    rewrite.finish()
}

fn twin(c: char) -> Option<char> {
    Some(match c {
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2039}' | '\u{203a}' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            ' '
        }
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0)?,
        _ => return None,
    })
}

/// One line: every run of blanks and line breaks, with the marks of a quoted mail, is one blank.
pub fn flatten(from: &Lined) -> Lined {
    let bytes = from.text.as_bytes();
    let mut rewrite = Rewrite::new(from);
    let mut at = 0;
    while let Some(found) = bytes[at..]
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || *byte == 0xc2)
    {
        let start = at + found;
        let end = blanks(from, start);
        at = end.max(start + 1);
        if end > start && &bytes[start..end] != b" " {
            rewrite.keep(start);
            rewrite.replace(end, " ");
        }
    }
    rewrite.finish()
}

/// Where the run of blanks that begins here ends.
fn blanks(from: &Lined, start: usize) -> usize {
    let bytes = from.text.as_bytes();
    let mut end = start;
    let mut on_new_line = false;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'\n' => on_new_line = true,
            b' ' | b'\t' | b'\r' | b'\x0c' => {}
            b'>' | b'|' if on_new_line => {}
            0xc2 if bytes.get(end + 1) == Some(&0xa0) => end += 1,
            _ => break,
        }
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curly_quotes_wide_letters_and_odd_blanks_become_plain() {
        let folded = fold(&Lined::new(
            "“x”\u{a0}‘y’ ＡＡＤＳＴＳ５００１１：\u{2212}1".into(),
        ));
        assert_eq!(folded.text, "\"x\" 'y' AADSTS50011:-1");
    }

    #[test]
    fn a_quoted_mail_becomes_one_line() {
        let flat = flatten(&Lined::new(
            "> a configuration\n> change  made\u{a0}by".into(),
        ));
        assert_eq!(flat.text, "> a configuration change made by");
        assert_eq!(flat.line(flat.text.find("change").unwrap()), 2);
    }
}
