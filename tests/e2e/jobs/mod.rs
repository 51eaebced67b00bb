//! The job table and what is done with jobs.

mod answer;
mod attention;
mod bulk;
mod compare;
mod crowd;
mod ending;
mod first_screen;
mod lists;
mod worse;
