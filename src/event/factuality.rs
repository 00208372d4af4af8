//! Whether something happened at all.
use crate::error::Error;
use crate::language::{Base, Features, Source};
use crate::pattern::View;
use crate::segment::Sentence;
/// placeholder
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factuality {
    /// a
    Asserted,
    /// b
    Hearsay,
    /// c
    Planned,
    /// d
    Hypothetical,
    /// e
    Denied,
    /// f
    Habitual,
}
/// placeholder
#[derive(Debug)]
pub struct FactualityRules;
impl FactualityRules {
    /// x
    pub fn compile(_: &Source, _: &mut Base) -> Result<FactualityRules, Error> {
        Ok(FactualityRules)
    }
    /// x
    pub fn finish(&mut self, _: &Base) {}
}
/// x
pub fn factuality(
    _: View,
    _: &Sentence,
    _: usize,
    _: usize,
    _: Features,
    _: &FactualityRules,
) -> Factuality {
    Factuality::Asserted
}
