//! The form as data: pages, checks and JSON API are all made from `QUESTIONS`.

/// Kind of answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// One line, with limits on its length when answered.
    Line {
        /// Minimum number of characters.
        min: usize,
        /// Maximum number of characters.
        max: usize,
    },
    /// An address mail can be sent to.
    Email,
    /// A telephone number, as people write it.
    Phone,
    /// Several lines, at most `TEXT_MAX` characters.
    Text,
    /// A whole number.
    Number,
    /// One of these choices.
    One(&'static [&'static str]),
    /// Several of `TYPES`, shown by group.
    Types,
    /// Several of these choices, and anything else in the person's own words.
    Several(&'static [&'static str]),
    /// A list in the person's own words, one item a line.
    List,
    /// A box that must be ticked.
    Consent,
}

impl QuestionKind {
    /// Maximum number of characters of an answer; a list has at most `ITEMS_MAX` items of `ITEM_MAX` each.
    #[must_use]
    pub fn most(self) -> usize {
        match self {
            Self::Line { max, .. } => max,
            Self::Email => 254,
            Self::Phone | Self::Number | Self::One(_) => 40,
            Self::Text => TEXT_MAX,
            Self::Types | Self::Several(_) | Self::List => ITEMS_MAX * (ITEM_MAX + 2),
            Self::Consent => 5,
        }
    }
}

/// One question.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Step of the question, 1–9; 0 if it is not shown.
    pub section: u8,
    /// Name in JSON and of the form field.
    pub name: &'static str,
    /// Kind of answer.
    pub kind: QuestionKind,
    /// Whether an answer is required.
    pub required: bool,
    /// Groups of project it is for; empty for all.
    pub groups: &'static [&'static str],
}

/// Maximum number of characters of a text.
pub const TEXT_MAX: usize = 5000;
/// Maximum number of items of a list.
pub const ITEMS_MAX: usize = 50;
/// Maximum number of characters of an item.
pub const ITEM_MAX: usize = 300;
/// Number of steps of the form.
pub const SECTIONS: u8 = 9;

/// Kinds of project by group. The group's own name stands for "another, or not known yet".
pub const TYPES: [(&str, &[&str]); 6] = [
    ("design", &["ui_ux", "product", "redesign", "identity", "prototype", "design"]),
    ("web", &["showcase", "shop", "pwa", "saas", "portal", "booking", "web"]),
    ("ai", &["assistant", "recommendation", "prediction", "nlp", "vision", "automation", "ai"]),
    ("mobile", &["ios", "android", "cross_platform", "mobile"]),
    ("infrastructure", &["architecture", "cloud", "api", "database", "support", "infrastructure"]),
    ("training", &["training"]),
];

const SIZES: &[&str] = &["startup", "sme", "large", "association", "individual"];
const BUDGETS: &[&str] = &["under_500k", "500k_1m", "1m_5m", "5m_10m", "over_10m", "undecided"];
const TIMELINES: &[&str] = &["under_1_month", "1_3_months", "3_6_months", "6_12_months", "over_12_months"];
const COMPLEXITIES: &[&str] = &["simple", "medium", "complex", "very_complex"];
const ASSETS: &[&str] = &["logo", "brand_guidelines", "photos", "videos", "texts", "mockups", "website"];
const MODULES: &[&str] =
    &["accounts", "payments", "booking", "blog", "search", "chat", "notifications", "dashboard", "maps", "languages"];
const CONTENT: &[&str] =
    &["texts_ready", "photos_ready", "videos_ready", "writing_needed", "photos_needed", "translation_needed"];
const SECURITY: &[&str] = &["strong_login", "access_levels", "backups", "audit_trail", "encryption"];
const SENSITIVE: &[&str] = &["personal", "financial", "health", "children", "trade_secrets"];

const SEEN: &[&str] = &["design", "web", "mobile"];
const FACED: &[&str] = &["web", "mobile"];
const BUILT: &[&str] = &["web", "ai", "mobile", "infrastructure"];
const MADE: &[&str] = &["design", "web", "ai", "mobile", "infrastructure"];

const fn ask(section: u8, name: &'static str, kind: QuestionKind) -> Question {
    Question { section, name, kind, required: false, groups: &[] }
}

const fn must(section: u8, name: &'static str, kind: QuestionKind) -> Question {
    Question { section, name, kind, required: true, groups: &[] }
}

const fn only(groups: &'static [&'static str], section: u8, name: &'static str, kind: QuestionKind) -> Question {
    Question { section, name, kind, required: false, groups }
}

const fn line(max: usize) -> QuestionKind {
    QuestionKind::Line { min: 0, max }
}

/// Every question, in the order asked.
pub const QUESTIONS: &[Question] = &[
    must(1, "contact_name", line(200)),
    must(1, "email", QuestionKind::Email),
    ask(1, "phone", QuestionKind::Phone),
    ask(1, "company", line(200)),
    ask(1, "sector", line(200)),
    ask(1, "company_size", QuestionKind::One(SIZES)),
    must(2, "title", QuestionKind::Line { min: 3, max: 100 }),
    must(2, "problem", QuestionKind::Text),
    must(2, "solution", QuestionKind::Text),
    ask(2, "goals", QuestionKind::Text),
    ask(2, "expected_impact", QuestionKind::Text),
    must(2, "audience", QuestionKind::Text),
    ask(2, "estimated_users", QuestionKind::Number),
    ask(3, "budget", QuestionKind::One(BUDGETS)),
    ask(3, "timeline", QuestionKind::One(TIMELINES)),
    ask(4, "project_types", QuestionKind::Types),
    ask(4, "complexity", QuestionKind::One(COMPLEXITIES)),
    only(FACED, 5, "frontend", QuestionKind::List),
    only(BUILT, 5, "backend", QuestionKind::List),
    only(BUILT, 5, "database", QuestionKind::List),
    only(BUILT, 5, "hosting", line(ITEM_MAX)),
    only(BUILT, 5, "integrations", QuestionKind::Text),
    only(SEEN, 6, "visual_style", QuestionKind::Text),
    only(SEEN, 6, "references", QuestionKind::Text),
    only(SEEN, 6, "existing_assets", QuestionKind::Several(ASSETS)),
    only(MADE, 7, "must_have", QuestionKind::List),
    only(MADE, 7, "should_have", QuestionKind::List),
    only(MADE, 7, "could_have", QuestionKind::List),
    only(BUILT, 7, "modules", QuestionKind::Several(MODULES)),
    only(SEEN, 8, "content", QuestionKind::Several(CONTENT)),
    only(BUILT, 8, "security", QuestionKind::Several(SECURITY)),
    only(BUILT, 8, "sensitive_data", QuestionKind::Several(SENSITIVE)),
    ask(9, "notes", QuestionKind::Text),
    must(9, "consent", QuestionKind::Consent),
    ask(0, "language", QuestionKind::One(&["fr", "mg", "en"])),
];

/// Question by name.
#[must_use]
pub fn question(name: &str) -> Option<&'static Question> {
    QUESTIONS.iter().find(|question| question.name == name)
}

#[cfg(test)]
mod tests {
    use super::QUESTIONS;

    #[test]
    fn names_are_the_documented_ones() {
        let names: Vec<_> = QUESTIONS.iter().map(|question| question.name).collect();
        let documented = "contact_name email phone company sector company_size title problem solution goals \
                          expected_impact audience estimated_users budget timeline project_types complexity frontend \
                          backend database hosting integrations visual_style references existing_assets must_have \
                          should_have could_have modules content security sensitive_data notes consent language";
        assert_eq!(names.join(" "), documented);
        let required: Vec<_> = QUESTIONS.iter().filter(|question| question.required).map(|q| q.name).collect();
        assert_eq!(required, ["contact_name", "email", "title", "problem", "solution", "audience", "consent"]);
    }
}
