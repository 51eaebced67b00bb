//! The network between page and service: a good one, or one that does at random what networks do.

use tuneboard_core::api::{ApiError, HttpResponse, TransportError};
use tuneboard_simulator::{Delivery, Reply};

/// Seconds a response takes on a good day.
pub const LATENCY_SECS: f64 = 0.12;

/// Longest wait for a response, as in the shell's `Link`.
const TIMEOUT_SECS: f64 = 60.0;

/// Numbers that follow from a seed (SplitMix64).
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.roll() % n.max(1)
    }

    /// True in `percent` of 100 cases.
    pub fn is(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}

/// Number of responses, of 100, that meet each fault.
#[derive(Debug, Clone, Copy, Default)]
pub struct Weather {
    /// Request or answer is lost, and the browser says so at once or when its patience ends.
    pub lost: u64,
    /// The body breaks off, and the connection says so.
    pub cut: u64,
    /// The body breaks off, and nothing says so.
    pub shortened: u64,
    /// It takes up to 90 s, which may be more than the page waits.
    pub slow: u64,
    /// It arrives a second time.
    pub doubled: u64,
}

/// Carrier of responses. The default never fails.
pub struct Network {
    pub dice: Dice,
    pub weather: Weather,
}

impl Default for Network {
    fn default() -> Self {
        Self { dice: Dice(0), weather: Weather::default() }
    }
}

/// A response in flight.
pub struct Carried {
    pub secs: f64,
    pub answer: Result<HttpResponse, ApiError>,
    pub is_doubled: bool,
}

impl Network {
    /// Carries a response, or loses, delays or damages it.
    pub fn carry(&mut self, mut reply: Reply) -> Carried {
        let Weather { lost, cut, shortened, slow, doubled } = self.weather;
        let dice = &mut self.dice;
        let mut secs = LATENCY_SECS + reply.delay_secs;
        if dice.is(slow) {
            secs += dice.below(90_000) as f64 / 1e3;
        }
        if dice.is(lost) {
            reply.delivery = dice.pick(&[Delivery::Never, Delivery::Dropped]);
        } else if dice.is(cut) {
            reply.delivery = Delivery::CutOff;
        } else if dice.is(shortened) {
            reply.response.body.truncate(dice.below(reply.response.body.len() as u64) as usize);
        }
        let (secs, answer) = delivered(reply, secs, true);
        Carried { secs, answer, is_doubled: dice.is(doubled) }
    }
}

/// Returns the time at which a page has a reply that takes `secs` seconds, and the outcome.
pub fn delivered(reply: Reply, secs: f64, has_timeout: bool) -> (f64, Result<HttpResponse, ApiError>) {
    let answer = match reply.delivery {
        Delivery::Never => Err(TransportError::TimedOut),
        _ if has_timeout && TIMEOUT_SECS < secs => Err(TransportError::TimedOut),
        Delivery::Whole => Ok(reply.response),
        Delivery::CutOff => Err(TransportError::CutOff),
        Delivery::WithoutCors | Delivery::Dropped => Err(TransportError::Blocked),
    };
    let is_late = answer == Err(TransportError::TimedOut);
    (if is_late { TIMEOUT_SECS } else { secs }, answer.map_err(ApiError::from))
}
