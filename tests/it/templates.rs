//! Templates and static files: lines that fit a screen, indentation that follows the nesting, one element a line, and
//! no style or script in an attribute.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Characters of a line.
const LINE: usize = 160;
/// Elements without an end, and `html`, whose parts stand at the margin.
const FLAT: [&str; 8] = ["html", "meta", "link", "input", "br", "use", "rect", "path"];
/// Elements of which a line opens one.
const BOXES: &str = "div section article nav aside header footer main form fieldset p h1 h2 h3 ul ol li dl dt dd table \
                     thead tbody tr th td details summary select option textarea button label";
/// Statements of a template that enclose something.
const ENCLOSING: [&str; 7] = ["if", "for", "match", "macro", "block", "call", "filter"];
/// Elements whose text is shown with its line breaks, by their beginning or their class.
const AS_TYPED: [&str; 4] = ["<textarea", "<pre", "prose\"", "class=\"message-body\""];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Opens,
    Closes,
    Divides,
    Stands,
}

/// A tag, an expression, a statement or a comment.
struct Piece<'a> {
    start: usize,
    text: &'a str,
    kind: Kind,
}

impl Piece<'_> {
    fn is_element(&self) -> bool {
        self.text.starts_with('<')
    }

    fn depth(&self) -> isize {
        match self.kind {
            Kind::Opens => 1,
            Kind::Closes => -1,
            Kind::Divides | Kind::Stands => 0,
        }
    }
}

/// First word of a tag or a statement.
fn word(text: &str) -> &str {
    let text = text.trim_start_matches(['<', '{', '%', '/', '-', ' ']);
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap()
}

fn kind(text: &str) -> Kind {
    let word = word(text);
    if FLAT.contains(&word) || text.ends_with("/>") || text.starts_with("<!") {
        Kind::Stands
    } else if text.starts_with("</") {
        Kind::Closes
    } else if text.starts_with('<') {
        Kind::Opens
    } else if !text.starts_with("{%") {
        Kind::Stands
    } else if ENCLOSING.contains(&word) {
        Kind::Opens
    } else if word.starts_with("end") {
        Kind::Closes
    } else if ["else", "when"].contains(&word) {
        Kind::Divides
    } else {
        Kind::Stands
    }
}

/// Length of the piece of a template language at the beginning of `text`, if there is one.
fn inner(text: &str) -> Option<usize> {
    let end = ["}}", "%}", "#}"][["{{", "{%", "{#"].iter().position(|start| text.starts_with(start))?];
    let (mut quoted, mut at) = (false, 2);
    while quoted || !text[at..].starts_with(end) {
        quoted ^= end != "#}" && text[at..].starts_with('"');
        at += text[at..].chars().next().expect("a piece that ends").len_utf8();
    }
    Some(at + end.len())
}

/// Length of the tag at the beginning of `text`, if there is one.
fn tag(text: &str) -> Option<usize> {
    text.strip_prefix('<')?.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!').then_some(())?;
    let (mut quoted, mut at) = (false, 1);
    loop {
        if let Some(length) = inner(&text[at..]) {
            at += length;
            continue;
        }
        match text[at..].chars().next().expect("a tag that ends") {
            '>' if !quoted => return Some(at + 1),
            c => {
                quoted ^= c == '"';
                at += c.len_utf8();
            }
        }
    }
}

fn pieces(source: &str) -> Vec<Piece<'_>> {
    let (mut found, mut start) = (Vec::new(), 0);
    while start < source.len() {
        let rest = &source[start..];
        if let Some(length) = inner(rest).or_else(|| tag(rest)) {
            let text = &rest[..length];
            found.push(Piece { start, text, kind: kind(text) });
            start += length;
        } else {
            start += rest.chars().next().unwrap().len_utf8();
        }
    }
    found
}

/// Faults that the text of any file may have, by line.
fn faults_of_lines(source: &str) -> Vec<(usize, &'static str)> {
    let fault = |line: &str| {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if line.chars().count() > LINE {
            Some("is too long")
        } else if line.contains('\t') {
            Some("holds a tab")
        } else if line.ends_with(' ') {
            Some("ends in a space")
        } else {
            (!line.is_empty() && indent % 2 == 1).then_some("is indented by half a step")
        }
    };
    source.lines().enumerate().filter_map(|(at, line)| Some((at + 1, fault(line)?))).collect()
}

/// A line with the pieces that begin in it.
struct Line<'a, 'p> {
    number: usize,
    text: &'a str,
    /// Where its text begins, after the indentation.
    first: usize,
    pieces: Vec<&'p Piece<'a>>,
}

impl Line<'_, '_> {
    fn indent(&self) -> isize {
        isize::try_from(self.text.len() - self.text.trim_start().len()).unwrap()
    }

    fn end(&self) -> usize {
        self.first + self.text.trim_start().len()
    }

    /// Whether it begins with the end of something, or with another branch of it.
    fn closes(&self) -> bool {
        let first = self.pieces.first().filter(|piece| piece.start == self.first);
        first.is_some_and(|piece| matches!(piece.kind, Kind::Closes | Kind::Divides))
    }

    /// Whether it is half of a frame that only some pages have: `{% if … %}<fieldset>{% endif %}`.
    fn frames(&self) -> bool {
        let statement = |piece: Option<&&Piece<'_>>, kind| {
            piece.is_some_and(|piece| piece.kind == kind && piece.text.starts_with("{%"))
        };
        statement(self.pieces.first(), Kind::Opens) && statement(self.pieces.last(), Kind::Closes)
    }

    fn opens_two_boxes(&self) -> bool {
        let boxes = self.pieces.iter().filter(|piece| piece.kind == Kind::Opens && piece.is_element());
        boxes.filter(|piece| BOXES.split_whitespace().any(|name| name == word(piece.text))).count() > 1
    }

    fn breaks_text_as_typed(&self) -> bool {
        let last = self.pieces.last().filter(|piece| piece.start + piece.text.len() == self.end());
        last.is_some_and(|piece| piece.kind == Kind::Opens && AS_TYPED.iter().any(|mark| piece.text.contains(mark)))
    }
}

fn lines<'a, 'p>(source: &'a str, pieces: &'p [Piece<'a>]) -> Vec<Line<'a, 'p>> {
    let mut start = 0;
    let line = |(at, text): (usize, &'a str)| {
        let (from, first) = (start, start + text.len() - text.trim_start().len());
        start += text.len() + 1;
        let here = pieces.iter().filter(|piece| (from..start).contains(&piece.start)).collect();
        Line { number: at + 1, text, first, pieces: here }
    };
    source.lines().enumerate().map(line).collect()
}

/// Lines that are not indented as elements and statements are nested. A piece of several lines has its own end below
/// its beginning, and the rest of it deeper.
fn misplaced(lines: &[Line<'_, '_>]) -> Vec<usize> {
    let (mut found, mut depth) = (Vec::new(), 0_isize);
    let mut open: Option<(&Piece<'_>, isize)> = None;
    for line in lines {
        let inside = open.filter(|(piece, _)| line.first < piece.start + piece.text.len());
        let fits = match inside {
            Some((_, indent)) if line.text.trim_start().starts_with([')', ']']) => line.indent() == indent,
            Some((_, indent)) => line.indent() > indent,
            None => line.text.is_empty() || line.indent() == 2 * (depth - isize::from(line.closes())),
        };
        if !fits {
            found.push(line.number);
        }
        if !line.frames() {
            depth += line.pieces.iter().map(|piece| piece.depth()).sum::<isize>();
        }
        if let Some(last) = line.pieces.last() {
            open = Some((*last, line.indent()));
        }
    }
    if depth != 0 {
        found.push(lines.len());
    }
    found
}

/// Faults of a template, by line.
pub fn faults(source: &str) -> Vec<(usize, &'static str)> {
    let (mut found, pieces) = (faults_of_lines(source), pieces(source));
    let lines = lines(source, &pieces);
    found.extend(misplaced(&lines).into_iter().map(|line| (line, "is not indented as it is nested")));
    for line in &lines {
        let acts = |word: &str| word.starts_with("style=") || word.starts_with("on") && word.contains('=');
        let mut elements = line.pieces.iter().filter(|piece| piece.is_element());
        for (fault, holds) in [
            ("opens two elements", line.opens_two_boxes()),
            ("breaks a text that is shown as typed", line.breaks_text_as_typed()),
            ("has style or script in an attribute", elements.any(|piece| piece.text.split_whitespace().any(acts))),
        ] {
            if holds {
                found.push((line.number, fault));
            }
        }
    }
    found
}

fn files(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(files(&path, ends));
        } else if ends.iter().any(|end| path.to_str().unwrap().ends_with(end)) {
            found.push(path);
        }
    }
    found
}

fn told(path: &Path, faults: Vec<(usize, &'static str)>) -> Vec<String> {
    faults.into_iter().map(|(line, fault)| format!("{}:{line} {fault}", path.display())).collect()
}

#[test]
fn templates_are_indented_as_they_are_nested() {
    let templates = files(Path::new("templates"), &[".html"]);
    assert!(templates.len() > 50, "next to no templates: {templates:?}");
    let found: Vec<_> =
        templates.iter().flat_map(|path| told(path, faults(&fs::read_to_string(path).unwrap()))).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn style_and_script_have_short_lines_of_one_declaration() {
    let mut found = Vec::new();
    for path in files(Path::new("static"), &[".css", ".js"]) {
        let text = fs::read_to_string(&path).unwrap();
        found.extend(told(&path, faults_of_lines(&text)));
        if path.extension().is_some_and(|end| end == "css") {
            let dense = text.lines().enumerate().filter(|(_, line)| line.matches([';', '{']).count() > 1);
            found.extend(told(&path, dense.map(|(at, _)| (at + 1, "holds two declarations")).collect()));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Each fault is noticed, and by its own word.
#[test]
fn a_template_with_a_fault_is_noticed() {
    let long = format!("<p>{}</p>\n", "a".repeat(LINE));
    for (source, fault) in [
        (long.as_str(), "is too long"),
        ("<p>\ta</p>\n", "holds a tab"),
        ("<p>a</p> \n", "ends in a space"),
        ("<ul>\n   <li>a</li>\n</ul>\n", "is indented by half a step"),
        ("<ul>\n<li>a</li>\n</ul>\n", "is not indented as it is nested"),
        ("{% if a %}\n<p>a</p>\n{% endif %}\n", "is not indented as it is nested"),
        ("{% if a %}\n  <p>a</p>\n  {% else %}\n  <p>b</p>\n{% endif %}\n", "is not indented as it is nested"),
        ("<input\nname=\"a\">\n", "is not indented as it is nested"),
        ("<ul><li>a</li></ul>\n", "opens two elements"),
        ("<div>\n", "is not indented as it is nested"),
        ("<p style=\"color: red\">a</p>\n", "has style or script in an attribute"),
        ("<p\n    onclick=\"a()\">a</p>\n", "has style or script in an attribute"),
        ("<textarea>\n  {{ a }}\n</textarea>\n", "breaks a text that is shown as typed"),
        ("<p class=\"small prose\">\n  {{ a }}\n</p>\n", "breaks a text that is shown as typed"),
    ] {
        assert!(faults(source).iter().any(|(_, found)| *found == fault), "{source}: {:?}", faults(source));
    }
    let sound =
        "{% if a %}\n  <ul class=\"{% if b > 1 %}c{% endif %}\">\n    <li>{{ d(\"}}\") }}</li>\n  </ul>\n{% endif %}\n";
    assert_eq!(faults(sound), []);
}
