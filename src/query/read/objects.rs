//! The features of a GeoJSON file in any layout, cut out by counting brackets, a buffer at a time.

use std::io::{self, Read};
use std::ops::Range;

use memchr::{memchr, memchr2};

/// Cuts the objects out of the array of features, or out of a sequence.
pub struct Objects<R> {
    source: R,
    /// Where `source` stands in the file.
    offset: u64,
    /// The beginning of an object that goes on in what is still to be read.
    rest: Vec<u8>,
    /// How much of `rest` was looked at, and in which state that ended.
    state: State,
    /// Whether the objects lie in an array, and end with it.
    array: bool,
    end: End,
    given_up: usize,
}

/// How the objects ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// There is more to read.
    NotYet,
    /// With the array, or with the file of a sequence.
    Proper,
    /// With the file, before the array was closed.
    Early,
}

/// Some objects of a file.
#[derive(Debug, Default)]
pub struct Batch {
    /// A piece of the file.
    pub text: Vec<u8>,
    /// Where it begins.
    pub offset: u64,
    /// The objects in it.
    pub objects: Vec<Range<usize>>,
    /// Where something stands that is no object, and what it is.
    pub faults: Vec<(usize, &'static str)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    at: usize,
    depth: usize,
    in_string: bool,
    start: usize,
    /// Whether something that is no object is being passed over.
    astray: bool,
}

/// So much is read at a time.
const BATCH: usize = 4 << 20;
/// An object that is longer is taken for one that does not end.
const LONGEST: usize = 512 << 20;
/// After so many objects that do not end the rest of the file is given up.
const MOST_TORN: usize = 100;

const NO_OBJECT: &str = "expected a feature, that is, an object in braces";
const TORN: &str = "a feature begins here that does not end: was the file copied whole?";

impl<R: Read> Objects<R> {
    /// The objects from `offset` on, where `source` stands: in an array whose bracket was read, or in a sequence.
    pub fn new(source: R, offset: u64, array: bool) -> Objects<R> {
        Objects {
            source,
            offset,
            rest: Vec::new(),
            state: State::default(),
            array,
            end: End::NotYet,
            given_up: 0,
        }
    }

    /// How the objects ended, when there are no more.
    pub fn end(&self) -> End {
        self.end
    }

    /// The next objects; `None` when there are no more.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn next_batch(&mut self) -> io::Result<Option<Batch>> {
        if self.end != End::NotYet {
            return Ok(None);
        }
        let mut batch = Batch {
            text: std::mem::take(&mut self.rest),
            ..Batch::default()
        };
        batch.offset = self.offset - batch.text.len() as u64;
        loop {
            let read = (&mut self.source)
                .take(BATCH as u64)
                .read_to_end(&mut batch.text)?;
            self.offset += read as u64;
            self.cut(&mut batch);
            if self.end == End::Proper {
                return Ok(Some(batch));
            }
            let torn = self.state.depth > 0;
            let mismatched = self.state.at < batch.text.len();
            let too_long = torn && batch.text.len() - self.state.start > LONGEST;
            if torn && (read == 0 || mismatched || too_long) {
                self.pass_torn(&mut batch);
            } else if read == 0 {
                self.end = if self.array { End::Early } else { End::Proper };
            }
            if self.end != End::NotYet || !batch.objects.is_empty() {
                break;
            }
        }
        self.keep_rest(&mut batch);
        Ok(Some(batch))
    }

    /// Goes on behind the line in which an object begins that does not end.
    fn pass_torn(&mut self, batch: &mut Batch) {
        let start = self.state.start;
        batch.faults.push((start, TORN));
        self.given_up += 1;
        let next = memchr(b'\n', &batch.text[start..]).map(|length| start + length + 1);
        self.state = State {
            at: next.unwrap_or(batch.text.len()),
            ..State::default()
        };
        if self.given_up > MOST_TORN {
            self.end = End::Early;
        }
    }

    /// Moves what is not yet an object to the next batch.
    fn keep_rest(&mut self, batch: &mut Batch) {
        let state = &mut self.state;
        let from = if state.depth > 0 {
            state.start
        } else {
            state.at.min(batch.text.len())
        };
        self.rest = batch.text.split_off(from);
        state.at -= from;
        state.start = 0;
    }

    /// Finds the objects in what was read.
    fn cut(&mut self, batch: &mut Batch) {
        let text = &batch.text;
        let state = &mut self.state;
        while let Some(&byte) = text.get(state.at) {
            if state.in_string {
                let Some(length) = memchr2(b'"', b'\\', &text[state.at..]) else {
                    state.at = text.len();
                    return;
                };
                let at = state.at + length;
                // What an escape stands before may still have to be read.
                state.at = at + if text[at] == b'"' { 1 } else { 2 };
                state.in_string = text[at] != b'"';
                continue;
            }
            match byte {
                b'"' if state.depth > 0 => state.in_string = true,
                b'{' | b'[' if state.depth > 0 => state.depth += 1,
                b'}' | b']' if state.depth > 0 => {
                    state.depth -= 1;
                    if state.depth == 0 && byte == b'}' {
                        batch.objects.push(state.start..state.at + 1);
                    } else if state.depth == 0 {
                        // A bracket is missing, so that this one is that of the list: the line is to blame.
                        state.depth = 1;
                        return;
                    }
                }
                _ if state.depth > 0 => {}
                b'{' => {
                    *state = State {
                        at: state.at,
                        depth: 1,
                        start: state.at,
                        ..State::default()
                    };
                }
                b']' if self.array => {
                    self.end = End::Proper;
                    return;
                }
                b',' | b' ' | b'\n' | b'\r' | b'\t' | RECORD_SEPARATOR => {
                    state.astray &= byte != b'\n'
                }
                _ if state.astray => {}
                _ => {
                    state.astray = true;
                    batch.faults.push((state.at, NO_OBJECT));
                }
            }
            state.at += 1;
        }
    }
}

/// What stands before each text of a GeoJSON text sequence (RFC 8142).
pub const RECORD_SEPARATOR: u8 = 0x1e;

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its text a few bytes at a time.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(buffer.len()).min(self.0.len());
            buffer[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn cut(text: &str, array: bool, drops: usize) -> (Vec<String>, Vec<u64>, End) {
        let mut objects = Objects::new(Drops(text.as_bytes(), drops), 0, array);
        let (mut found, mut faults) = (Vec::new(), Vec::new());
        while let Some(batch) = objects.next_batch().unwrap() {
            let text = |range: &Range<usize>| {
                String::from_utf8(batch.text[range.clone()].to_vec()).unwrap()
            };
            found.extend(batch.objects.iter().map(text));
            faults.extend(batch.faults.iter().map(|(at, _)| batch.offset + *at as u64));
        }
        (found, faults, objects.end())
    }

    #[test]
    fn objects_in_any_layout() {
        for (text, array, objects, faults, end) in [
            ("{},{}]}", true, vec!["{}", "{}"], vec![], End::Proper),
            (
                "\n {\"a\": [1, {\"b\": \"}\"}]} ,\n{}\n]",
                true,
                vec!["{\"a\": [1, {\"b\": \"}\"}]}", "{}"],
                vec![],
                End::Proper,
            ),
            (
                r#"{"a":"\"}"},{"b":"\\"}]"#,
                true,
                vec![r#"{"a":"\"}"}"#, r#"{"b":"\\"}"#],
                vec![],
                End::Proper,
            ),
            ("{}\n{}\n", false, vec!["{}", "{}"], vec![], End::Proper),
            (
                "\u{1e}{\n}\n\u{1e}{}",
                false,
                vec!["{\n}", "{}"],
                vec![],
                End::Proper,
            ),
            ("]", true, vec![], vec![], End::Proper),
            ("{},{\"a\":", true, vec!["{}"], vec![3], End::Early),
            ("{\"a\":\n{}\n", false, vec!["{}"], vec![0], End::Proper),
            (
                "{},null,\n{}]",
                true,
                vec!["{}", "{}"],
                vec![3],
                End::Proper,
            ),
            (
                "<<<<<<< ours\n{}\n",
                false,
                vec!["{}"],
                vec![0],
                End::Proper,
            ),
            ("{}", true, vec!["{}"], vec![], End::Early),
            ("", false, vec![], vec![], End::Proper),
        ] {
            for drops in [1, 2, 3, 1000] {
                let expected: Vec<String> = objects.iter().map(|o| (*o).to_owned()).collect();
                let is = cut(text, array, drops);
                assert_eq!(is, (expected, faults.clone(), end), "{text:?} by {drops}");
            }
        }
    }

    /// A file of any size needs memory for one batch: nothing but the rest of an object is kept.
    #[test]
    fn memory_does_not_grow_with_the_file() {
        const FEATURE: &[u8] = br#"{"type":"Feature","properties":{"text":"somewhat longer, so that there are not too many of them: and so on, and so on"}},"#;
        const FEATURES: usize = 400_000;
        let mut number = 0;
        let endless = std::iter::from_fn(|| {
            number += 1;
            (number <= FEATURES).then_some(FEATURE)
        });
        let mut objects = Objects::new(Chain(endless, b""), 0, false);
        let (mut found, mut most) = (0, 0);
        while let Some(batch) = objects.next_batch().unwrap() {
            found += batch.objects.len();
            most = most.max(batch.text.capacity());
        }
        assert_eq!(found, FEATURES);
        assert!(
            FEATURES * FEATURE.len() > 8 * BATCH && most < 3 * BATCH,
            "{most}"
        );
    }

    struct Chain<I>(I, &'static [u8]);

    impl<I: Iterator<Item = &'static [u8]>> Read for Chain<I> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.1.is_empty() {
                self.1 = self.0.next().unwrap_or_default();
            }
            let n = self.1.len().min(buffer.len());
            buffer[..n].copy_from_slice(&self.1[..n]);
            self.1 = &self.1[n..];
            Ok(n)
        }
    }
}
