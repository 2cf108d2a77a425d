//! Counts by key in bounded memory.
//!
//! A [`Tally`] is exact until it holds [`Limits::keys`] different keys or [`Limits::text`] bytes of them. From then on it is
//! lossy counting (Manku and Motwani, "Approximate Frequency Counts over Data Streams", 2002), in the batched form that
//! frequent-items sketches use: when it is full, the lighter half is forgotten. The weight below which a key may have
//! been forgotten is the *floor*; a key that comes (back) later can lack at most the floor of that moment, and its entry says so
//! ([`Entry::missed`]). A key that was there from the start stays exact.
//!
//! Keys are bytes as logged. A known key costs one hash and one comparison, and allocates nothing.

use std::hash::{BuildHasher, Hasher, RandomState};

use super::distinct::Distinct;
use super::hashing::hash;
use super::report::Count;

/// The longest key; of a longer one the beginning counts.
pub(super) const KEY_BYTES: usize = 1_024;

/// What a tally may hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Different keys.
    pub(super) keys: usize,
    /// Bytes of all keys together.
    pub(super) text: usize,
}

/// What is counted for one key.
#[derive(Debug)]
pub(super) struct Entry<P> {
    hash: u64,
    start: u32,
    len: u16,
    /// Length of the text to show, which follows the key; `None` where it is the key itself.
    shown: Option<u16>,
    /// What the key is counted by: requests, or time spent.
    pub(super) weight: u64,
    /// The weight that may have been missed before the key was (last) met.
    pub(super) missed: u64,
    /// What else is kept of a key.
    pub(super) payload: P,
}

/// A place of the hash table: where an entry is, and its key, so that both can be fetched at once.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// The upper half of the hash.
    hash: u32,
    /// The entry's number plus one; 0 where the slot is free.
    entry: u32,
    /// Where its key lies.
    start: u32,
    len: u32,
}

/// A key, and the first slot that it may be in. Looking all keys of a line up before any is counted lets the memory be fetched for all at
/// once: with many different keys, waiting for memory is what takes the time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lookup<'k> {
    pub(super) key: &'k [u8],
    hash: u64,
    first: Slot,
}

/// Counts by key.
#[derive(Debug)]
pub(super) struct Tally<P> {
    limits: Limits,
    seed: u64,
    /// Open addressing.
    slots: Vec<Slot>,
    entries: Vec<Entry<P>>,
    /// Keys, and their texts where these differ, one after the other.
    text: Vec<u8>,
    floor: u64,
    distinct: Distinct,
}

impl<P: Default> Tally<P> {
    /// An empty tally.
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            // Who sends requests chooses the keys; they mustn't be able to choose them for one slot.
            seed: RandomState::new().build_hasher().finish(),
            slots: vec![Slot::default(); 64],
            entries: Vec::new(),
            text: Vec::new(),
            floor: 0,
            distinct: Distinct::default(),
        }
    }

    /// Adds `weight` to `key`. `show` gives the text of a key that isn't known, `None` where that is the key itself.
    /// Returns what else is kept of it.
    pub(super) fn add<'k>(
        &mut self,
        key: &'k [u8],
        weight: u64,
        show: impl FnOnce(&'k [u8]) -> Option<String>,
    ) -> &mut P {
        let lookup = self.look_up(key);
        self.add_to(lookup, weight, show)
    }

    /// Begins to look for a key; the tally mustn't change before it is counted.
    #[inline]
    pub(super) fn look_up<'k>(&self, key: &'k [u8]) -> Lookup<'k> {
        let key = key.get(..KEY_BYTES).unwrap_or(key);
        let hash = hash(self.seed, key);
        let first = self.slots[hash as usize & (self.slots.len() - 1)];
        Lookup { key, hash, first }
    }

    /// [Adds](Tally::add) to a key that was looked up.
    #[inline]
    pub(super) fn add_to<'k>(
        &mut self,
        lookup: Lookup<'k>,
        weight: u64,
        show: impl FnOnce(&'k [u8]) -> Option<String>,
    ) -> &mut P {
        let Lookup { key, hash, first } = lookup;
        let at = if self.is_key(first, hash, key) {
            first.entry as usize - 1
        } else {
            match self.find(hash, key) {
                Ok(at) => at,
                Err(slot) => self.insert(slot, hash, key, show(key)),
            }
        };
        let entry = &mut self.entries[at];
        entry.weight += weight;
        &mut entry.payload
    }

    /// The entry of a key, else the free slot where its probing ends.
    fn find(&self, hash: u64, key: &[u8]) -> Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.entry == 0 {
                return Err(at);
            }
            if self.is_key(slot, hash, key) {
                return Ok(slot.entry as usize - 1);
            }
            at = (at + 1) & mask;
        }
    }

    #[inline]
    fn is_key(&self, slot: Slot, hash: u64, key: &[u8]) -> bool {
        let start = slot.start as usize;
        slot.entry != 0
            && u64::from(slot.hash) == hash >> 32
            && self.text.get(start..start + slot.len as usize) == Some(key)
    }

    fn key(&self, entry: &Entry<P>) -> &[u8] {
        let start = entry.start as usize;
        &self.text[start..start + usize::from(entry.len)]
    }

    /// A new entry, in `slot` unless the table has to change for it.
    #[cold]
    fn insert(&mut self, slot: usize, hash: u64, key: &[u8], shown: Option<String>) -> usize {
        self.distinct.add(key);
        let shown = shown.map(|mut text| {
            text.truncate(text.floor_char_boundary(KEY_BYTES));
            text
        });
        let bytes = key.len() + shown.as_ref().map_or(0, String::len);
        let mut slot = slot;
        if self.entries.len() >= self.limits.keys || self.text.len() + bytes > self.limits.text {
            self.forget();
            slot = self.free(hash);
        } else if (self.entries.len() + 1) * 4 > self.slots.len() * 3 {
            self.index(self.slots.len() * 2);
            slot = self.free(hash);
        }
        let at = self.entries.len();
        self.entries.push(Entry {
            hash,
            start: self.text.len() as u32,
            len: key.len() as u16,
            shown: shown.as_ref().map(|text| text.len() as u16),
            weight: 0,
            missed: self.floor,
            payload: P::default(),
        });
        self.text.extend_from_slice(key);
        self.text
            .extend_from_slice(shown.unwrap_or_default().as_bytes());
        self.slots[slot] = self.slot_of(at);
        at
    }

    /// The free slot for a hash that isn't in the table.
    fn free(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while self.slots[slot].entry != 0 {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn slot_of(&self, at: usize) -> Slot {
        let entry = &self.entries[at];
        Slot {
            hash: (entry.hash >> 32) as u32,
            entry: at as u32 + 1,
            start: entry.start,
            len: entry.len.into(),
        }
    }

    /// Lays all entries out anew in `slots` slots.
    fn index(&mut self, slots: usize) {
        self.slots.clear();
        self.slots.resize(slots, Slot::default());
        for at in 0..self.entries.len() {
            let hash = self.entries[at].hash;
            let slot = self.free(hash);
            self.slots[slot] = self.slot_of(at);
        }
    }

    /// Forgets the lighter half.
    fn forget(&mut self) {
        let mut weights: Vec<u64> = self.entries.iter().map(Entry::at_most).collect();
        let middle = weights.len() / 2;
        if !weights.is_empty() {
            self.floor = self.floor.max(*weights.select_nth_unstable(middle).1);
        }
        let floor = self.floor;
        self.entries.retain(|entry| entry.at_most() > floor);
        let old = std::mem::take(&mut self.text);
        for entry in &mut self.entries {
            let start = entry.start as usize;
            let len = usize::from(entry.len) + usize::from(entry.shown.unwrap_or(0));
            entry.start = self.text.len() as u32;
            self.text.extend_from_slice(&old[start..start + len]);
        }
        self.index(self.slots.len());
    }

    /// How many different keys there were.
    pub(super) fn distinct(&self) -> Count {
        if self.floor == 0 {
            Count::exact(self.entries.len() as u64)
        } else {
            Count::estimate(self.distinct.estimate())
        }
    }

    /// The `n` heaviest keys, heaviest first, by their texts where they weigh the same.
    pub(super) fn top(&self, n: usize) -> Vec<(String, &Entry<P>)> {
        let mut order: Vec<&Entry<P>> = self.entries.iter().collect();
        let rank = |a: &&Entry<P>, b: &&Entry<P>| {
            b.weight
                .cmp(&a.weight)
                .then_with(|| self.key(a).cmp(self.key(b)))
        };
        if n < order.len() {
            order.select_nth_unstable_by(n, rank);
            order.truncate(n);
        }
        order.sort_unstable_by(rank);
        order
            .into_iter()
            .map(|entry| (self.shown(entry), entry))
            .collect()
    }

    fn shown(&self, entry: &Entry<P>) -> String {
        let key_end = entry.start as usize + usize::from(entry.len);
        let text = match entry.shown {
            Some(len) => &self.text[key_end..key_end + usize::from(len)],
            None => self.key(entry),
        };
        String::from_utf8_lossy(text).into_owned()
    }
}

impl<P> Entry<P> {
    /// The most that the key can weigh.
    fn at_most(&self) -> u64 {
        self.weight.saturating_add(self.missed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(keys: usize) -> Tally<()> {
        Tally::new(Limits {
            keys,
            text: 1 << 20,
        })
    }

    fn weights(tally: &Tally<()>, n: usize) -> Vec<(String, u64, u64)> {
        let entries = tally.top(n).into_iter();
        entries.map(|(k, e)| (k, e.weight, e.missed)).collect()
    }

    #[test]
    fn counts_are_exact_below_the_limit() {
        let mut tally = tally(1_000);
        for i in 0..3_000_u32 {
            tally.add(format!("key {}", i % 700).as_bytes(), 1, |_| None);
        }
        assert_eq!(tally.distinct(), Count::exact(700));
        // 3,000 = 4 × 700 + 200: the first 200 came five times.
        let top = tally.top(700);
        assert_eq!(top.iter().filter(|(_, e)| e.weight == 5).count(), 200);
        assert_eq!(top.iter().filter(|(_, e)| e.weight == 4).count(), 500);
        assert!(top.iter().all(|(_, e)| e.missed == 0));
        assert_eq!(
            weights(&tally, 2),
            [("key 0".into(), 5, 0), ("key 1".into(), 5, 0)]
        );
    }

    #[test]
    fn the_heaviest_stay_when_keys_are_without_end() {
        let mut tally = tally(1_000);
        for i in 0..200_000_u32 {
            tally.add(format!("once {i}").as_bytes(), 1, |_| None);
            if i % 10 == 0 {
                tally.add(b"often", 1, |_| None);
            }
            if i >= 100_000 && i % 10 == 0 {
                tally.add(b"later", 1, |_| None);
            }
            assert!(tally.entries.len() <= 1_000);
        }
        let top = tally.top(2);
        let often = top
            .first()
            .map(|(key, e)| (key.as_str(), e.weight, e.missed));
        assert_eq!(
            often,
            Some(("often", 20_000, 0)),
            "there from the start: exact"
        );
        let (key, later) = &top[1];
        assert_eq!(key, "later");
        assert!(later.missed > 0 && later.weight <= 10_000 && later.at_most() >= 10_000);
        // Two different keys more than there were numbers; the estimate's standard error is 0.8 %.
        let distinct = tally.distinct();
        assert!(
            distinct.estimate && (195_000..205_000).contains(&distinct.value),
            "{distinct:?}"
        );
    }

    #[test]
    fn text_is_bounded_too_and_long_keys_are_cut() {
        let mut tally = Tally::<()>::new(Limits {
            keys: 1 << 20,
            text: 10_000,
        });
        for i in 0..1_000_u32 {
            let key = format!("{i:04}{}", "x".repeat(5_000));
            tally.add(key.as_bytes(), 1, |key| {
                Some(String::from_utf8_lossy(key).to_uppercase())
            });
            assert!(tally.text.len() <= 10_000);
        }
        let (key, _) = &tally.top(1)[0];
        assert_eq!(key.len(), KEY_BYTES);
        assert!(key.ends_with('X'));
    }
}
