//! Smooths the curves of a page's charts: short ones at once, long ones in turns, one chart after the other.

use std::{collections::VecDeque, sync::Arc};

use leptos::prelude::*;

use crate::browser::schedule::{self, Turns};
use tuneboard_core::chart::{Curve, Smoother};

/// Points of one chart that are smoothed at once, a fifth of a millisecond's work.
const AT_ONCE: usize = 1 << 14;

/// Points between two looks at the clock.
const STEP: usize = 1 << 15;

/// The queue. Copies refer to the same.
#[derive(Clone, Copy)]
pub struct SmoothingQueue {
    orders: StoredValue<VecDeque<Order>, LocalStorage>,
    is_busy: StoredValue<bool>,
}

struct Order {
    smoother: Smoother,
    ready: RwSignal<Arc<Vec<Curve>>>,
}

impl SmoothingQueue {
    /// Returns an empty queue; it ends with the present owner.
    pub fn new() -> Self {
        Self { orders: StoredValue::new_local(VecDeque::new()), is_busy: StoredValue::new(false) }
    }

    /// Returns the curves of one chart: those of `smoother`, which gets the present ones, anew whenever anything that it reads
    /// changes.
    pub fn follow(self, smoother: impl Fn(&[Curve]) -> Smoother + 'static) -> ReadSignal<Arc<Vec<Curve>>> {
        let ready = RwSignal::<Arc<Vec<Curve>>>::default();
        // One that runs at once: charts appear with what they show.
        let following = RenderEffect::new(move |_| self.order(smoother(&ready.get_untracked()), ready));
        StoredValue::new_local(following);
        ready.read_only()
    }

    /// Writes the curves to `ready` when they are smoothed, and meanwhile what there is. An earlier order for the same
    /// chart is forgotten.
    fn order(self, mut smoother: Smoother, ready: RwSignal<Arc<Vec<Curve>>>) {
        self.orders.update_value(|orders| orders.retain(|order| order.ready != ready));
        if smoother.go_on(AT_ONCE) {
            return ready.set(Arc::new(smoother.into_curves()));
        }
        ready.update(|curves| *curves = Arc::new(smoother.meanwhile(curves)));
        self.orders.update_value(|orders| orders.push_back(Order { smoother, ready }));
        if !self.is_busy.get_value() {
            self.is_busy.set_value(true);
            schedule::spawn_detached(self.work());
        }
    }

    async fn work(self) {
        let mut turns = Turns::later();
        loop {
            turns.pause().await;
            // The page may be gone, and the orders with it.
            let first = self.orders.try_update_value(VecDeque::pop_front).flatten();
            let Some(Order { mut smoother, ready }) = first else { break };
            if smoother.go_on(STEP) {
                // The chart may be gone.
                let _unset = ready.try_set(Arc::new(smoother.into_curves()));
            } else {
                self.orders.try_update_value(|orders| orders.push_front(Order { smoother, ready }));
            }
        }
        self.is_busy.try_set_value(false);
    }
}
