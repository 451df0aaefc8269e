//! Many short texts in one piece, found by their number. They are sorted, and none is there twice.

use serde::{Deserialize, Serialize};

#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct Strings {
    text: String,
    /// Where each one ends in `text`.
    ends: Vec<u32>,
    /// The numbers of all by their hash, each in the first free slot from there on: a query asks for dozens.
    #[serde(skip)]
    slots: Vec<u32>,
}

/// What is kept of them: the rest is quickly made.
#[derive(Deserialize)]
struct Kept {
    text: String,
    ends: Vec<u32>,
}

const FREE: u32 = u32::MAX;

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

    /// The number of a text.
    pub fn find(&self, wanted: &str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mut slot = self.slot(wanted);
        while self.slots[slot] != FREE {
            if self.get(self.slots[slot]) == wanted {
                return Some(self.slots[slot]);
            }
            slot = (slot + 1) % self.slots.len();
        }
        None
    }

    /// Where a text is looked for first: its bytes by eights, mixed by a multiplication each.
    fn slot(&self, text: &str) -> usize {
        let eights = text.as_bytes().chunks(8);
        let hash = eights.fold(0_u64, |hash, eight| {
            let bytes = eight.iter().rev();
            let number = bytes.fold(0, |number, &byte| number << 8 | u64::from(byte));
            (hash.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        let bits = self.slots.len().trailing_zeros();
        // The upper bits are the better mixed ones.
        usize::try_from(hash >> (64 - bits)).expect("fewer slots than addresses")
    }

    /// The numbers of those that begin so.
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

impl From<Kept> for Strings {
    fn from(Kept { text, ends }: Kept) -> Self {
        // At least half of the slots stay free.
        let slots = vec![FREE; (2 * ends.len()).next_power_of_two().max(2)];
        let mut strings = Self { text, ends, slots };
        for at in 0..number(strings.len()) {
            let mut slot = strings.slot(strings.get(at));
            while strings.slots[slot] != FREE {
                slot = (slot + 1) % strings.slots.len();
            }
            strings.slots[slot] = at;
        }
        strings
    }
}

impl<'s> FromIterator<&'s str> for Strings {
    fn from_iter<I: IntoIterator<Item = &'s str>>(texts: I) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for one in texts {
            text.push_str(one);
            ends.push(number(text.len()));
        }
        Self::from(Kept { text, ends })
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
        assert_eq!(Strings::default().find(""), None);
    }

    #[test]
    fn many_texts_are_all_found_also_after_they_were_kept() {
        let texts: Vec<String> = (1000..3000).map(|number| number.to_string()).collect();
        let strings: Strings = texts.iter().map(String::as_str).collect();
        let kept = postcard::to_allocvec(&strings).unwrap();
        let read: Strings = postcard::from_bytes(&kept).unwrap();
        assert_eq!(read, strings);
        for (at, text) in (0..).zip(&texts) {
            assert_eq!(read.find(text), Some(at));
        }
        assert_eq!(read.find("3000"), None);
    }
}
