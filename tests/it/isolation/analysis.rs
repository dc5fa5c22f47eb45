//! Parses a statement as far as needed to find uses of tenant tables that do not name a project.
//!
//! A use of a table is bound if its `project_id` is compared with a parameter, or with that of a bound use, in a
//! condition that must hold: in WHERE or ON, not beside an OR. A condition in the ON of a LEFT JOIN binds only the
//! joined table, and one in a sub-select binds nothing outside of it.

/// A use of a tenant table.
#[derive(Debug)]
struct Use {
    table: String,
    alias: Option<String>,
    scope: usize,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Side {
    Parameter,
    /// `project_id` of an alias, or without one.
    Column(Option<String>),
}

/// `left = right`, on `project_id`.
#[derive(Debug)]
struct Equality {
    /// Place of the left side among the tokens.
    at: usize,
    sides: [Side; 2],
    scope: usize,
    /// In the ON of a LEFT JOIN: the alias or name of the joined table.
    left_join: Option<String>,
    /// Beside an OR, or in a list of results: it need not hold.
    idle: bool,
}

/// A statement, read.
#[derive(Debug, Default)]
pub struct Reading {
    tokens: Vec<String>,
    /// The sub-select a scope stands in.
    parents: Vec<Option<usize>>,
    uses: Vec<Use>,
    equalities: Vec<Equality>,
    /// Inserts: the table, the places of its first column and first value.
    inserts: Vec<(String, usize, Option<usize>)>,
}

/// Words and signs; a quoted text is one token.
fn tokens(statement: &str) -> Vec<String> {
    let (mut tokens, mut word, mut quoted) = (Vec::new(), String::new(), None);
    for c in statement.chars() {
        if quoted == Some(c) {
            quoted = None;
            word.push(c);
        } else if quoted.is_some() || !(c.is_whitespace() || "(),='\"".contains(c)) {
            word.push(c);
        } else {
            if matches!(c, '\'' | '"') {
                quoted = Some(c);
                word.push(c);
                continue;
            }
            if !word.is_empty() {
                tokens.push(std::mem::take(&mut word));
            }
            if !c.is_whitespace() {
                tokens.push(c.to_string());
            }
        }
    }
    tokens.extend(Some(word).filter(|word| !word.is_empty()));
    tokens
}

fn is_keyword(word: &str) -> bool {
    word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase())
}

fn side(token: &str) -> Option<Side> {
    if token.starts_with('$') {
        return Some(Side::Parameter);
    }
    match token.rsplit_once('.') {
        Some((alias, "project_id")) => Some(Side::Column(Some(alias.to_owned()))),
        None if token == "project_id" => Some(Side::Column(None)),
        _ => None,
    }
}

/// Where the reading stands in a pair of parentheses.
#[derive(Clone, Default)]
struct Place {
    scope: usize,
    /// In WHERE or ON.
    condition: bool,
    left_join: Option<String>,
    /// Comparisons of this level, idle as soon as an OR stands beside them.
    first_equality: usize,
    idle: bool,
}

impl Reading {
    /// `tables` are the tenant tables. One of the platform's counts as well where it is read: a code that leads to one
    /// project must open no other.
    pub fn of(statement: &str, tables: &[String]) -> Self {
        let mut reading = Self { tokens: tokens(statement), parents: vec![None], ..Self::default() };
        let (mut stack, mut now) = (Vec::new(), Place::default());
        for at in 0..reading.tokens.len() {
            let word = |offset: usize| reading.tokens.get(at + offset).map_or("", String::as_str);
            match word(0) {
                "(" => {
                    let inner = if word(1) == "SELECT" {
                        reading.parents.push(Some(now.scope));
                        Place { scope: reading.parents.len() - 1, ..Place::default() }
                    } else {
                        now.clone()
                    };
                    let inner = Place { first_equality: reading.equalities.len(), ..inner };
                    stack.push(std::mem::replace(&mut now, inner));
                }
                ")" => {
                    // An OR inside the brackets disables the conditions beside it there, not those outside.
                    now = stack.pop().unwrap_or_default();
                }
                "WHERE" => (now.condition, now.left_join) = (true, None),
                "ON" if word(1) != "CONFLICT" => now.condition = true,
                "OR" => {
                    now.idle = true;
                    let from = now.first_equality;
                    let beside = reading.equalities[from..].iter_mut().filter(|equality| equality.scope == now.scope);
                    beside.for_each(|equality| equality.idle = true);
                }
                "SELECT" | "SET" | "GROUP" | "ORDER" | "RETURNING" | "LIMIT" => now.condition = false,
                before @ ("FROM" | "JOIN" | "UPDATE") => {
                    now.condition = false;
                    let (table, mut alias) = (word(1).to_owned(), word(2));
                    if alias == "AS" {
                        alias = word(3);
                    }
                    let plain = alias.is_empty() || is_keyword(alias) || !alias.starts_with(char::is_alphabetic);
                    let alias = if plain { None } else { Some(alias.to_owned()) };
                    let left = before == "JOIN" && at > 0 && reading.tokens[at - 1] == "LEFT";
                    now.left_join = left.then(|| alias.clone().unwrap_or_else(|| table.clone()));
                    // ON CONFLICT … DO UPDATE is no use of its own.
                    if (tables.contains(&table) || table == "handoffs")
                        && !(before == "UPDATE" && at > 0 && reading.tokens[at - 1] == "DO")
                    {
                        reading.uses.push(Use { table, alias, scope: now.scope });
                    }
                }
                "INTO" if tables.iter().any(|table| table == word(1)) => {
                    let (table, column) = (word(1).to_owned(), at + 3);
                    let value = reading.first_value(at);
                    reading.inserts.push((table, column, value));
                }
                "=" if at > 0 => {
                    let sides = [side(&reading.tokens[at - 1]), side(word(1))];
                    if let [Some(left), Some(right)] = sides
                        && [&left, &right].iter().any(|side| matches!(side, Side::Column(_)))
                    {
                        let idle = now.idle || !now.condition;
                        let left_join = now.left_join.clone();
                        let equality = Equality { at: at - 1, sides: [left, right], scope: now.scope, left_join, idle };
                        reading.equalities.push(equality);
                    }
                }
                _ => {}
            }
        }
        reading
    }

    /// The first value of the insert that begins at `into`: after VALUES ( or after SELECT.
    fn first_value(&self, into: usize) -> Option<usize> {
        let rest = self.tokens.get(into..)?;
        let at = rest.iter().position(|token| token == "VALUES" || token == "SELECT")?;
        Some(into + at + if rest[at] == "VALUES" { 2 } else { 1 })
    }

    /// The use an alias means, seen from a scope: its own, or one around it.
    fn resolve(&self, alias: Option<&str>, scope: usize) -> Option<usize> {
        let fits = |one: &Use| match alias {
            Some(alias) => one.alias.as_deref().unwrap_or(&one.table) == alias,
            None => true,
        };
        let own = self.uses.iter().position(|one| one.scope == scope && fits(one));
        own.or_else(|| self.resolve(alias, self.parents[scope]?))
    }

    /// Tenant tables that are used without saying of which project. In a person's list the directory is bound by its
    /// policy.
    pub fn unbound(&self, list: bool) -> Vec<String> {
        let mut bound: Vec<_> = self.uses.iter().map(|one| list && one.table == "listings").collect();
        loop {
            let before = bound.clone();
            for Equality { sides, scope, left_join, idle, .. } in &self.equalities {
                if *idle {
                    continue;
                }
                for [own, other] in [[&sides[0], &sides[1]], [&sides[1], &sides[0]]] {
                    let Side::Column(alias) = own else { continue };
                    let Some(this) = self.resolve(alias.as_deref(), *scope) else { continue };
                    let name = self.uses[this].alias.as_ref().unwrap_or(&self.uses[this].table);
                    // A sub-select binds nothing around it, the ON of a LEFT JOIN nothing to its left.
                    if self.uses[this].scope != *scope || left_join.as_ref().is_some_and(|joined| joined != name) {
                        continue;
                    }
                    bound[this] |= match other {
                        Side::Parameter => true,
                        Side::Column(alias) => {
                            self.resolve(alias.as_deref(), *scope).is_some_and(|that| that != this && bound[that])
                        }
                    };
                }
            }
            if bound == before {
                break;
            }
        }
        let free = self.uses.iter().zip(&bound).filter(|(_, bound)| !**bound).map(|(one, _)| one.table.clone());
        let inserts = self.inserts.iter().filter(|(_, column, value)| {
            let of_parameter = value.and_then(|at| self.tokens.get(at)).is_some_and(|value| value.starts_with('$'));
            self.tokens.get(*column).is_none_or(|column| column != "project_id") || !of_parameter
        });
        free.chain(inserts.map(|(table, ..)| table.clone())).collect()
    }

    /// Whether a tenant table is used at all.
    pub fn touches_tenants(&self) -> bool {
        !self.uses.is_empty() || !self.inserts.is_empty()
    }

    /// The comparisons that say of which project a tenant table is used.
    fn conditions(&self) -> impl Iterator<Item = &Equality> {
        self.equalities.iter().filter(|equality| {
            let means = |side: &Side| match side {
                Side::Column(alias) => self.resolve(alias.as_deref(), equality.scope).is_some(),
                Side::Parameter => false,
            };
            !equality.idle && equality.sides.iter().any(means)
        })
    }

    /// Occurrences of `project_id` that look like a condition which `mutations` does not remove: neither a result, nor
    /// a column of an insert, nor a side of a parsed comparison.
    pub fn unread(&self) -> Vec<String> {
        let word = |at: usize| self.tokens.get(at).map_or("", String::as_str);
        let read: Vec<_> = self.conditions().flat_map(|equality| [equality.at, equality.at + 2]).collect();
        let named = |at: &usize| {
            let name = self.tokens[*at].rsplit('.').next().unwrap_or_default();
            name.split("::").next() == Some("project_id")
        };
        let plain = |at: usize| {
            let listed = matches!(word(at - 1), "SELECT" | "DISTINCT" | "," | "(" | "BY" | "RETURNING");
            let compared = word(at + 1) == ")" && matches!(word(at + 2), "<" | ">" | "=" | "IN" | "<>");
            listed
                && matches!(word(at + 1), "," | ")" | "FROM" | "DESC" | "AS" | "ORDER" | "")
                && !compared
                && word(at.wrapping_sub(2)) != "USING"
        };
        let all = (1..self.tokens.len()).filter(named).filter(|at| !read.contains(at) && !plain(*at));
        all.map(|at| self.tokens[at.saturating_sub(2)..self.tokens.len().min(at + 4)].join(" ")).collect()
    }

    /// Copies of the statement with one condition on its project removed in each, and the removed condition.
    pub fn mutations(&self) -> Vec<(String, String)> {
        let without = |from: usize, to: usize, instead: &str| {
            let mut tokens = self.tokens.clone();
            tokens.splice(from..to, [instead.to_owned()]);
            (self.tokens[from..to].join(" "), tokens.join(" "))
        };
        let taken = |equality: &Equality| without(equality.at, equality.at + 3, "TRUE");
        let mut all: Vec<_> = self.conditions().map(taken).collect();
        for (table, column, value) in &self.inserts {
            let (_, other) = without(*column, column + 1, "other_id");
            all.push((format!("{table} ({})", self.tokens[*column]), other));
            if let Some(value) = value {
                let (_, other) = without(*value, value + 1, "'FP-2025-X7K9M3P1A'");
                all.push((format!("{table} … {}", self.tokens[*value]), other));
            }
        }
        all
    }
}

#[test]
fn a_condition_that_is_not_understood_is_told() {
    let tables = ["tasks", "documents"].map(ToOwned::to_owned);
    let unread = |statement: &str| Reading::of(statement, &tables).unread().len();
    let listed = "SELECT project_id, t.project_id FROM tasks t WHERE t.project_id = $1 ORDER BY t.project_id";
    assert_eq!(unread(listed), 0);
    assert_eq!(unread("INSERT INTO tasks (project_id, id) VALUES ($1, $2) RETURNING project_id"), 0);
    for condition in [
        "project_id = ANY($1)",
        "project_id IN ($1)",
        "project_id::text = $1",
        "(project_id) = ($1)",
        "project_id IS NOT NULL",
        "project_id <> $1",
        "project_id = $1 OR id = $2",
        "lower(project_id) = $1",
    ] {
        assert_eq!(unread(&format!("SELECT id FROM tasks WHERE {condition}")), 1, "{condition}");
    }
    assert_eq!(unread("SELECT FROM tasks JOIN documents USING (project_id)"), 1);
}

#[test]
fn a_forgotten_project_is_seen() {
    let tables = ["tasks", "documents", "listings"].map(ToOwned::to_owned);
    let missing = |statement: &str| Reading::of(statement, &tables).unbound(false);
    let fine = [""; 0];
    assert_eq!(missing("SELECT id FROM tasks WHERE id = $1"), ["tasks"]);
    assert_eq!(missing("SELECT id FROM tasks WHERE project_id = $1"), fine);
    assert_eq!(missing("SELECT id FROM tasks WHERE (id = $2 OR $3) AND project_id = $1"), fine);
    assert_eq!(missing("SELECT id FROM tasks WHERE project_id = $1 OR id = $2"), ["tasks"]);
    assert_eq!(missing("SELECT id FROM tasks WHERE (id = $2 OR project_id = $1)"), ["tasks"]);
    assert_eq!(missing("SELECT project_id = $1 FROM tasks"), ["tasks"]);
    let joined = "SELECT t.id FROM tasks t JOIN documents d ON d.project_id = t.project_id";
    assert_eq!(missing(joined), ["tasks", "documents"]);
    assert_eq!(missing(&format!("{joined} WHERE d.project_id = $1")), fine);
    let beside = "SELECT t.id FROM tasks t JOIN documents d ON d.id = t.id WHERE t.project_id = $1";
    assert_eq!(missing(beside), ["documents"]);
    let left = "SELECT t.id FROM tasks t LEFT JOIN documents d ON d.project_id = t.project_id AND d.project_id = $1";
    assert_eq!(missing(left), ["tasks"]);
    let inner = "SELECT t.id FROM tasks t WHERE EXISTS (SELECT FROM documents d WHERE d.project_id = t.project_id)";
    assert_eq!(missing(inner), ["tasks", "documents"]);
    let outer = "SELECT t.id FROM tasks t WHERE NOT EXISTS (SELECT FROM documents d WHERE d.project_id = $1 AND t.project_id = d.project_id)";
    assert_eq!(missing(outer), ["tasks"]);
    assert_eq!(missing("UPDATE tasks SET done_at = $2 WHERE id = $1"), ["tasks"]);
    assert_eq!(missing("UPDATE tasks SET project_id = $2 WHERE id = $1"), ["tasks"]);
    assert_eq!(missing("DELETE FROM documents WHERE project_id = $1 AND id = $2"), fine);
    assert_eq!(missing("INSERT INTO tasks (id, title) VALUES ($1, $2)"), ["tasks"]);
    assert_eq!(missing("INSERT INTO tasks (project_id, id) VALUES ('FP', $2)"), ["tasks"]);
    assert_eq!(missing("INSERT INTO tasks (project_id, id) VALUES ($1, $2) ON CONFLICT DO UPDATE SET id = $2"), fine);
    assert_eq!(missing("SELECT name FROM users WHERE id = $1"), fine);
    let list = "SELECT title FROM listings WHERE NOT archived";
    assert_eq!(Reading::of(list, &tables).unbound(true), fine);
    assert_eq!(missing(list), ["listings"]);
    let beyond = "SELECT title FROM listings l WHERE EXISTS (SELECT FROM tasks WHERE project_id <> l.project_id)";
    assert_eq!(Reading::of(beyond, &tables).unbound(true), ["tasks"]);
}
