//! Many short texts in one piece, found by their number.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strings {
    text: String,
    /// Where each one ends in `text`.
    ends: Vec<u32>,
}

impl Strings {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, at: u32) -> &str {
        let start = match at {
            0 => 0,
            _ => self.ends[at as usize - 1],
        };
        &self.text[start as usize..self.ends[at as usize] as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..number(self.len())).map(|at| self.get(at))
    }

    /// The number of a text, where they are sorted.
    pub fn find(&self, wanted: &str) -> Option<u32> {
        let at = self.partition_point(|text| text < wanted);
        ((at as usize) < self.len() && self.get(at) == wanted).then_some(at)
    }

    /// The numbers of those that begin so, where they are sorted.
    pub fn beginning(&self, start: &str) -> std::ops::Range<u32> {
        let from = self.partition_point(|text| text < start);
        from..self.partition_point(|text| text < start || text.starts_with(start))
    }

    fn partition_point(&self, is_before: impl Fn(&str) -> bool) -> u32 {
        let (mut from, mut to) = (0, number(self.len()));
        while from < to {
            let middle = u32::midpoint(from, to);
            if is_before(self.get(middle)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }
}

impl<'s> FromIterator<&'s str> for Strings {
    fn from_iter<I: IntoIterator<Item = &'s str>>(texts: I) -> Self {
        let mut strings = Self::default();
        for text in texts {
            strings.text.push_str(text);
            strings.ends.push(number(strings.text.len()));
        }
        strings
    }
}

/// A place in a catalog as it is kept.
pub fn number(at: usize) -> u32 {
    u32::try_from(at).expect("a catalog has less than 4 GiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_as_itself_and_by_its_beginning() {
        let strings: Strings = ["expire", "expired", "gateway"].into_iter().collect();
        assert_eq!(strings.find("gateway"), Some(2));
        assert_eq!((strings.find("gate"), strings.find("zzz")), (None, None));
        assert_eq!(strings.beginning("expir"), 0..2);
        assert_eq!(Strings::default().beginning(""), 0..0);
    }
}
