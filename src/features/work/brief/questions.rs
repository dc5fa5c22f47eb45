//! What a client is asked about a project, as data: the intake form, the brief's pages, their checks and the JSON API
//! are all made from `QUESTIONS`.

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

/// Subject of questions; the brief has a page for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Topic {
    /// Client's person and company.
    Contact,
    /// Problem and solution in mind.
    Need,
    /// Users of the result.
    Audience,
    /// Goals and expected impact.
    Goals,
    /// Kind of project.
    Kind,
    /// Budget and time.
    Means,
    /// Style, references and existing assets.
    Look,
    /// Features by priority.
    Features,
    /// Modules, such as a shop or a blog.
    Modules,
    /// Texts and pictures.
    Content,
    /// Security and sensitive data.
    Protection,
    /// Technical wishes.
    Technology,
    /// Notes.
    Notes,
}

words!(Topic);

/// One question.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Step of the intake form, 1–`STEPS`; 0 if the form does not show it.
    pub step: u8,
    /// Page of the brief.
    pub topic: Topic,
    /// Name in JSON and of the form field.
    pub name: &'static str,
    /// Kind of answer.
    pub kind: QuestionKind,
    /// Whether an answer is required.
    pub required: bool,
    /// Whether the brief shows the answer as it was sent, and does not ask again.
    pub fixed: bool,
    /// Groups of project it is for; empty for all.
    pub groups: &'static [&'static str],
}

/// Maximum number of characters of a text.
pub const TEXT_MAX: usize = 5000;
/// Maximum number of items of a list.
pub const ITEMS_MAX: usize = 50;
/// Maximum number of characters of an item.
pub const ITEM_MAX: usize = 300;
/// Number of steps of the intake form.
pub const STEPS: u8 = 3;

/// Kinds of project by group. The group's own name stands for "another, or not known yet".
pub const TYPES: [(&str, &[&str]); 6] = [
    ("design", &["ui_ux", "product", "redesign", "identity", "prototype", "design"]),
    ("web", &["showcase", "shop", "pwa", "saas", "portal", "booking", "web"]),
    ("ai", &["assistant", "recommendation", "prediction", "nlp", "vision", "automation", "ai"]),
    ("mobile", &["ios", "android", "cross_platform", "mobile"]),
    ("infrastructure", &["architecture", "cloud", "api", "database", "support", "infrastructure"]),
    ("training", &["training"]),
];

/// Choice that stands for no answer, where there is one.
pub const UNDECIDED: &str = "undecided";

const SIZES: &[&str] = &["startup", "sme", "large", "association", "individual"];
const BUDGETS: &[&str] = &["under_500k", "500k_1m", "1m_5m", "5m_10m", "over_10m", UNDECIDED];
const TIMELINES: &[&str] = &["under_1_month", "1_3_months", "3_6_months", "6_12_months", "over_12_months", UNDECIDED];
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

/// A question of the brief.
const fn ask(topic: Topic, name: &'static str, kind: QuestionKind) -> Question {
    Question { step: 0, topic, name, kind, required: false, fixed: false, groups: &[] }
}

/// A question of the brief, for these groups of project.
const fn only(groups: &'static [&'static str], topic: Topic, name: &'static str, kind: QuestionKind) -> Question {
    Question { groups, ..ask(topic, name, kind) }
}

impl Question {
    /// The same, in this step of the intake form too.
    const fn at(self, step: u8) -> Self {
        Self { step, ..self }
    }

    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn fixed(self) -> Self {
        Self { fixed: true, ..self }
    }
}

const fn line(max: usize) -> QuestionKind {
    QuestionKind::Line { min: 0, max }
}

/// Every question, in the order asked.
pub const QUESTIONS: &[Question] = &[
    ask(Topic::Contact, "contact_name", line(200)).at(3).required().fixed(),
    ask(Topic::Contact, "email", QuestionKind::Email).at(3).required().fixed(),
    ask(Topic::Contact, "phone", QuestionKind::Phone).at(3),
    ask(Topic::Contact, "company", line(200)).at(3),
    ask(Topic::Contact, "sector", line(200)),
    ask(Topic::Contact, "company_size", QuestionKind::One(SIZES)),
    ask(Topic::Need, "title", QuestionKind::Line { min: 3, max: 100 }).at(1).required().fixed(),
    ask(Topic::Need, "problem", QuestionKind::Text).at(1).required(),
    ask(Topic::Need, "solution", QuestionKind::Text),
    ask(Topic::Goals, "goals", QuestionKind::Text),
    ask(Topic::Goals, "expected_impact", QuestionKind::Text),
    ask(Topic::Audience, "audience", QuestionKind::Text),
    ask(Topic::Audience, "estimated_users", QuestionKind::Number),
    ask(Topic::Means, "budget", QuestionKind::One(BUDGETS)).at(2),
    ask(Topic::Means, "timeline", QuestionKind::One(TIMELINES)).at(2),
    ask(Topic::Kind, "project_types", QuestionKind::Types).at(1),
    ask(Topic::Kind, "complexity", QuestionKind::One(COMPLEXITIES)),
    only(FACED, Topic::Technology, "frontend", QuestionKind::List),
    only(BUILT, Topic::Technology, "backend", QuestionKind::List),
    only(BUILT, Topic::Technology, "database", QuestionKind::List),
    only(BUILT, Topic::Technology, "hosting", line(ITEM_MAX)),
    only(BUILT, Topic::Technology, "integrations", QuestionKind::Text),
    only(SEEN, Topic::Look, "visual_style", QuestionKind::Text),
    only(SEEN, Topic::Look, "references", QuestionKind::Text),
    only(SEEN, Topic::Look, "existing_assets", QuestionKind::Several(ASSETS)),
    only(MADE, Topic::Features, "must_have", QuestionKind::List),
    only(MADE, Topic::Features, "should_have", QuestionKind::List),
    only(MADE, Topic::Features, "could_have", QuestionKind::List),
    only(BUILT, Topic::Modules, "modules", QuestionKind::Several(MODULES)),
    only(SEEN, Topic::Content, "content", QuestionKind::Several(CONTENT)),
    only(BUILT, Topic::Protection, "security", QuestionKind::Several(SECURITY)),
    only(BUILT, Topic::Protection, "sensitive_data", QuestionKind::Several(SENSITIVE)),
    ask(Topic::Notes, "notes", QuestionKind::Text),
    ask(Topic::Contact, "consent", QuestionKind::Consent).at(3).required().fixed(),
    ask(Topic::Contact, "language", QuestionKind::One(&["fr", "mg", "en"])).fixed(),
];

impl Question {
    /// Whether pages show its answer: not that of a box to tick, and not the language, which programs alone are asked for.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.kind != QuestionKind::Consent && (self.step > 0 || !self.fixed)
    }
}

/// Questions of a step of the intake form.
pub fn of_step(step: u8) -> impl Iterator<Item = &'static Question> + Clone {
    QUESTIONS.iter().filter(move |question| question.step == step)
}

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
        assert_eq!(required, ["contact_name", "email", "title", "problem", "consent"]);
    }
}
