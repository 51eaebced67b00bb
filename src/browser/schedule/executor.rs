//! Runs the page's tasks, effects among them, in turns: what one change sets off holds the browser up for no longer than
//! 8 ms and its longest task. Tasks go on in the order in which they were woken.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    task::{Context, Poll, Waker},
};

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use wasm_bindgen_futures::spawn_local;

use super::turns::{LONGEST_MILLIS, next_turn, now};

/// A longer pause between two tasks, milliseconds, is the browser's: others had their turn.
const PAUSE_MILLIS: f64 = 1.0;

thread_local! {
    static TURN: Turn = const { Turn::new() };
}

/// Runs all tasks that begin from now on.
pub fn install() {
    // Refused only on a page that has another executor, which does the same without turns.
    drop(Executor::init_custom_executor(InTurns));
}

/// Lets all that the present event sets off run in one turn, and what waits before it.
pub fn at_once() {
    TURN.with(|turn| {
        turn.begin();
        turn.began_at.set(f64::INFINITY);
        turn.ended_at.set(f64::INFINITY);
    });
}

/// Runs a task that goes on after the view that began it is gone: a job that is being created, a file that is being
/// saved, and whatever the page's own state does. After its first `.await` it may reach signals of that view by their `try_` methods only. A task that is of no use
/// without its view is leptos' `spawn_local_scoped_with_cancellation`.
pub fn spawn_detached(task: impl Future<Output = ()> + 'static) {
    spawn(Box::pin(task));
}

/// Runs one task.
#[expect(clippy::disallowed_methods, reason = "this is where the browser runs tasks from")]
pub fn spawn(task: PinnedLocalFuture<()>) {
    spawn_local(Task(task));
}

struct InTurns;

impl CustomExecutor for InTurns {
    fn spawn(&self, task: PinnedFuture<()>) {
        spawn(task);
    }

    fn spawn_local(&self, task: PinnedLocalFuture<()>) {
        spawn(task);
    }

    /// The browser does.
    fn poll_local(&self) {}
}

/// The present turn, and what waits for the next one.
struct Turn {
    began_at: Cell<f64>,
    /// When its last task did.
    ended_at: Cell<f64>,
    waiting: RefCell<Vec<Waker>>,
}

impl Turn {
    const fn new() -> Self {
        const NEVER: f64 = f64::NEG_INFINITY;
        Self { began_at: Cell::new(NEVER), ended_at: Cell::new(NEVER), waiting: RefCell::new(Vec::new()) }
    }

    /// Returns true if a task may run now; if not, it is woken again in the next turn.
    #[expect(clippy::disallowed_methods, reason = "the turn itself waits for no turn")]
    fn has_room(&self, waker: &Waker) -> bool {
        let mut waiting = self.waiting.borrow_mut();
        if waiting.is_empty() {
            let now = now();
            if PAUSE_MILLIS < now - self.ended_at.get() {
                self.began_at.set(now);
            }
            if now - self.began_at.get() < LONGEST_MILLIS {
                return true;
            }
            spawn_local(async {
                next_turn().await;
                TURN.with(Self::begin);
            });
        }
        waiting.push(waker.clone());
        false
    }

    fn begin(&self) {
        let now = now();
        self.began_at.set(now);
        self.ended_at.set(now);
        self.waiting.take().into_iter().for_each(Waker::wake);
    }
}

/// A task that waits for its turn whenever it could go on.
struct Task(PinnedLocalFuture<()>);

impl Future for Task {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if !TURN.with(|turn| turn.has_room(context.waker())) {
            return Poll::Pending;
        }
        let polled = self.0.as_mut().poll(context);
        TURN.with(|turn| turn.ended_at.set(now()));
        polled
    }
}
