//! The keys of all connections.

use crate::{
    api::{ApiKey, KeyAddress},
    model::{Connection, ConnectionId},
};

/// One key per connection at most. A key is found by the whole of a connection, never by its id alone: the deployer who sets up
/// another connection of the same id gets no key.
#[derive(Debug, Clone, Default)]
pub struct KeyRing(Vec<(ConnectionId, ApiKey)>);

impl KeyRing {
    /// Holds a key of the connection with this id, in place of the one before.
    pub fn put(&mut self, id: &ConnectionId, key: ApiKey) {
        self.forget(id);
        self.0.push((id.clone(), key));
    }

    /// Returns the key of this connection; `None` if there is none for its id, provider and base URL.
    pub fn get(&self, connection: &Connection) -> Option<&ApiKey> {
        let address = KeyAddress::of(connection);
        self.0.iter().find(|(id, key)| *id == connection.id && *key.address() == address).map(|(_, key)| key)
    }

    /// Forgets the key of the connection with this id.
    pub fn forget(&mut self, id: &ConnectionId) {
        self.0.retain(|(known, _)| known != id);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{KeyKeeping, Provider, Transport};

    fn connection(id: usize, provider: usize, host: usize) -> Connection {
        Connection {
            id: ConnectionId(format!("c{id}").into()),
            provider: Provider::ALL[provider],
            label: "lab".into(),
            base_url: format!("https://h{host}.example/v1"),
            transport: Transport::Network,
            key_keeping: KeyKeeping::Memory,
        }
    }

    fn any_connection() -> impl Strategy<Value = Connection> {
        (0..2_usize, 0..Provider::ALL.len(), 0..2_usize)
            .prop_map(|(id, provider, host)| connection(id, provider, host))
    }

    proptest! {
        /// Whatever was put and forgotten: a connection gets the last key that was put for its id, and only if that was
        /// put for its provider and base URL.
        #[test]
        fn a_key_is_found_by_all_of_its_connection(
            puts in prop::collection::vec((any_connection(), any::<bool>()), 0..12),
            asked in any_connection(),
        ) {
            let mut ring = KeyRing::default();
            let mut expected = None;
            for (i, (put, is_forgotten)) in puts.iter().enumerate() {
                let text = format!("key-{i}");
                if *is_forgotten {
                    ring.forget(&put.id);
                } else {
                    ring.put(&put.id, ApiKey::new(&text, KeyAddress::of(put)).unwrap());
                }
                if put.id == asked.id {
                    let is_its_own = !is_forgotten && (put.provider, &put.base_url) == (asked.provider, &asked.base_url);
                    expected = is_its_own.then_some(text);
                }
            }
            let url = format!("{}/jobs", asked.base_url);
            prop_assert_eq!(ring.get(&asked).and_then(|key| key.expose_to(&url)), expected.as_deref());
        }
    }
}
