//! The user's location, in step with the address bar.

use leptos::prelude::*;

use super::page_signal::page_signal;
use crate::browser::{location, schedule, timer};
use send_wrapper::SendWrapper;
use tuneboard_core::route::{Location, Query, Route};

/// Seconds until the first screen is marked as one to come back to.
const SETTLE_SECS: f64 = 0.5;

/// The current place. Links change it through the address bar; settings through [`Navigator::set`].
#[derive(Clone, Copy)]
pub struct Navigator {
    location: RwSignal<Location>,
    route: Memo<Route>,
}

impl Navigator {
    /// Starts at the address bar's hash and follows it.
    pub(super) fn new() -> Self {
        let current = page_signal(Location::parse(&location::hash()));
        // The browser lays the page out for it, so not while that is being made.
        schedule::spawn_detached(async {
            timer::wait(SETTLE_SECS).await;
            location::arrive();
        });
        let listeners = location::on_change(move |hash| {
            let place = Location::parse(&hash);
            if location::arrive() {
                begin_at_the_top(current, &place.route);
            } else if current.with_untracked(|old| *old != place) {
                // The browser goes back to where one was as soon as the event is over: all has to be there by then.
                schedule::at_once();
            }
            current.maybe_update(|old| {
                let is_new = *old != place;
                *old = place;
                is_new
            });
        });
        let listeners = SendWrapper::new(listeners);
        on_cleanup(move || drop(listeners));
        Self { location: current, route: Memo::new(move |_| current.with(|place| place.route.clone())) }
    }

    /// Returns the screen.
    pub fn route(self) -> Memo<Route> {
        self.route
    }

    /// Returns screen and settings.
    pub fn location(self) -> ReadSignal<Location> {
        self.location.read_only()
    }

    /// Returns one setting of the screen.
    pub fn setting(self, name: &'static str) -> Memo<Option<String>> {
        let location = self.location;
        Memo::new(move |_| location.with(|place| place.query.get(name).map(str::to_owned)))
    }

    /// Changes a setting of the screen without a new history entry; `None` removes it.
    pub fn set(self, name: &str, value: Option<&str>) {
        self.location.update(|place| place.query.set(name, value));
        location::set_hash(&self.location.with_untracked(Location::to_hash), false);
    }

    /// Changes several settings of the screen at once, without a new history entry.
    pub fn change(self, change: impl FnOnce(&mut Query)) {
        self.location.update(|place| change(&mut place.query));
        location::set_hash(&self.location.with_untracked(Location::to_hash), false);
    }

    /// Goes to another place in place of this one, to which Back then does not return.
    pub fn replace(self, place: Location) {
        location::set_hash(&place.to_hash(), false);
        begin_at_the_top(self.location, &place.route);
        self.location.set(place);
    }

    /// Goes to another place, as a link would.
    pub fn go(self, place: Location) {
        location::set_hash(&place.to_hash(), true);
        begin_at_the_top(self.location, &place.route);
        self.location.set(place);
    }
}

/// Another screen than the current one is not to be shown from where that was scrolled to. Back is: the browser sees to
/// that.
fn begin_at_the_top(current: RwSignal<Location>, next: &Route) {
    if current.with_untracked(|current| current.route != *next) {
        location::scroll_to_top();
    }
}
