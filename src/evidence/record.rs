//! Of several records in one text, the one that an error stands in: its facts are the error's.

use std::ops::Range;

/// The record around a place in decoded JSON: the outermost object around it that is an element of a list, or the
/// outermost one where there are several; the whole text where there is no object.
pub fn around(text: &str, place: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let mut open: Vec<usize> = Vec::new();
    for (at, byte) in bytes.iter().enumerate().take(place) {
        match byte {
            b'{' => open.push(at),
            b'}' => drop(open.pop()),
            _ => {}
        }
    }
    let is_element = |at: &usize| matches!(bytes[..*at].trim_ascii_end().last(), Some(b'[' | b','));
    let outermost = open.iter().position(is_element).unwrap_or(0);
    let Some(&start) = open.get(outermost) else {
        return 0..text.len();
    };
    let mut depth = open.len() - outermost;
    let end = bytes[place..].iter().position(|byte| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    start..end.map_or(text.len(), |end| place + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(text: &str) -> &str {
        &text[around(text, text.find('X').unwrap())]
    }

    #[test]
    fn a_record_is_an_element_of_a_list_or_an_object_of_its_own() {
        assert_eq!(
            record("{\"value\":[{\"a\":1},{\"b\":{\"c\":X},\"d\":[{}]},{}]}"),
            "{\"b\":{\"c\":X},\"d\":[{}]}"
        );
        assert_eq!(
            record("{\"a\":1}\n{\"b\":{\"c\":X}}\n"),
            "{\"b\":{\"c\":X}}"
        );
        assert_eq!(record("no object X"), "no object X");
        assert_eq!(record("}}{ X"), "{ X");
    }
}
