//! Items that need a person: jobs that have failed, wait for a decision or too long for a machine, or show trouble, and models
//! that are about to be shut down.
//!
//! Guarantees:
//! - Nothing is told that was so before a connection was first seen on this device ([`Dismissals::begin`]), but for what still
//!   waits, or is still to come.
//! - What was dismissed comes back only if it has become worse ([`Item::level`]).
//! - An item is a function of the job list, the shutdowns, the dismissals and the present, so it is the same in every tab.

mod dismissals;
mod gather;
mod item;
mod model_note;
mod stuck;

pub use self::{
    dismissals::Dismissals,
    gather::{Account, gather},
    item::{Item, ItemKind},
    model_note::model_notes,
};
