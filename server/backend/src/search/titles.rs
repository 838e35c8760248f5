//! What is found by its title or name, in the table that lists it. The newest of so many candidates are ranked here.

use domain::{
    action_items::{ActionItemSummary, State},
    incidents::IncidentSummary,
    people::MemberSummary,
    postmortems::PostmortemSummary,
};

use super::wanted::Wanted;
use crate::{Ask, Result, db::Tx, incidents::seen, postmortems::summary_columns};

const CANDIDATES: i64 = 300;

pub(super) async fn incidents(tx: &mut Tx, ask: Ask<'_>, wanted: &Wanted, most: usize) -> Result<Vec<IncidentSummary>> {
    let [one, two, three, four, five, six] = wanted.patterns("%");
    let number = wanted.incident_number();
    let rows: Vec<IncidentSummary> = tx
        .query(concat!(
            "SELECT id, number, title, severity, stage, services, commander, declared_at, respond_by, acknowledged_at,
                    mitigated_at, resolved_at, closed_at, items_open, items_total, drill, restricted, called_at, reached,
                    missed
             FROM incidents
             WHERE (number = $1
                OR (LOWER(title || ' ' || services) LIKE $2 ESCAPE '!' AND LOWER(title || ' ' || services) LIKE $3 ESCAPE '!'
                    AND LOWER(title || ' ' || services) LIKE $4 ESCAPE '!' AND LOWER(title || ' ' || services) LIKE $5 ESCAPE '!'
                    AND LOWER(title || ' ' || services) LIKE $6 ESCAPE '!' AND LOWER(title || ' ' || services) LIKE $7 ESCAPE '!'))
               AND ",
            seen!("incidents.number", "$9"),
            " ORDER BY number DESC LIMIT $8",
        ))
        .bind(number)
        .bind(one)
        .bind(two)
        .bind(three)
        .bind(four)
        .bind(five)
        .bind(six)
        .bind(CANDIDATES)
        .bind(ask.person())
        .all()
        .await?;
    let mut ranked = by_rank(rows, |row| {
        if Some(row.number) == number { Some(0) } else { wanted.rank(&row.title, &row.services).map(|rank| rank + 1) }
    });
    // Among the equally good, those that are open.
    ranked.sort_by_key(|(rank, row)| (*rank, !row.stage.is_open()));
    Ok(best(ranked, most))
}

pub(super) async fn postmortems(tx: &mut Tx, ask: Ask<'_>, wanted: &Wanted, most: usize) -> Result<Vec<PostmortemSummary>> {
    let [one, two, three, four, five, six] = wanted.patterns("%");
    let number = wanted.incident_number();
    let rows: Vec<PostmortemSummary> = tx
        .query(concat!(
            "SELECT ",
            summary_columns!(),
            " FROM postmortems JOIN incidents ON incidents.id = postmortems.incident
             WHERE (postmortems.number = $1
                OR (LOWER(title) LIKE $2 ESCAPE '!' AND LOWER(title) LIKE $3 ESCAPE '!' AND LOWER(title) LIKE $4 ESCAPE '!'
                    AND LOWER(title) LIKE $5 ESCAPE '!' AND LOWER(title) LIKE $6 ESCAPE '!' AND LOWER(title) LIKE $7 ESCAPE '!'))
               AND ",
            seen!("postmortems.number", "$9"),
            " ORDER BY postmortems.number DESC LIMIT $8",
        ))
        .bind(number)
        .bind(one)
        .bind(two)
        .bind(three)
        .bind(four)
        .bind(five)
        .bind(six)
        .bind(CANDIDATES)
        .bind(ask.person())
        .all()
        .await?;
    let ranked =
        by_rank(rows, |row| if Some(row.number) == number { Some(0) } else { wanted.rank(&row.title, "").map(|rank| rank + 1) });
    Ok(best(ranked, most))
}

pub(super) async fn action_items(tx: &mut Tx, ask: Ask<'_>, wanted: &Wanted, most: usize) -> Result<Vec<ActionItemSummary>> {
    let [one, two, three, four, five, six] = wanted.patterns("%");
    let number = wanted.action_item_number();
    let rows: Vec<ActionItemSummary> = tx
        .query(concat!(
            "SELECT id, number, title, kind, owner_id, owner_name, due, state, incident_number, postmortem, added_at,
                    done_at, proof
             FROM action_items
             WHERE (number = $1
                OR (LOWER(title) LIKE $2 ESCAPE '!' AND LOWER(title) LIKE $3 ESCAPE '!' AND LOWER(title) LIKE $4 ESCAPE '!'
                    AND LOWER(title) LIKE $5 ESCAPE '!' AND LOWER(title) LIKE $6 ESCAPE '!' AND LOWER(title) LIKE $7 ESCAPE '!'))
               AND ",
            seen!("action_items.incident_number", "$9"),
            " ORDER BY number DESC LIMIT $8",
        ))
        .bind(number)
        .bind(one)
        .bind(two)
        .bind(three)
        .bind(four)
        .bind(five)
        .bind(six)
        .bind(CANDIDATES)
        .bind(ask.person())
        .all()
        .await?;
    let mut ranked =
        by_rank(rows, |row| if Some(row.number) == number { Some(0) } else { wanted.rank(&row.title, "").map(|rank| rank + 1) });
    ranked.sort_by_key(|(rank, row)| (*rank, row.state == State::Done));
    Ok(best(ranked, most))
}

/// People who may sign in.
pub(super) async fn people(tx: &mut Tx, wanted: &Wanted, most: usize) -> Result<Vec<MemberSummary>> {
    let [one, two, three, four, five, six] = wanted.patterns("%");
    let rows: Vec<MemberSummary> = tx
        .query(
            "SELECT id, name, email, role, joined_at, disabled_at FROM people
             WHERE disabled_at IS NULL
               AND LOWER(name || ' ' || email) LIKE $1 ESCAPE '!' AND LOWER(name || ' ' || email) LIKE $2 ESCAPE '!'
               AND LOWER(name || ' ' || email) LIKE $3 ESCAPE '!' AND LOWER(name || ' ' || email) LIKE $4 ESCAPE '!'
               AND LOWER(name || ' ' || email) LIKE $5 ESCAPE '!' AND LOWER(name || ' ' || email) LIKE $6 ESCAPE '!'
             ORDER BY LOWER(name), id LIMIT $7",
        )
        .bind(one)
        .bind(two)
        .bind(three)
        .bind(four)
        .bind(five)
        .bind(six)
        .bind(CANDIDATES)
        .all()
        .await?;
    Ok(best(by_rank(rows, |row| wanted.rank(&row.name, &row.email.to_string())), most))
}

/// The rows that do answer, the best first; of equal rank they stay in their order.
fn by_rank<T>(rows: Vec<T>, rank: impl Fn(&T) -> Option<u8>) -> Vec<(u8, T)> {
    let mut ranked: Vec<(u8, T)> = rows.into_iter().filter_map(|row| Some((rank(&row)?, row))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked
}

fn best<T>(ranked: Vec<(u8, T)>, most: usize) -> Vec<T> {
    ranked.into_iter().take(most).map(|(_, row)| row).collect()
}
