//! Pseudo-random numbers that are the same everywhere, for tests that try many rows on many texts.

/// Numerical Recipes' generator.
pub(super) struct Dice(pub u32);

impl Dice {
    pub fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % limit
    }

    /// One of so many words of two letters, up to 26.
    pub fn word(&mut self, of: u32) -> String {
        let letter = (b'a' + self.below(of) as u8) as char;
        [letter, letter].iter().collect()
    }
}
