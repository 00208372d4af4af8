//! Reads articles, as `map` does: `cargo run --example read_jsonl -- articles.jsonl more/`.

use dateline::error::Error;
use dateline::ingest::{Input, Reader};

fn main() -> Result<(), Error> {
    let names = std::env::args_os().skip(1);
    for batch in Reader::open(names.map(|name| Input::from_argument(&name)))? {
        let batch = batch?;
        for document in batch.documents {
            println!("{}: {} bytes", document.id, document.text.len());
        }
        for problem in batch.problems {
            eprintln!("{}", problem.error());
        }
    }
    Ok(())
}
