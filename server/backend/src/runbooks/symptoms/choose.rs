use domain::{people::Permission, runbooks::RunbookSummary};

use super::rows::words;
use crate::{Ask, Backend, Result, db::Tx};

/// Which symptoms a list shows. `after` pages: only those behind the one with this mark.
#[derive(Debug, Clone, Default)]
pub struct SymptomFilter {
    /// Only those that have all of these words, or words in which they stand.
    pub query: String,
    /// Marks of those that somebody sees. One that no runbook has any longer says nothing.
    pub ticked: Vec<String>,
    pub after: Option<String>,
}

/// Something that people may see, once, however many runbooks name it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Symptom {
    pub mark: String,
    pub label: String,
    /// One of the runbooks that name it, and how many do.
    pub title: String,
    pub runbooks: i64,
}

/// A runbook that names what somebody sees.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Likely {
    #[sqlx(flatten)]
    pub runbook: RunbookSummary,
    /// How many of the ticked symptoms it names; at least one.
    pub named: i64,
}

/// A page of the symptoms of all runbooks that are in use, by their words; `next` is the `after` of the page that follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SymptomPage {
    /// Those that are ticked, whatever else is looked for. They are not among `symptoms`.
    pub ticked: Vec<Symptom>,
    pub symptoms: Vec<Symptom>,
    pub next: Option<String>,
    /// Which runbook it may be: first the one that names most of what is ticked, of equals the one for what is worst.
    pub likely: Vec<Likely>,
}

const PAGE: usize = 100;
/// So many can be ticked; nobody sees more at once.
const MOST_TICKED: usize = 40;
const MOST_LIKELY: i64 = 20;
const MOST_WORDS: usize = 6;

macro_rules! listed {
    ($before:literal, $after:literal) => {
        (
            concat!($before, "(SELECT value FROM json_each($1))", $after),
            concat!($before, "(SELECT value FROM json_array_elements_text(CAST($1 AS JSON)) AS listed (value))", $after),
        )
    };
}

impl Backend {
    /// The symptoms of all runbooks, and which runbooks name those that are ticked.
    pub async fn symptoms(&self, ask: Ask<'_>, mut filter: SymptomFilter) -> Result<SymptomPage> {
        ask.may(Permission::Read)?;
        filter.ticked.truncate(MOST_TICKED);
        let mut tx = self.db.read().await?;
        let ticked = serde_json::json!(filter.ticked).to_string();
        let mut symptoms = matching(&mut tx, &filter).await?;
        let more = symptoms.len() > PAGE;
        symptoms.truncate(PAGE);
        let next = if more { symptoms.last().map(|symptom| symptom.mark.clone()) } else { None };
        symptoms.retain(|symptom| !filter.ticked.contains(&symptom.mark));
        if filter.ticked.is_empty() {
            return Ok(SymptomPage { symptoms, next, ..SymptomPage::default() });
        }
        Ok(SymptomPage { ticked: these(&mut tx, &ticked).await?, symptoms, next, likely: likely(&mut tx, &ticked).await? })
    }
}

/// Grouped by the words alone, in which order the index gives them: with the mark too, all would be sorted first.
async fn matching(tx: &mut Tx, filter: &SymptomFilter) -> Result<Vec<Symptom>> {
    let typed = words(&filter.query);
    let mut wanted = typed.split(' ').filter(|word| !word.is_empty());
    // What `words` leaves has no letter that means something to LIKE.
    let [one, two, three, four, five, six]: [String; MOST_WORDS] =
        std::array::from_fn(|_| wanted.next().map_or_else(|| "%".to_owned(), |word| format!("%{word}%")));
    let query = tx
        .query(
            "SELECT MIN(symptom.mark) AS mark, MIN(symptom.label) AS label, MIN(runbooks.title) AS title, COUNT(*) AS runbooks
             FROM runbook_symptoms AS symptom JOIN runbooks ON runbooks.id = symptom.runbook
             WHERE runbooks.retired = FALSE
               AND symptom.words > COALESCE((SELECT MIN(words) FROM runbook_symptoms WHERE mark = $1), '')
               AND symptom.words LIKE $2 AND symptom.words LIKE $3 AND symptom.words LIKE $4
               AND symptom.words LIKE $5 AND symptom.words LIKE $6 AND symptom.words LIKE $7
             GROUP BY symptom.words
             ORDER BY symptom.words
             LIMIT $8",
        )
        .bind(filter.after.clone().unwrap_or_default())
        .bind(one)
        .bind(two)
        .bind(three)
        .bind(four)
        .bind(five)
        .bind(six)
        .bind(i64::try_from(PAGE + 1).unwrap_or(i64::MAX));
    query.all().await
}

async fn these(tx: &mut Tx, ticked: &str) -> Result<Vec<Symptom>> {
    let (sqlite, postgres) = listed!(
        "SELECT MIN(symptom.mark) AS mark, MIN(symptom.label) AS label, MIN(runbooks.title) AS title, COUNT(*) AS runbooks
         FROM runbook_symptoms AS symptom JOIN runbooks ON runbooks.id = symptom.runbook
         WHERE runbooks.retired = FALSE AND symptom.mark IN ",
        " GROUP BY symptom.words ORDER BY symptom.words"
    );
    let sql = if tx.is_postgres() { postgres } else { sqlite };
    tx.query(sql).bind(ticked.to_owned()).all().await
}

async fn likely(tx: &mut Tx, ticked: &str) -> Result<Vec<Likely>> {
    let (sqlite, postgres) = listed!(
        "SELECT id, slug, external_id, import_id, title, severity, owners, runbooks.version, file, sha256, next_review,
                last_exercised_at, retired, named
         FROM runbooks JOIN (SELECT runbook, COUNT(*) AS named FROM runbook_symptoms WHERE mark IN ",
        " GROUP BY runbook) AS naming ON naming.runbook = runbooks.id
         WHERE retired = FALSE
         ORDER BY named DESC, CASE WHEN severity IS NULL THEN 1 ELSE 0 END, severity, sort_key, slug
         LIMIT $2"
    );
    let sql = if tx.is_postgres() { postgres } else { sqlite };
    tx.query(sql).bind(ticked.to_owned()).bind(MOST_LIKELY).all().await
}
