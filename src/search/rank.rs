//! Terms → documents, the best first.

use super::postings::Postings;
use super::terms::Term;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// What a term is worth wherever it stands; the field decides on the rest.
const ANYWHERE: f32 = 0.05;

/// A document and how well it fits. The better one is greater; of two equal ones the earlier is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    pub(super) score: f32,
    pub(super) document: u32,
}

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score
            .total_cmp(&other.score)
            .then(other.document.cmp(&self.document))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The score of every document: 0 where nothing matches, about 1 where all does in the best place.
pub(super) fn scores(terms: &[Term], postings: &Postings, documents: usize) -> Vec<f32> {
    let mut total = vec![0.0; documents];
    let mass: f32 = terms.iter().map(|term| term.mass).sum();
    if mass <= 0.0 {
        return total;
    }
    let mut best = vec![0.0; documents];
    let mut touched = Vec::new();
    for term in terms.iter().filter(|term| !term.ways.is_empty()) {
        add(
            term,
            term.mass / mass,
            postings,
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
    postings: &Postings,
    total: &mut [f32],
    (best, touched): (&mut [f32], &mut Vec<u32>),
) {
    let is_one =
        term.ways.len() == 1 && (term.ways[0].keys.len() == 1 || term.ways[0].gathered.is_some());
    for way in &term.ways {
        let found = way
            .gathered
            .map_or_else(|| postings.of_range(&way.keys), |key| postings.of(key));
        let worth = share * way.quality;
        for posting in found {
            let value = worth * (ANYWHERE + (1.0 - ANYWHERE) * posting.weight);
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
