//! A place in memory for copies that are looked at with every request: a look takes one short lock among many, and
//! nothing else is kept in order.

use std::{
    collections::HashMap,
    fmt,
    hash::{BuildHasher, Hash, RandomState},
    sync::{PoisonError, RwLock},
    time::{Duration, Instant},
};

/// Boards, each with its own lock.
const BOARDS: usize = 64;

/// Holds so many things for so long, at the most.
pub struct Shelf<K, V> {
    boards: Vec<RwLock<Board<K, V>>>,
    hasher: RandomState,
    most: usize,
    time: Duration,
}

type Board<K, V> = HashMap<K, (V, Instant)>;

impl<K: Hash + Eq, V: Clone> Shelf<K, V> {
    /// Room for `capacity` things, each for `time`.
    #[must_use]
    pub fn new(capacity: usize, time: Duration) -> Self {
        let boards = std::iter::repeat_with(RwLock::default).take(BOARDS).collect();
        Self { boards, hasher: RandomState::new(), most: capacity.div_ceil(BOARDS), time }
    }

    /// A copy of what lies there.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<V> {
        let board = self.board(key)?.read().unwrap_or_else(PoisonError::into_inner);
        let (value, since) = board.get(key)?;
        (since.elapsed() < self.time).then(|| value.clone())
    }

    /// Puts it there. On a full board what is too old makes room, or else everything on it: what is looked for again
    /// comes back.
    pub fn put(&self, key: K, value: V) {
        let Some(board) = self.board(&key) else { return };
        let mut board = board.write().unwrap_or_else(PoisonError::into_inner);
        if board.len() >= self.most && !board.contains_key(&key) {
            board.retain(|_, (_, since)| since.elapsed() < self.time);
            if board.len() >= self.most {
                board.clear();
            }
        }
        board.insert(key, (value, Instant::now()));
    }

    fn board(&self, key: &K) -> Option<&RwLock<Board<K, V>>> {
        let place = self.hasher.hash_one(key) % BOARDS as u64;
        self.boards.get(usize::try_from(place).ok()?)
    }
}

/// What lies there may be secret.
impl<K, V> fmt::Debug for Shelf<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf").field("time", &self.time).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{BOARDS, Shelf};

    const LONG: Duration = Duration::from_hours(1);

    #[test]
    fn what_was_put_there_last_is_found() {
        let shelf = Shelf::new(1000, LONG);
        shelf.put("a", 1);
        shelf.put("b", 2);
        shelf.put("a", 3);
        assert_eq!((shelf.get(&"a"), shelf.get(&"b"), shelf.get(&"c")), (Some(3), Some(2), None));
    }

    #[test]
    fn nothing_lies_longer_than_its_time() {
        let shelf = Shelf::new(1000, Duration::ZERO);
        shelf.put("a", 1);
        assert_eq!(shelf.get(&"a"), None);
    }

    #[test]
    fn it_never_holds_more_than_it_has_room_for() {
        let shelf = Shelf::new(BOARDS * 2, LONG);
        for number in 0..10_000 {
            shelf.put(number, number);
            assert_eq!(shelf.get(&number), Some(number));
        }
        let held = (0..10_000).filter(|number| shelf.get(number).is_some()).count();
        assert!((1..=BOARDS * 2).contains(&held), "{held}");
    }
}
