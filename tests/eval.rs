//! The annotated documents themselves: they can be read, and right answers get full marks.

use std::path::Path;

use dateline::document::DaySpan;
use dateline::eval::{
    Gold, GoldDocument, Modality, Part, PredictedEvent, PredictedToponym, Prediction, csv, misses,
    read_gold, regressions, score,
};

fn gold() -> Gold {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
    match read_gold(&folder) {
        Ok(gold) => gold,
        Err(error) => panic!("{error}"),
    }
}

/// What the annotator would answer.
fn answer(document: &GoldDocument) -> Prediction {
    let event = |days: DaySpan, (lat, lon), gold: &dateline::eval::GoldEvent| PredictedEvent {
        lat,
        lon,
        place: Some(gold.place.clone()),
        days,
        event_type: gold.event_type.clone(),
        sub_event_type: gold.sub_event_type.clone(),
        fatalities_low: gold.fatalities_min,
        fatalities_high: gold.fatalities_max,
        disputed: gold.modality == Modality::Denied,
        quote: gold.quote.clone(),
    };
    Prediction {
        id: document.id().to_owned(),
        published: document.publication.map(|truth| truth.days),
        language: document.language.clone(),
        toponyms: document
            .toponyms
            .iter()
            .map(|toponym| PredictedToponym {
                span: toponym.span.clone(),
                surface: toponym.surface.clone(),
                metonym: toponym.metonym,
                place: Some(toponym.name.clone()),
                point: toponym.point,
            })
            .collect(),
        events: document
            .events
            .iter()
            .filter(|e| matches!(e.modality, Modality::Asserted | Modality::Denied))
            .filter_map(|gold| Some(event(gold.days?, gold.point?, gold)))
            .collect(),
    }
}

#[test]
fn right_answers_get_full_marks() {
    let gold = gold();
    let predictions: Vec<Prediction> = gold.documents.iter().map(answer).collect();
    let scores = score(&gold, &predictions);
    for row in &scores.rows {
        assert_eq!(row.tally.f1(), Some(1.0), "{row:?}");
    }
    // Not the listing itself: it would show documents that are to stay closed.
    let parts = [Part::Seeds, Part::Open, Part::SetAside];
    assert!(misses(&gold, &predictions, &parts).is_empty());
}

#[test]
fn no_answer_gets_no_marks_and_every_drop_is_told() {
    let gold = gold();
    let predictions: Vec<Prediction> = gold.documents.iter().map(answer).collect();
    let committed = csv(&score(&gold, &predictions));
    let worse = score(&gold, &[]);
    for row in &worse.rows {
        let kept_out = row.measure.name().ends_with("_kept_out");
        assert_eq!(row.tally.f1(), Some(f64::from(kept_out)), "{row:?}");
    }
    assert_eq!(
        regressions(&committed, &score(&gold, &predictions)),
        [""; 0]
    );
    let told = regressions(&committed, &worse);
    for part in ["seeds", "open", "set_aside", "all"] {
        let fallen = format!("all,{part},events_place_date_type: recall fell from 1.000 to 0.000");
        assert!(told.contains(&fallen), "{fallen}");
    }
}
