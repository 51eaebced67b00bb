//! Together's metrics and their five filters.
//!
//! The filters by step and by time include both ends and must all hold. `resolution` then thins the
//! train rows evenly, keeping the first and the last; evaluation rows are never left out.

use crate::{
    Call, curve,
    plan::{Plan, Row},
    service::{answer, json::Json},
};
use tuneboard_core::{api::HttpResponse, model::Timestamp};

pub(super) fn list(job: &Plan, call: &Call<'_>) -> HttpResponse {
    let filter = match Filter::read(call) {
        Ok(filter) => filter,
        Err(name) => return answer::bad_param(name, "Request body is not valid JSON or has a bad filter"),
    };
    let mut rows = job.rows(call.sim);
    rows.retain(|row| {
        let at = call.clock.stamp(row.at).unix_nanos();
        filter.steps.0 <= row.step as i64
            && row.step as i64 <= filter.steps.1
            && filter.nanos.0 <= at
            && at <= filter.nanos.1
    });
    let n_train = rows.iter().filter(|row| !row.is_eval).count();
    let mut nth = 0;
    rows.retain(|row| {
        let kept = row.is_eval || is_sampled(nth, n_train, filter.resolution);
        nth += usize::from(!row.is_eval);
        kept
    });
    let mut json = Json::default();
    json.open('{');
    json.open_member("metrics", '[');
    for row in &rows {
        write(job, row, call, &mut json);
    }
    json.close(']');
    json.close('}');
    HttpResponse::json(200, json.finish())
}

/// Returns true if the `i`th of `n` rows is among `wanted` evenly spread ones.
fn is_sampled(i: usize, n: usize, wanted: usize) -> bool {
    if n <= wanted {
        return true;
    }
    if wanted < 2 {
        return i + 1 == n;
    }
    // Row k of the sample is floor(k × (n − 1) / (wanted − 1)); i is one if some k hits it.
    let k = (i * (wanted - 1)).div_ceil(n - 1);
    k * (n - 1) / (wanted - 1) == i
}

struct Filter {
    steps: (i64, i64),
    nanos: (i64, i64),
    resolution: usize,
}

impl Filter {
    /// # Errors
    /// The parameter that is no number or no date.
    fn read(call: &Call<'_>) -> Result<Self, &'static str> {
        let step = |name: &'static str, default| {
            call.query(name).map_or(Ok(default), |text| text.parse::<i64>().map_err(|_| name))
        };
        let nanos = |name: &'static str, default| {
            call.query(name).map_or(Ok(default), |text| instant(text).map(Timestamp::unix_nanos).ok_or(name))
        };
        let resolution = step("resolution", i64::MAX)?;
        Ok(Self {
            steps: (step("global_step_from", i64::MIN)?, step("global_step_to", i64::MAX)?),
            nanos: (nanos("logged_at_from", i64::MIN)?, nanos("logged_at_to", i64::MAX)?),
            resolution: match resolution {
                // More than this machine can count is no limit.
                1.. => usize::try_from(resolution).unwrap_or(usize::MAX),
                _ => return Err("resolution"),
            },
        })
    }
}

/// Reads ISO 8601: a date, a date and time without zone (taken as UTC), or all of it.
fn instant(text: &str) -> Option<Timestamp> {
    // An unescaped `+` of the zone may have become a space on the way.
    Timestamp::parse_iso8601(&text.replace(' ', "+"))
}

fn write(job: &Plan, row: &Row, call: &Call<'_>, json: &mut Json) {
    let prefix = if row.is_eval { "eval/" } else { "train/" };
    json.open('{');
    json.integer("timestamp", call.clock.stamp(row.at).unix_nanos());
    json.count("train/global_step", row.step);
    match job.log.as_ref().and_then(|log| log.rows.get(row.index)) {
        Some(logged) => {
            if let Some(epoch) = &logged.epoch {
                json.raw("train/epoch", epoch);
            }
            for (name, value) in &logged.figures {
                json.raw(&format!("{prefix}{name}"), value);
            }
        }
        None => {
            let epoch = row.step as f64 * job.n_epochs as f64 / job.steps.max(1) as f64;
            json.number("train/epoch", epoch, "null");
            for (name, value) in curve::figures(job, row.step, row.is_eval) {
                // Null would say that nothing was logged.
                json.number(&format!("{prefix}{name}"), value, "\"NaN\"");
            }
        }
    }
    json.close('}');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_even_and_keep_both_ends() {
        for n in 0..60_usize {
            for wanted in 1..70 {
                let kept: Vec<usize> = (0..n).filter(|i| is_sampled(*i, n, wanted)).collect();
                assert_eq!(kept.len(), n.min(wanted), "{wanted} of {n}");
                assert_eq!(kept.last().copied(), n.checked_sub(1));
                if 1 < wanted {
                    assert_eq!(kept.first().copied(), (0 < n).then_some(0));
                    let gaps: Vec<usize> = kept.windows(2).map(|pair| pair[1] - pair[0]).collect();
                    let (least, most) = (gaps.iter().min(), gaps.iter().max());
                    assert!(least.zip(most).is_none_or(|(least, most)| most - least <= 1), "{kept:?}");
                }
            }
        }
    }

    #[test]
    fn dates_may_lack_time_and_zone() {
        let expected = Timestamp::parse_iso8601("2026-08-01T00:00:00Z");
        for text in ["2026-08-01", "2026-08-01T00:00:00", "2026-08-01T00:00:00Z", "2026-08-01T02:00:00 02:00"]
        {
            assert_eq!(instant(text), expected, "{text}");
        }
        assert_eq!(instant("yesterday"), None);
    }
}
