//! What is read from files, folders and streams, and what is said of those that are not as
//! they should be.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use dateline::document::Document;
use dateline::ingest::{Input, Problem, Reader};

/// Writes the files, reads the inputs, and compares what comes out, a line for each thing.
///
/// Files and inputs are relative to a new folder; its name is cut out of the messages.
fn check(files: &[(&str, &[u8])], inputs: &[&str], expected: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        if name.ends_with('/') {
            fs::create_dir_all(&path).unwrap();
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
        }
    }
    let inputs = inputs
        .iter()
        .map(|name| Input::Path(folder.path().join(name)));
    let prefix = format!("{}/", folder.path().display());
    let seen: Vec<String> = outcome(inputs)
        .iter()
        .map(|line| line.replace(&prefix, ""))
        .collect();
    assert_eq!(seen, expected, "{files:?}");
}

/// Documents, then problems of a batch; a failure ends it.
fn outcome(inputs: impl IntoIterator<Item = Input>) -> Vec<String> {
    let mut lines = Vec::new();
    let reader = match Reader::open(inputs) {
        Ok(reader) => reader,
        Err(error) => return vec![format!("{:?} {error}", error.cause())],
    };
    let total = reader.total_bytes();
    let mut bytes = 0;
    for batch in reader {
        match batch {
            Ok(batch) => {
                bytes += batch.bytes;
                lines.extend(batch.documents.iter().map(show));
                lines.extend(batch.problems.iter().map(|problem| match problem {
                    Problem::Skipped(error) => format!("skipped {error}"),
                    Problem::Warning(error) => format!("warning {error}"),
                }));
            }
            Err(error) => {
                lines.push(format!("{:?} {error}", error.cause()));
                return lines;
            }
        }
    }
    // Reading ends early only where a file as a whole makes no sense.
    if !lines
        .iter()
        .any(|line| line.contains("UTF-16") || line.contains("no column"))
    {
        assert!(
            total.is_none_or(|total| total == bytes),
            "{total:?} {bytes}"
        );
    }
    lines
}

fn show(document: &Document) -> String {
    let mut line = format!("{}: {:?}", document.id, document.text);
    if let Some(days) = document.published {
        write!(line, " {}..{}", days.first(), days.last()).unwrap();
    }
    let rest = [
        &document.language,
        &document.source,
        &document.url,
        &document.title,
    ];
    for field in rest.into_iter().flatten() {
        write!(line, " [{field}]").unwrap();
    }
    line
}

#[test]
fn text_files() {
    check(
        &[
            ("b.txt", b"\xEF\xBB\xBFun\r\ndeux\n"),
            ("a.TXT", "été".as_bytes()),
            ("c.txt", b"... 123 ?!"),
        ],
        &["."],
        &["a: \"été\"", "b: \"un\\r\\ndeux\\n\"", "c: \"... 123 ?!\""],
    );
    check(
        &[
            ("a.txt", b""),
            ("b.txt", b"\xEF\xBB\xBF"),
            ("c.txt", b" \n"),
        ],
        &["."],
        &[
            "warning ./a.txt: the file is empty",
            "warning ./b.txt: the file is empty",
            "warning ./c.txt: the file is empty",
        ],
    );
    check(
        &[
            ("a.txt", b"un\nde\xE9x\xFF\n"),
            ("b.txt", b"\xFF\xFEu\0n\0"),
        ],
        &["a.txt", "b.txt"],
        &[
            "a: \"un\\nde\u{FFFD}x\u{FFFD}\\n\"",
            "warning a.txt:2: not UTF-8 at byte 5 of the file; read with a replacement character \
             for what is not",
            "skipped b.txt: this is UTF-16; save it as UTF-8",
        ],
    );
}

#[test]
fn folders() {
    check(
        &[
            ("in/b.txt", b"2"),
            ("in/a/z.jsonl", b"{\"text\":\"1\"}"),
            ("in/c.csv", b"text\n3\n"),
            ("in/.hidden.txt", b"x"),
            ("in/.git/x.txt", b"x"),
            ("in/notes.md", b"x"),
            ("in/out/manifest.json", b"{}"),
            ("in/out/unmapped.jsonl", b"{\"quote\":\"x\"}"),
        ],
        &["in"],
        &["z:1: \"1\"", "b: \"2\"", "c:2: \"3\""],
    );
    check(
        &[("in/", b""), ("in2/x.pdf", b"x"), ("a.txt", b"1")],
        &["in", "in2", "a.txt"],
        &[
            "a: \"1\"",
            "warning in: no file to read in this folder; read are .txt, .jsonl, .ndjson, .csv",
            "warning in2: no file to read in this folder; read are .txt, .jsonl, .ndjson, .csv",
        ],
    );
}

#[test]
fn metadata_beside_texts() {
    let table = "file,published,source,url,title,language\n\
                 a.txt,2017-10,Une agence,https://example.org/a,\"Un titre, long\",fr-CA\n\
                 b.txt,2017-13,,,,\n\
                 gone.txt,2017,,,,\n\
                 a.txt,2018,,,,\n\
                 c.txt,2018\n";
    let expected = [
        "a: \"1\" 2017-10-01..2017-10-31 [fr] [Une agence] [https://example.org/a] \
         [Un titre, long]",
        "z: \"3\"",
        "b: \"2\"",
        "warning in/metadata.csv:3: `published` is not a date such as 2017-08-26, 2017-08 or \
         2017: 2017-13",
        "skipped in/metadata.csv:4: there is no text file gone.txt in this folder",
        "skipped in/metadata.csv:5: a.txt stands in a row above, which is kept",
        "skipped in/metadata.csv:6: 2 cells where the header has 6 columns",
    ];
    let files: [(&str, &[u8]); 4] = [
        ("in/a.txt", b"1"),
        ("in/b.txt", b"2"),
        ("in/aa/z.txt", b"3"),
        ("in/metadata.csv", table.as_bytes()),
    ];
    // However the files are named, their metadata is found, and told of once.
    let named = ["in/a.txt", "in/aa/z.txt", "in/b.txt", "in/metadata.csv"];
    for inputs in [&["in"][..], &named] {
        check(&files, inputs, &expected);
    }
    check(
        &[
            ("a.txt", b"1"),
            ("metadata.csv", b"name,date\na.txt,2017\n"),
        ],
        &["a.txt"],
        &[
            "a: \"1\"",
            "skipped metadata.csv:1: no column `file`; the columns are: name, date",
        ],
    );
}

#[test]
fn jsonl_records() {
    check(
        &[(
            "a.jsonl",
            br#"{"id":"x","text":"1","published":"2017-08-26T10:00:00Z","language":"FR","extra":[1]}

  {"id":12,"text":"2","published":2017,"source":null,"url":""}
{"text":"3"}
"#,
        )],
        &["a.jsonl"],
        &[
            "x: \"1\" 2017-08-26..2017-08-26 [fr]",
            "12: \"2\" 2017-01-01..2017-12-31",
            "a:4: \"3\"",
        ],
    );
    check(
        &[(
            "a.ndjson",
            b"\xEF\xBB\xBF{\"text\":\"a\\nb\"}\r\n\r\n{\"text\":\"\"}",
        )],
        &["a.ndjson"],
        &["a:1: \"a\\nb\"", "a:3: \"\""],
    );
    check(
        &[("a.jsonl", b"\n\n")],
        &["a.jsonl"],
        &["warning a.jsonl: the file is empty"],
    );
}

#[test]
fn bad_jsonl_records() {
    let kept = "published` is not a date such as 2017-08-26, 2017-08 or 2017: 31/12/2017";
    for (line, expected) in [
        (
            &br#"{"id":"x","text":"cut in ha"#[..],
            &["skipped a.jsonl:2: not a JSON object: EOF while parsing a string in column 27"][..],
        ),
        (b"[\"x\",\"y\"]", &["skipped a.jsonl:2: not a JSON object"]),
        (b"{\"id\":\"x\"}", &["skipped a.jsonl:2: no `text`"]),
        (b"{\"text\":null}", &["skipped a.jsonl:2: no `text`"]),
        (
            b"{\"text\":5}",
            &["skipped a.jsonl:2: `text` is a number, not a string"],
        ),
        (
            b"{\"text\":\"t\",\"source\":{\"name\":\"s\"},\"id\":[]}",
            &[
                "a:2: \"t\"",
                "warning a.jsonl:2: `id` is an array, not a string",
                "warning a.jsonl:2: `source` is an object, not a string",
            ],
        ),
        (
            b"{\"text\":\"t\",\"published\":\"31/12/2017\"}",
            &["a:2: \"t\"", &format!("warning a.jsonl:2: `{kept}")],
        ),
        (
            b"{\"text\":\"t\",\"language\":\"klingon\"}",
            &[
                "a:2: \"t\"",
                "warning a.jsonl:2: `language` is not a code of two letters such as fr: klingon",
            ],
        ),
        (
            b"{\"text\":\"\xE9\"}",
            &[
                "a:2: \"\u{FFFD}\"",
                "warning a.jsonl:2: not UTF-8 at byte 32 of the file; read with a replacement \
                 character for what is not",
            ],
        ),
    ] {
        let around: [&[u8]; 3] = [
            b"{\"text\":\"before\"}     \n",
            line,
            b"\n{\"text\":\"after\"}\n",
        ];
        let (documents, problems): (Vec<&str>, Vec<&str>) = expected
            .iter()
            .copied()
            .partition(|line| line.starts_with("a:"));
        let all = [
            vec!["a:1: \"before\""],
            documents,
            vec!["a:3: \"after\""],
            problems,
        ]
        .concat();
        check(&[("a.jsonl", &around.concat())], &["a.jsonl"], &all);
    }
}

#[test]
fn csv_records() {
    check(
        &[(
            "a.csv",
            "Title,TEXT,id,published,more\r\n\
             T,\"one, two\r\n\"\"three\"\"\",7,2017-10,x\r\n\
             \r\n\
             ,plain,,,\r\n\
             ,\"cut\r\n\
             ,x,y\r\n\
             ,last,8,never,\r\n"
                .as_bytes(),
        )],
        &["a.csv"],
        &[
            "7: \"one, two\\r\\n\\\"three\\\"\" 2017-10-01..2017-10-31 [T]",
            "a:5: \"plain\"",
            "8: \"last\"",
            "skipped a.csv:6: a quoted cell is not closed",
            "skipped a.csv:7: 3 cells where the header has 5 columns",
            "warning a.csv:8: `published` is not a date such as 2017-08-26, 2017-08 or 2017: never",
        ],
    );
    check(
        &[
            ("a.csv", b"id,body\n1,x\n"),
            ("b.csv", b"\xEF\xBB\xBFid;text\n1;\xE9,\n"),
            ("c.csv", b"id,text\n"),
            ("d.csv", b""),
        ],
        &["a.csv", "b.csv", "c.csv", "d.csv"],
        &[
            "1: \"\u{FFFD},\"",
            "skipped a.csv: no column `text`; the columns are: id, body",
            "warning b.csv:2: not UTF-8 at byte 13 of the file; read with a replacement character \
             for what is not",
            "warning c.csv: no rows below the header",
            "warning d.csv: the file is empty",
        ],
    );
}

#[test]
fn ids_are_made_unique() {
    check(
        &[
            ("a.txt", b"1"),
            (
                "b.jsonl",
                b"{\"id\":\"a\",\"text\":\"2\"}\n{\"id\":\"a#3\",\"text\":\"3\"}",
            ),
            ("c/a.txt", b"4"),
        ],
        &["."],
        &[
            "a: \"1\"",
            "a#2: \"2\"",
            "a#3: \"3\"",
            "a#4: \"4\"",
            "warning ./b.jsonl:1: the id a is taken by the document at ./a.txt:1; this one is \
             kept as a#2",
            "warning ./c/a.txt:1: the id a is taken by the document at ./a.txt:1; this one is \
             kept as a#4",
        ],
    );
}

#[test]
fn inputs_that_cannot_be_read() {
    let files: [(&str, &[u8]); 2] = [("a.txt", b"1"), ("b.geojson", b"{}")];
    for (inputs, expected) in [
        (["a.txt", "gone.txt"], "Io gone.txt: no such file or folder"),
        (
            ["a.txt", "b.geojson"],
            "Usage b.geojson: not a file that is read; these are: .txt, .jsonl, .ndjson, .csv",
        ),
    ] {
        check(&files, &inputs, &[expected]);
    }
    // A path below a file fails for every user, whatever the permissions.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "1").unwrap();
    let below = folder.path().join("a.txt/b.txt");
    let seen = outcome([Input::Path(below.clone())]);
    assert!(
        seen[0].starts_with(&format!("Io {}: ", below.display())),
        "{seen:?}"
    );
}

#[test]
fn a_file_that_goes_away_ends_the_reading() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("a.txt"), "1").unwrap();
    let mut reader = Reader::open([Input::Path(path("a.txt"))]).unwrap();
    fs::remove_file(path("a.txt")).unwrap();
    assert!(reader.next().is_some_and(|batch| batch.is_err()));
    assert!(reader.next().is_none());
}

#[test]
fn streams_are_told_apart_by_their_first_character() {
    for (bytes, expected) in [
        (&b"un texte {"[..], &["stdin: \"un texte {\""][..]),
        (
            b"\n \n{\"text\":\"1\"}\n{\n",
            &[
                "stdin:3: \"1\"",
                "skipped stdin:4: not a JSON object: EOF while parsing an object in column 1",
            ],
        ),
        (b"\xEF\xBB\xBF{\"id\":\"x\",\"text\":\"1\"}", &["x: \"1\""]),
        (b"", &["warning stdin: the file is empty"]),
    ] {
        let stream = Input::Stream("stdin".to_owned(), Box::new(bytes));
        assert_eq!(outcome([stream]), expected, "{bytes:?}");
    }
    let named = |argument: &str| format!("{:?}", Input::from_argument(OsStr::new(argument)));
    assert_eq!(named("-"), "Stream(\"stdin\")");
    assert_eq!(named("./-"), "Path(\"./-\")");
}

#[test]
fn what_is_not_read_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.txt", "b.md", ".c.txt", "metadata.csv"] {
        fs::write(folder.path().join(name), "file\n").unwrap();
    }
    let reader = Reader::open([Input::Path(folder.path().to_owned())]).unwrap();
    let names: Vec<_> = reader
        .ignored()
        .iter()
        .map(|path| path.file_name().unwrap())
        .collect();
    assert_eq!(names, [".c.txt", "b.md", "metadata.csv"]);
}

#[test]
fn a_line_of_50_mb_is_one_document() {
    let text = "a".repeat(50 << 20);
    let line = format!("{{\"id\":\"long\",\"text\":\"{text}\"}}\n{{\"id\":\"b\",\"text\":\"c\"}}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    fs::write(&path, line).unwrap();
    let documents: Vec<Document> = read(&path);
    let lengths: Vec<_> = documents
        .iter()
        .map(|it| (&*it.id, it.text.len()))
        .collect();
    assert_eq!(lengths, [("long", 50 << 20), ("b", 1)]);
}

#[test]
fn many_batches_keep_the_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let record = |n: usize| format!("{{\"id\":{n},\"text\":\"{}\"}}\n", "x".repeat(500));
    fs::write(&path, (0..20_000).map(record).collect::<String>()).unwrap();
    let batches = Reader::open([Input::Path(path.clone())]).unwrap().count();
    assert_eq!(batches, 3);
    let ids = read(&path).into_iter().map(|document| document.id);
    assert!(ids.eq((0..20_000).map(|n| n.to_string())));
}

fn read(path: &Path) -> Vec<Document> {
    Reader::open([Input::Path(path.to_owned())])
        .unwrap()
        .flat_map(|batch| batch.unwrap().documents)
        .collect()
}
