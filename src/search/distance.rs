//! How many slips of the keyboard lie between two words, and which letters they share.

/// Longer words are not compared.
const LONGEST: usize = 48;

const WIDTH: usize = LONGEST + 1;

/// Letters left out, put in, changed, or two neighbours swapped (each counts 1); None where it is more than `most`.
pub(super) fn distance<T: PartialEq>(one: &[T], other: &[T], most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most || one.len().max(other.len()) > LONGEST {
        return None;
    }
    let (one, other) = without_ends(one, other);
    let mut rows = [[0_u8; WIDTH]; 3];
    for (at, cell) in (0..).zip(&mut rows[0][..=other.len()]) {
        *cell = at;
    }
    let beyond = small(most + 1);
    for i in 1..=one.len() {
        let [before, above, row] = &mut rows_of(&mut rows, i);
        let (from, to) = (i.saturating_sub(most).max(1), (i + most).min(other.len()));
        row[from - 1] = if from == 1 { small(i) } else { beyond };
        let mut least = row[from - 1];
        for j in from..=to {
            let mut cell = above[j - 1] + u8::from(one[i - 1] != other[j - 1]);
            cell = cell.min(row[j - 1] + 1);
            if j < i + most {
                cell = cell.min(above[j] + 1);
            }
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                cell = cell.min(before[j - 2] + 1);
            }
            row[j] = cell;
            least = least.min(cell);
        }
        if to < other.len() {
            row[to + 1] = beyond;
        }
        if least >= beyond {
            return None;
        }
    }
    Some(usize::from(rows[one.len() % 3][other.len()])).filter(|&found| found <= most)
}

/// Two words without what they begin and end with alike.
fn without_ends<'w, T: PartialEq>(one: &'w [T], other: &'w [T]) -> (&'w [T], &'w [T]) {
    let alike = |(one, other): &(&T, &T)| one == other;
    let begins = one.iter().zip(other).take_while(alike).count();
    let (one, other) = (&one[begins..], &other[begins..]);
    let backwards = one.iter().rev().zip(other.iter().rev());
    let ends = backwards.take_while(alike).count();
    (&one[..one.len() - ends], &other[..other.len() - ends])
}

fn small(length: usize) -> u8 {
    u8::try_from(length).expect("not longer than LONGEST")
}

/// The row before the last, the last one, and the one to fill.
fn rows_of(rows: &mut [[u8; WIDTH]; 3], i: usize) -> [&mut [u8; WIDTH]; 3] {
    let [a, b, c] = rows;
    match i % 3 {
        0 => [b, c, a],
        1 => [c, a, b],
        _ => [a, b, c],
    }
}

/// The letters of `word` that are in `typed` too, in order: a longest common subsequence.
pub(super) fn shared(word: &[char], typed: &[char]) -> Vec<usize> {
    let width = typed.len() + 1;
    let mut lengths = vec![0_usize; (word.len() + 1) * width];
    for i in (0..word.len()).rev() {
        for j in (0..typed.len()).rev() {
            lengths[i * width + j] = if word[i] == typed[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while i < word.len() && j < typed.len() {
        if word[i] == typed[j] {
            found.push(i);
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn between(one: &str, other: &str, most: usize) -> Option<usize> {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        distance(&chars(one), &chars(other), most)
    }

    #[test]
    fn a_slip_counts_one_and_so_does_a_swap() {
        assert_eq!(between("gateway", "gatway", 2), Some(1));
        assert_eq!(between("expired", "expried", 2), Some(1));
        assert_eq!(between("unreachable", "unreacheable", 2), Some(1));
        assert_eq!(between("conditional", "condtionl", 2), Some(2));
        assert_eq!(between("gateway", "highway", 2), None);
        assert_eq!(between("token", "token", 0), Some(0));
    }

    #[test]
    fn shared_letters_leave_out_the_slip() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(
            shared(&chars("gateway"), &chars("gatway")),
            [0, 1, 2, 4, 5, 6]
        );
    }

    /// The same without a band, to compare with.
    fn plain(one: &[char], other: &[char]) -> usize {
        let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
        for i in 0..=one.len() {
            for j in 0..=other.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let mut cell = (table[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]))
                        .min(table[i - 1][j] + 1)
                        .min(table[i][j - 1] + 1);
                    if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                        cell = cell.min(table[i - 2][j - 2] + 1);
                    }
                    cell
                };
            }
        }
        table[one.len()][other.len()]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_band_changes_nothing(one in "[abc]{0,9}", other in "[abc]{0,9}", most in 0_usize..4) {
            let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
            let real = plain(&one, &other);
            prop_assert_eq!(distance(&one, &other, most), Some(real).filter(|&real| real <= most));
        }
    }
}
