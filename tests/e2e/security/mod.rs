//! Keys, hosts and hostile services: what an adversary tries against the page and the recipes.

mod addresses;
mod answers;
pub mod cross_site;
mod deputy;
mod framed;
mod hostile;
mod hosting;
mod policy;
mod recipes;
mod secrets;
mod start_up;
