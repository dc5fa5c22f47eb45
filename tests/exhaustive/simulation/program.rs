//! Steps of the simulation, as numbers that proptest makes and shrinks.

use std::fmt;

use proptest::{
    prelude::{Strategy, any, prop_oneof},
    strategy::{Just, NewTree, ValueTree},
    test_runner::TestRunner,
};

use super::{
    cast,
    operations::{OPS, Op},
};

/// How a request ends before its answer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The connection closes when so many bytes of the request are sent.
    Sent(u16),
    /// The connection closes so many microseconds after the request was sent.
    Waited(u16),
    /// The client's future is dropped after so many microseconds.
    Dropped(u16),
}

/// One step of a person. The row is chosen when the step runs: by then others exist.
#[derive(Clone, Copy)]
pub struct Step {
    /// Steps of one actor follow each other; actors run side by side.
    pub actor: usize,
    /// Index of the person in `cast::CAST`.
    pub who: usize,
    /// Index of the operation in `OPS`.
    pub op: usize,
    /// In which project.
    pub place: u8,
    /// On which row.
    pub pick: u16,
    /// In which way: bits that decide between variants.
    pub twist: u32,
    /// Whether the connection breaks.
    pub cut: Option<Cut>,
}

impl Step {
    /// One of `choices`, by some bits of the twist that no other choice of the step uses.
    pub fn choose<T: Copy>(&self, bits: u32, choices: &[T]) -> T {
        choices[(self.twist.rotate_right(bits) as usize) % choices.len()]
    }

    /// Once in `of` times, by those bits.
    pub fn once_in(&self, of: u32, bits: u32) -> bool {
        self.twist.rotate_right(bits).is_multiple_of(of)
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { actor, who, op, place, pick, twist, cut } = self;
        let Op { method, path, .. } = OPS[*op];
        write!(f, "[{actor}] {}: {method} {path} place {place} pick {pick} twist {twist:#x}", cast::CAST[*who].called)?;
        cut.map_or(Ok(()), |cut| write!(f, " {cut:?}"))
    }
}

/// Steps for all actors, in the order of their making.
#[derive(Clone)]
pub struct Program {
    /// Whether staff decide on requests first.
    pub review: bool,
    /// Steps to do.
    pub steps: Vec<Step>,
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} steps, review {}", self.steps.len(), self.review)?;
        self.steps.iter().take(60).try_for_each(|step| writeln!(f, "  {step:?}"))?;
        if self.steps.len() > 60 { writeln!(f, "  …") } else { Ok(()) }
    }
}

/// Programs of so many steps for so many actors.
#[derive(Clone, Copy, Debug)]
pub struct Programs {
    pub review: bool,
    pub steps: usize,
    pub actors: usize,
}

fn step(actors: usize) -> impl Strategy<Value = Step> {
    let cut = prop_oneof![
        17 => Just(None),
        1 => (0..900_u16).prop_map(|bytes| Some(Cut::Sent(bytes))),
        1 => (0..12_000_u16).prop_map(|micros| Some(Cut::Waited(micros))),
        1 => (0..12_000_u16).prop_map(|micros| Some(Cut::Dropped(micros))),
    ];
    let weights: Vec<usize> = OPS.iter().enumerate().flat_map(|(at, op)| vec![at; op.weight]).collect();
    let op = (0..weights.len()).prop_map(move |at| weights[at]);
    (0..actors, 0..cast::CAST.len(), op, any::<u8>(), any::<u16>(), any::<u32>(), cut)
        .prop_map(|(actor, who, op, place, pick, twist, cut)| Step { actor, who, op, place, pick, twist, cut })
}

impl Strategy for Programs {
    type Tree = ProgramTree;
    type Value = Program;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let steps = proptest::collection::vec(step(self.actors), self.steps).new_tree(runner)?.current();
        let length = steps.len();
        Ok(ProgramTree {
            program: Program { review: self.review, steps },
            chunk: length.div_ceil(2),
            at: 0,
            taken: None,
        })
    }
}

/// Shrinks by taking whole stretches away, halving them when none can go (delta debugging): one by one, as a `Vec`'s
/// own tree does it, thousands of runs would be needed.
#[derive(Clone)]
pub struct ProgramTree {
    program: Program,
    chunk: usize,
    at: usize,
    taken: Option<Vec<Step>>,
}

impl fmt::Debug for ProgramTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.program.fmt(f)
    }
}

impl ProgramTree {
    fn take_next(&mut self) -> bool {
        loop {
            let steps = &mut self.program.steps;
            if self.at < steps.len() {
                let end = (self.at + self.chunk).min(steps.len());
                self.taken = Some(steps.drain(self.at..end).collect());
                return true;
            }
            if self.chunk <= 1 {
                return false;
            }
            (self.chunk, self.at) = (self.chunk.div_ceil(2), 0);
        }
    }
}

impl ValueTree for ProgramTree {
    type Value = Program;

    fn current(&self) -> Program {
        self.program.clone()
    }

    /// The failure persists without the last removal: it stays removed, and more is tried.
    fn simplify(&mut self) -> bool {
        self.taken = None;
        self.take_next()
    }

    /// The failure is gone: the last removal is restored, and the next is tried.
    fn complicate(&mut self) -> bool {
        let Some(taken) = self.taken.take() else { return false };
        let after = self.at + taken.len();
        self.program.steps.splice(self.at..self.at, taken);
        self.at = after;
        self.take_next()
    }
}

#[test]
fn a_program_shrinks_to_the_steps_that_matter() {
    let mut runner = TestRunner::deterministic();
    let mut tree = Programs { review: false, steps: 500, actors: 4 }.new_tree(&mut runner).unwrap();
    let needed: Vec<u32> = [17, 333, 334].map(|at| tree.program.steps[at].twist).to_vec();
    let fails = |program: &Program| needed.iter().all(|twist| program.steps.iter().any(|step| step.twist == *twist));
    let (mut more, mut runs) = (tree.simplify(), 0);
    while more {
        runs += 1;
        more = if fails(&tree.current()) { tree.simplify() } else { tree.complicate() };
    }
    assert_eq!(tree.current().steps.iter().map(|step| step.twist).collect::<Vec<_>>(), needed);
    assert!(runs < 120, "{runs} runs");
}
