//! Permissions that a handler's argument types require, as constants.

use axum::{
    extract::{Extension, OriginalUri, Path, State},
    http::HeaderMap,
};

use crate::access::{Action, TokenScope};

/// Permission that a route requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    Nothing,
    /// A session, with or without a required second factor.
    SessionBeforeMfa,
    /// A session.
    Session,
    /// A session, or a token or key: with this scope, or with any.
    Program(Option<TokenScope>),
    /// The administration of the partner agency in the path.
    AgencyAdmin,
    /// The agency's staff.
    Staff,
    /// The administration of the platform.
    PlatformAdmin,
    /// Any part in the project, in any state of the project.
    Part,
    /// A part in the project with this permission.
    May(Action),
    /// Governance of the project, in any state of it.
    Govern,
    /// A part with the second permission; a caller without the first gets 404.
    Seen(Action, Action),
    /// A part with the first permission, and with the second for the current row or body, which the handler checks.
    OnRow(Action, Action),
}

impl Need {
    /// Required action in a project, if any.
    #[must_use]
    pub fn action(self) -> Option<Action> {
        match self {
            Self::May(action) | Self::Seen(_, action) | Self::OnRow(_, action) => Some(action),
            Self::Govern => Some(Action::GovernProject),
            Self::Nothing
            | Self::SessionBeforeMfa
            | Self::Session
            | Self::Program(_)
            | Self::AgencyAdmin
            | Self::Staff
            | Self::PlatformAdmin
            | Self::Part => None,
        }
    }

    #[expect(clippy::panic, reason = "evaluated when a handler is compiled")]
    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, need) | (need, Self::Nothing) => need,
            _ => panic!("a handler has two permissions among its arguments: leave one"),
        }
    }
}

/// Permission that an extractor requires.
pub trait Needs {
    /// The permission; none by default.
    const NEED: Need = Need::Nothing;
    /// Whether it requires a recent authentication.
    const RECENT_AUTH: bool = false;
}

/// Permission that all arguments of a handler require together. Mounting a handler with an argument without `Needs`, or
/// with two permissions, is a compile error.
pub trait HandlerNeeds: 'static {
    /// The permission.
    const NEED: Need;
    /// Whether a recent authentication is required.
    const RECENT_AUTH: bool;
}

impl HandlerNeeds for ((),) {
    const NEED: Need = Need::Nothing;
    const RECENT_AUTH: bool = false;
}

/// The shapes that axum gives handlers: a marker, then the arguments.
macro_rules! of_arguments {
    ($($argument:ident)+) => {
        impl<M: 'static, $($argument: Needs + 'static),+> HandlerNeeds for (M, $($argument,)+) {
            const NEED: Need = Need::Nothing$(.and($argument::NEED))+;
            const RECENT_AUTH: bool = $($argument::RECENT_AUTH)||+;
        }
    };
}

of_arguments!(T1);
of_arguments!(T1 T2);
of_arguments!(T1 T2 T3);
of_arguments!(T1 T2 T3 T4);
of_arguments!(T1 T2 T3 T4 T5);
of_arguments!(T1 T2 T3 T4 T5 T6);
of_arguments!(T1 T2 T3 T4 T5 T6 T7);
of_arguments!(T1 T2 T3 T4 T5 T6 T7 T8);

impl<T> Needs for State<T> {}
impl<T> Needs for Extension<T> {}
impl<T> Needs for Path<T> {}
impl Needs for OriginalUri {}
impl Needs for HeaderMap {}

/// An argument that may be missing asks for nothing.
impl<T> Needs for Option<T> {}

impl<T: Needs, E> Needs for Result<T, E> {
    const NEED: Need = T::NEED;
    const RECENT_AUTH: bool = T::RECENT_AUTH;
}
