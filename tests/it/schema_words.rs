//! Words of the schema: each list of texts that a column may hold is the list of an enum.

use std::collections::{BTreeMap, BTreeSet};

use strum::VariantArray;

use crate::support::Database;
use fataplus::{
    access::{MemberRole, PartnerLevel, PlatformRole, Side, Visibility, Workspace},
    features::{
        files::{documents, requests},
        front::intake,
        platform::domains,
        shared::notify,
        work::{plan, projects},
    },
    isolation_status::{Cause, Verdict},
    metering::Meter,
    text::Language,
};

fn words<T: VariantArray + Copy + Into<&'static str>>() -> BTreeSet<String> {
    T::VARIANTS.iter().map(|word| (*word).into().to_owned()).collect()
}

/// Words of each column that has a list.
fn columns() -> BTreeMap<&'static str, BTreeSet<String>> {
    // Words that no enum holds: statements alone write and read them.
    let of_statements = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    [
        ("activity.visibility", words::<Visibility>()),
        ("approvals.decision", words::<documents::decisions::Decision>()),
        ("agency_invitations.language", words::<Language>()),
        ("documents.kind", words::<documents::DocumentKind>()),
        ("documents.visibility", words::<Visibility>()),
        ("domains.outcome", words::<domains::CheckOutcome>()),
        ("file_requests.state", words::<requests::RequestState>()),
        ("invitations.language", words::<Language>()),
        ("invitations.role", words::<MemberRole>()),
        ("isolation_runs.cause", words::<Cause>()),
        ("isolation_runs.verdict", words::<Verdict>()),
        ("synthetic_tenants.name", of_statements(&["a", "b"])),
        ("jobs.state", of_statements(&["ready", "done", "dead", "aside"])),
        ("members.role", words::<MemberRole>()),
        ("milestones.template", words::<plan::MilestoneTemplate>()),
        ("partner_shares.level", words::<PartnerLevel>()),
        ("projects.language", words::<Language>()),
        ("projects.status", words::<projects::Status>()),
        ("projects.workspace", words::<Workspace>()),
        ("submissions.language", words::<Language>()),
        ("submissions.state", words::<intake::SubmissionState>()),
        ("tasks.side", words::<Side>()),
        ("tasks.visibility", words::<Visibility>()),
        ("threads.kind", words::<Visibility>()),
        ("uploads.visibility", words::<Visibility>()),
        ("usage_days.meter", words::<Meter>()),
        ("usage_hours.meter", words::<Meter>()),
        ("users.language", words::<Language>()),
        ("users.muted", words::<notify::Topic>()),
        ("users.platform_role", words::<PlatformRole>()),
    ]
    .into()
}

/// Texts in quotation marks.
fn quoted(definition: &str) -> BTreeSet<String> {
    definition.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

#[tokio::test]
async fn each_list_of_the_schema_is_that_of_an_enum() {
    let database = Database::new().await;
    let mut connection = database.connect("fataplus_app").await;
    let lists: Vec<(String, String)> = sqlx::query_as(
        "SELECT c.conrelid::regclass || '.' || a.attname, pg_get_constraintdef(c.oid)
         FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         WHERE c.contype = 'c' AND c.connamespace = 'public'::regnamespace
           AND pg_get_constraintdef(c.oid) ~ 'ARRAY\\['",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let lists: BTreeMap<_, _> = lists.iter().map(|(column, text)| (column.as_str(), quoted(text))).collect();
    assert_eq!(lists, columns());
}
