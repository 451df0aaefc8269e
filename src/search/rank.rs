//! Terms → documents, the best first.

use super::tables::{PLACES, Tables, places};
use super::terms::Term;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// So many documents are looked at closer.
pub(super) const LOOKED_AT: usize = 32;
const NO_SLOT: u8 = u8::MAX;
/// What words are worth beside that for standing together.
const TOGETHER: f32 = 1.0;
/// How much of that is for a place that says nothing else.
const TO_THE_POINT: f32 = 0.5;

/// A document and how well it fits. The better one is greater; of two equal ones the earlier is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    pub(super) score: f32,
    pub(super) document: u32,
}

impl Ranked {
    /// A number that is greater for the better one: the bits of a score that is not negative are in its order.
    fn order(self) -> u64 {
        u64::from(self.score.to_bits()) << 32 | u64::from(!self.document)
    }
}

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The score of every document: 0 where nothing matches, about 1 where all does in the best place.
pub(super) fn scores(terms: &[Term], tables: &Tables) -> Vec<f32> {
    let mut total = vec![0.0; tables.documents.len()];
    let mass: f32 = terms.iter().map(|term| term.mass).sum();
    if mass <= 0.0 {
        return total;
    }
    let mut best = vec![0.0; total.len()];
    let mut touched = Vec::new();
    for term in terms {
        add(
            term,
            term.mass / mass,
            tables,
            &mut total,
            (&mut best, &mut touched),
        );
    }
    total
}

/// Adds a term: in each document its best way counts.
fn add(
    term: &Term,
    share: f32,
    tables: &Tables,
    total: &mut [f32],
    (best, touched): (&mut [f32], &mut Vec<u32>),
) {
    let is_one = term.ways.len() == 1 && term.ways[0].keys.len() == 1;
    for way in &term.ways {
        let worth = share * way.quality / 255.0;
        for posting in tables.of_range(&way.keys) {
            let value = worth * f32::from(posting.weight);
            let document = posting.document as usize;
            if is_one {
                total[document] += value;
                continue;
            }
            if best[document] == 0.0 {
                touched.push(posting.document);
            }
            best[document] = value.max(best[document]);
        }
    }
    for document in touched.drain(..) {
        total[document as usize] += best[document as usize];
        best[document as usize] = 0.0;
    }
}

/// Looks closer at the best: words that stand in one place that says what the document is about say more than
/// the same words strewn, and most where that place says nothing else.
pub(super) fn closer(mut ranked: Vec<Ranked>, terms: &[Term], tables: &Tables) -> Vec<Ranked> {
    let looked_at = ranked.len().min(LOOKED_AT);
    let best = &mut ranked[..looked_at];
    let mut slots = vec![NO_SLOT; tables.documents.len()];
    for (slot, one) in (0..).zip(best.iter()) {
        slots[one.document as usize] = slot;
    }
    let mut held = vec![[Held::default(); PLACES]; looked_at];
    let mut seen = vec![0_u32; looked_at];
    for term in terms {
        seen.fill(0);
        for way in &term.ways {
            for posting in tables.of_range(&way.keys) {
                let slot = usize::from(slots[posting.document as usize]);
                if slot >= looked_at {
                    continue;
                }
                let new = posting.places & !seen[slot];
                seen[slot] |= new;
                for place in places(new) {
                    held[slot][place].asked += term.mass * way.quality;
                    held[slot][place].matched += term.mass;
                }
            }
        }
    }
    let mass: f32 = terms.iter().map(|term| term.mass).sum();
    for (one, held) in best.iter_mut().zip(&held) {
        let about = &tables.documents[one.document as usize];
        let fits = held
            .iter()
            .zip(&about.masses)
            .map(|(held, &place)| held.fit(mass, place));
        one.score += TOGETHER * fits.fold(0.0, f32::max) * about.prior;
    }
    best.sort_unstable_by(|one, other| other.cmp(one));
    ranked
}

/// What of a query one place holds.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    asked: f32,
    matched: f32,
}

impl Held {
    /// 1 where the place holds all that is asked, which has this mass, and says nothing else.
    fn fit(self, mass: f32, place: f32) -> f32 {
        if self.asked <= 0.0 || mass <= 0.0 {
            return 0.0;
        }
        let told = self.matched / place.max(self.matched);
        self.asked / mass * (1.0 - TO_THE_POINT * (1.0 - told))
    }
}

/// The best documents among those with a score.
pub(super) fn top(scored: impl Iterator<Item = Ranked>, limit: usize) -> Vec<Ranked> {
    let mut kept: BinaryHeap<Reverse<Ranked>> = BinaryHeap::new();
    for ranked in scored {
        if kept.len() < limit {
            kept.push(Reverse(ranked));
        } else if let Some(mut worst) = kept.peek_mut().filter(|worst| worst.0 < ranked) {
            *worst = Reverse(ranked);
        }
    }
    kept.into_sorted_vec()
        .into_iter()
        .map(|Reverse(ranked)| ranked)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first_and_ties_keep_their_order() {
        let scores = [0.2, 0.9, 0.5, 0.9, 0.1];
        let ranked = (0..)
            .zip(scores)
            .map(|(document, score)| Ranked { score, document });
        let top = top(ranked, 3);
        assert_eq!(
            top.iter().map(|ranked| ranked.document).collect::<Vec<_>>(),
            [1, 3, 2]
        );
    }

    #[test]
    fn nothing_is_kept_where_nothing_is_wanted() {
        assert!(
            top(
                [Ranked {
                    score: 1.0,
                    document: 0
                }]
                .into_iter(),
                0
            )
            .is_empty()
        );
    }
}
