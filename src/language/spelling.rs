//! The forms that a word may be, by how it is spelled.

use crate::language::lexicon::Few;
use crate::language::{Features, LemmaId, WordId};
use crate::token::{Case, Token};

/// The forms of all words, three times: as they are without an accent at the end, with one, and in capitals, which tell
/// nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct BySpelling {
    forms: Vec<(LemmaId, Features)>,
    /// Where the forms of each word and spelling begin in that list; they end where the next ones begin.
    begins: Vec<u32>,
    /// The features of all of them together.
    features: Vec<[Features; 3]>,
}

impl BySpelling {
    /// The spelling that tells nothing.
    const ANY: usize = 2;

    pub fn new(
        all: &[Few<(LemmaId, Features)>],
        spelled: &[Few<[Option<Features>; 2]>],
    ) -> BySpelling {
        const WAYS: usize = 3;
        let mut out = BySpelling {
            forms: Vec::with_capacity(all.len() * WAYS),
            begins: Vec::with_capacity(all.len() * WAYS + 1),
            features: Vec::with_capacity(all.len()),
        };
        for (all, spelled) in all.iter().zip(spelled) {
            let mut features = [Features::default(); 3];
            for (way, features) in features.iter_mut().enumerate() {
                out.begins.push(out.forms.len() as u32);
                let forms = all.iter().zip(spelled);
                let as_spelled = |&(&(lemma, _), spelled): &(&(LemmaId, Features), &[_; 2])| {
                    let spelled: Option<Features> = *spelled.get(way)?;
                    Some((lemma, spelled?))
                };
                out.forms
                    .extend(forms.clone().filter_map(|form| as_spelled(&form)));
                let from = out.begins[out.begins.len() - 1] as usize;
                if out.forms.len() == from {
                    out.forms.extend_from_slice(all);
                }
                let union = |all: Features, form: &(LemmaId, Features)| all.union(form.1);
                *features = out.forms[from..].iter().fold(*features, union);
            }
            out.features.push(features);
        }
        out.begins.push(out.forms.len() as u32);
        out
    }

    /// The forms that a token may be.
    #[inline]
    pub fn forms(&self, token: &Token) -> &[(LemmaId, Features)] {
        let at = token.word.0 as usize * 3 + BySpelling::way(token);
        match self.begins.get(at..at + 2) {
            Some(&[from, to]) => &self.forms[from as usize..to as usize],
            _ => &[],
        }
    }

    /// The features that a token may have.
    #[inline]
    pub fn features(&self, token: &Token) -> Features {
        let features = self.features.get(token.word.0 as usize);
        features.map_or(Features::default(), |f| f[BySpelling::way(token)])
    }

    /// The features that a word may have, however it is spelled.
    #[inline]
    pub fn any_features(&self, word: WordId) -> Features {
        let features = self.features.get(word.0 as usize);
        features.map_or(Features::default(), |f| f[BySpelling::ANY])
    }

    fn way(token: &Token) -> usize {
        match token.accented || token.case != Case::Upper {
            true => usize::from(token.accented),
            false => BySpelling::ANY,
        }
    }
}
