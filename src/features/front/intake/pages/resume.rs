//! The step at which an interrupted request is taken up again.

use crate::features::work::brief::{
    answers::Answers,
    questions::{STEPS, question},
};

/// First step with an error, or else the first that was not sent: the second's answers are preset.
pub(super) fn next_step(answers: &Answers) -> u8 {
    match first_fault(answers).unwrap_or(STEPS) {
        later if later > 2 && !answers.has("budget") => 2,
        step => step,
    }
}

/// First step with an error.
pub(super) fn first_fault(answers: &Answers) -> Option<u8> {
    let errors = answers.all_faults().err()?;
    errors.iter().filter_map(|fault| question(&fault.field)).map(|question| question.step).min()
}
