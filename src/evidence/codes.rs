//! Finds every code in a flat text: what each literal of the index means where it stands.

use super::aadsts;
use super::context::{self, Product};
use super::index::{Index, Literal};
use super::number;
use super::{Via, signature};
use crate::catalog::FactType;
use crate::embedded::Target;
use aho_corasick::Match;

/// Numbers of other products that are looked at; what stands around each has to be read.
const MOST_VENDORS: usize = 64;

/// One place that names an error.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub target: Option<Target>,
    pub code: String,
    pub via: Via,
    /// Offset in the flat text.
    pub at: usize,
    /// A code of which another one behind a slash is the reason: `0x801c0021/0x80072ee7`.
    pub is_outer: bool,
}

impl Candidate {
    pub fn known(target: Target, via: Via, at: usize) -> Self {
        Self {
            target: Some(target),
            code: target.code().to_owned(),
            via,
            at,
            is_outer: false,
        }
    }

    fn spelt(index: &Index, code: String, via: Via, at: usize) -> Self {
        match index.find(&code) {
            Some(target) => Self::known(target, via, at),
            None => Self {
                target: None,
                code,
                via,
                at,
                is_outer: false,
            },
        }
    }
}

/// What the literals of the index led to.
pub struct Codes {
    /// In the order of the text.
    pub candidates: Vec<Candidate>,
    /// What the named groups of signatures hold, and where.
    pub facts: Vec<(FactType, String, usize)>,
}

pub fn find(flat: &str, index: &Index) -> Codes {
    let mut found = Vec::new();
    let mut signatures = signature::Windows::new(flat, index);
    let product = Product::of(flat);
    let mut vendors = 0;
    for hit in index.automaton.find_overlapping_iter(flat) {
        let (text, literal) = index.literal(hit.pattern());
        let (start, end) = (hit.start(), hit.end());
        match literal {
            Literal::Aadsts => {
                if let Some(code) = aadsts::read(flat, start, index) {
                    found.push(Candidate::spelt(index, code, Via::Code, start));
                }
            }
            Literal::NumberField => number_field(flat, &hit, index, &mut found),
            Literal::Word(target) => word(flat, &hit, target, &product, &mut found),
            Literal::Family => family(flat, &hit, index, &mut found),
            Literal::Phrase(target) if product.is_named() || context::is_all(flat, start, end) => {
                found.push(Candidate::known(target, Via::Signature, start));
            }
            Literal::Phrase(_) => {}
            Literal::Vendor(target) => {
                let is_number =
                    vendors < MOST_VENDORS && context::is_whole_number(flat, start, end);
                vendors += usize::from(is_number);
                if is_number && context::names_vendor(flat, start, target.code()) {
                    found.push(Candidate::known(target, Via::Code, start));
                }
            }
            Literal::Number(target) => {
                if let Some(is_outer) = number::hresult(flat, start, text) {
                    found.push(Candidate {
                        is_outer,
                        ..Candidate::known(target, Via::Hresult, start)
                    });
                }
            }
            Literal::Signature(at) => signatures.hit(at, start),
        }
    }
    found.extend(
        signatures
            .matched()
            .map(|(header, at)| Candidate::known(Target::Entry(header), Via::Signature, at)),
    );
    found.sort_by_key(|candidate| candidate.at);
    Codes {
        candidates: found,
        facts: signatures.facts(),
    }
}

fn number_field(flat: &str, hit: &Match, index: &Index, found: &mut Vec<Candidate>) {
    for (at, number) in number::behind_field(flat, hit.end()) {
        match number {
            number::Number::Decimal(digits) => {
                let target = index
                    .find(&crate::catalog::code::aadsts(digits))
                    .or_else(|| index.find(digits));
                found.extend(target.map(|target| Candidate::known(target, Via::NumberField, at)));
            }
            // An unsigned decimal may be any large number; a known one is found by itself.
            number::Number::Hresult(code)
                if !flat[at..].starts_with(|c: char| c.is_ascii_digit() && c != '0')
                    || index.find(&code).is_some() =>
            {
                found.push(Candidate::spelt(index, code, Via::Hresult, at));
            }
            number::Number::Hresult(_) => {}
        }
    }
}

fn word(flat: &str, hit: &Match, target: Target, product: &Product, found: &mut Vec<Candidate>) {
    let written = &flat[hit.range()];
    if !context::is_whole_word(flat, hit.start(), hit.end()) {
        return;
    }
    let is_code = target.code().eq_ignore_ascii_case(written);
    let spelling = if is_code {
        target.code()
    } else {
        target.name()
    };
    let counts = if context::is_telling(written) {
        true
    } else if spelling != written && !spelling.is_empty() {
        false
    } else if is_code && context::is_compound_name(written) && product.is_named() {
        true
    } else {
        context::is_in_code_field(flat, hit.start(), product)
            && (is_code || !target.code().starts_with("AADSTS"))
    };
    if counts {
        found.push(Candidate::known(target, Via::Code, hit.start()));
    }
}

/// A code of a known family that is on no list.
fn family(flat: &str, hit: &Match, index: &Index, found: &mut Vec<Candidate>) {
    let rest = flat[hit.end()..]
        .bytes()
        .take(80)
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count();
    let code = &flat[hit.start()..hit.end() + rest];
    let is_whole = context::is_whole_word(flat, hit.start(), hit.end() + rest);
    if rest >= 4 && is_whole && index.find(code).is_none() {
        found.push(Candidate {
            target: None,
            code: code.to_owned(),
            via: Via::Code,
            at: hit.start(),
            is_outer: false,
        });
    }
}
