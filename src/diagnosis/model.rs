//! What an entry says, in numbers. Causes, questions and answers are meant by their place in the lists.

/// Minutes until somebody else has solved it, where an entry does not say.
pub const ESCALATION: f64 = 240.0;

/// One error with its causes, of which one, or something else, is true.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub causes: Vec<Cause>,
    /// The probability of something else; with those of the causes it makes 1.
    pub other_p: f64,
    pub questions: Vec<Question>,
    pub escalate_minutes: f64,
    /// Whether the entry says whom to escalate to.
    pub names_whom: bool,
    /// The ids of all steps.
    pub steps: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    pub id: String,
    /// Before any evidence.
    pub p: f64,
    /// None where there is no check that can be made.
    pub check_minutes: Option<f64>,
    /// Gentlest first.
    pub ways: Vec<Way>,
    pub signals: Vec<Signal>,
}

/// One way to fix a cause.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Of all its steps.
    pub minutes: f64,
    /// Neither disruptive nor irreversible: it may be tried without knowing that the cause is the one.
    pub gentle: bool,
    /// The ids of its steps.
    pub steps: Vec<String>,
}

/// Text that is evidence for or against a cause.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// The pattern: what tells this signal from the others of its cause.
    pub when: String,
    /// What the cause's probability is multiplied by.
    pub factor: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub id: String,
    pub minutes: f64,
    pub answers: Vec<Answer>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub text: String,
    /// The cause that this answer confirms.
    pub found: Option<usize>,
    /// The probability of this answer under each cause.
    pub given: Vec<f64>,
    /// The probability of this answer under something else.
    pub given_other: f64,
}

impl Model {
    /// The place of the cause with this id.
    #[must_use]
    pub fn cause_at(&self, id: &str) -> Option<usize> {
        self.causes.iter().position(|cause| cause.id == id)
    }

    /// The place of the question with this id.
    #[must_use]
    pub fn question_at(&self, id: &str) -> Option<usize> {
        self.questions.iter().position(|question| question.id == id)
    }
}

impl Cause {
    /// Of the first way; 0 where there is none.
    #[must_use]
    pub fn fix_minutes(&self) -> f64 {
        self.ways.first().map_or(0.0, |way| way.minutes)
    }

    /// Whether its fix may be tried where the cause cannot be checked.
    #[must_use]
    pub fn may_be_tried(&self) -> bool {
        self.ways.first().is_some_and(|way| way.gentle)
    }
}

impl Question {
    /// Makes P(answer given cause) of factors, one row an answer and one column a cause: the design's
    /// "Evidence words". An answer that confirms is the only one of its cause, and no one else's.
    #[must_use]
    pub fn likelihoods(
        found: &[Option<usize>],
        factors: &[Vec<f64>],
        causes: usize,
    ) -> Vec<(Vec<f64>, f64)> {
        let one_where = |is: &dyn Fn(usize) -> bool| {
            (0..found.len())
                .map(|at| f64::from(u8::from(is(at))))
                .collect()
        };
        let other = shares(one_where(&|at| found[at].is_none()));
        let column = |cause: usize| match found.iter().position(|found| *found == Some(cause)) {
            Some(sure) => one_where(&|at| at == sure),
            None => shares(
                (0..found.len())
                    .map(|at| {
                        if found[at].is_none() {
                            factors[at][cause]
                        } else {
                            0.0
                        }
                    })
                    .collect(),
            ),
        };
        // A cause that can give no answer, which the catalog's rules refuse, answers like something else.
        let can_answer = |column: &Vec<f64>| column.iter().any(|p| *p > 0.0);
        let columns: Vec<Vec<f64>> = (0..causes)
            .map(|cause| {
                Some(column(cause))
                    .filter(can_answer)
                    .unwrap_or_else(|| other.clone())
            })
            .collect();
        (0..found.len())
            .map(|at| (columns.iter().map(|column| column[at]).collect(), other[at]))
            .collect()
    }
}

/// Divided by their sum, unless that is 0.
fn shares(mut factors: Vec<f64>) -> Vec<f64> {
    let sum: f64 = factors.iter().sum();
    if sum > 0.0 {
        for factor in &mut factors {
            *factor /= sum;
        }
    }
    factors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_over_the_answers_become_probabilities() {
        let given =
            Question::likelihoods(&[None, None, None], &[vec![4.0], vec![0.25], vec![0.0]], 1);
        assert_eq!(given[0].0, [4.0 / 4.25]);
        assert_eq!(given[2].0, [0.0]);
        assert!(
            given
                .iter()
                .all(|(_, other)| (other - 1.0 / 3.0).abs() < 1e-15)
        );
    }

    #[test]
    fn an_answer_that_confirms_is_the_only_one_of_its_cause_and_no_one_elses() {
        let given = Question::likelihoods(
            &[Some(0), None, None],
            &[vec![1.0, 4.0], vec![1.0, 4.0], vec![1.0, 1.0]],
            2,
        );
        assert_eq!(
            given,
            [
                (vec![1.0, 0.0], 0.0),
                (vec![0.0, 0.8], 0.5),
                (vec![0.0, 0.2], 0.5)
            ]
        );
    }

    #[test]
    fn a_cause_that_every_answer_rules_out_answers_like_something_else() {
        let given = Question::likelihoods(
            &[Some(0), None, None],
            &[vec![1.0, 1.0], vec![1.0, 0.0], vec![1.0, 0.0]],
            2,
        );
        assert_eq!(
            given,
            [
                (vec![1.0, 0.0], 0.0),
                (vec![0.0, 0.5], 0.5),
                (vec![0.0, 0.5], 0.5)
            ]
        );
    }
}
