//! The files of `src`, parsed, and the way from a path in the code to the file that defines what it names.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use syn::{
    Attribute, File, Item, ItemMod, ItemUse, UseTree, Visibility,
    visit::{self, Visit},
};

use crate::docs::{files, root};

/// Absolute path of a module or an item: `["http", "auth"]` for `crate::http::auth`.
pub type Route = Vec<String>;

/// A file of `src`.
pub struct Source {
    /// Its path, as in `src/http/mod.rs`.
    pub path: String,
    /// Path of its module.
    pub module: Route,
    /// Its syntax, without what is compiled for tests alone.
    pub syntax: File,
    /// Names that `use` brings in: the local name, the path, and whether it is handed on.
    uses: Vec<(String, Route, bool)>,
}

/// All files of `src`.
pub struct Sources {
    /// The files.
    pub files: Vec<Source>,
    by_module: BTreeMap<Route, usize>,
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

fn leaves(tree: &UseTree, before: &[String], found: &mut Vec<(String, Route)>) {
    let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
    match tree {
        UseTree::Path(path) => leaves(&path.tree, &with(&path.ident), found),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, before, found)),
        UseTree::Name(name) if name.ident == "self" => found.push((before.last().unwrap().clone(), before.to_vec())),
        UseTree::Name(name) => found.push((name.ident.to_string(), with(&name.ident))),
        UseTree::Rename(rename) if rename.ident == "self" => found.push((rename.rename.to_string(), before.to_vec())),
        UseTree::Rename(rename) => found.push((rename.rename.to_string(), with(&rename.ident))),
        UseTree::Glob(_) => found.push(("*".to_owned(), before.to_vec())),
    }
}

/// Every `use` of a file, those in functions too.
struct Uses(Vec<(String, Route, bool)>);

impl Visit<'_> for Uses {
    fn visit_item_use(&mut self, item: &ItemUse) {
        let mut found = Vec::new();
        leaves(&item.tree, &[], &mut found);
        let handed_on = !matches!(item.vis, Visibility::Inherited);
        self.0.extend(found.into_iter().map(|(name, path)| (name, path, handed_on)));
    }
}

/// Paths of all imports of a file's text.
pub fn imported_paths(text: &str) -> Vec<Route> {
    let mut uses = Uses(Vec::new());
    uses.visit_file(&syn::parse_file(text).unwrap());
    uses.0.into_iter().map(|(_, path, _)| path).collect()
}

impl Sources {
    /// Reads and parses all of `src`.
    pub fn read() -> Self {
        let mut paths = Vec::new();
        files(&root().join("src"), &|name| name.ends_with(".rs"), &mut paths);
        let mut sources = Self { files: Vec::new(), by_module: BTreeMap::new() };
        for path in paths {
            let mut syntax = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
            syntax.items.retain(|item| !matches!(item, Item::Mod(ItemMod { attrs, .. }) if is_test(attrs)));
            let path = path.strip_prefix(root()).unwrap().display().to_string();
            sources.add(path, syntax);
        }
        assert!(sources.files.len() > 300, "only {} files were found", sources.files.len());
        sources
    }

    /// Sources of a test.
    pub fn of(texts: &[(&str, &str)]) -> Self {
        let mut sources = Self { files: Vec::new(), by_module: BTreeMap::new() };
        for (path, text) in texts {
            sources.add((*path).to_owned(), syn::parse_file(text).unwrap());
        }
        sources
    }

    fn add(&mut self, path: String, syntax: File) {
        let inside = path.strip_prefix("src/").unwrap().strip_suffix(".rs").unwrap();
        let mut module: Route = inside.split('/').map(str::to_owned).collect();
        module.pop_if(|last| last == "mod" || last == "lib");
        let mut uses = Uses(Vec::new());
        uses.visit_file(&syntax);
        self.by_module.insert(module.clone(), self.files.len());
        self.files.push(Source { path, module, syntax, uses: uses.0 });
    }

    /// Path from the crate's root of what `path` names in `source`; `None` for what other crates define.
    fn absolute(&self, source: &Source, path: &[String]) -> Option<Route> {
        let (first, rest) = path.split_first()?;
        let child = || [&source.module[..], std::slice::from_ref(first)].concat();
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([&source.module[..], rest].concat()),
            "super" => {
                let ups = path.iter().take_while(|part| *part == "super").count();
                let above = source.module.len().checked_sub(ups)?;
                Some([&source.module[..above], &path[ups..]].concat())
            }
            _ if self.by_module.contains_key(&child()) => Some([&source.module[..], path].concat()),
            _ => None,
        }
    }

    /// File that defines what is at `route`, through what modules hand on.
    fn definition(&self, route: &[String], depth: usize) -> Option<usize> {
        for end in (1..=route.len()).rev() {
            let Some(&at) = self.by_module.get(&route[..end]) else { continue };
            let (source, rest) = (&self.files[at], &route[end..]);
            let handed_on = source.uses.iter().find(|(name, _, handed_on)| *handed_on && rest.first() == Some(name));
            if let Some((_, path, _)) = handed_on
                && depth < 8
                && let Some(mut path) = self.absolute(source, path)
            {
                path.extend_from_slice(&rest[1..]);
                return self.definition(&path, depth + 1).or(Some(at));
            }
            return Some(at);
        }
        None
    }

    /// The files whose definitions each file uses, by their places in `files`.
    pub fn imports(&self) -> Vec<BTreeSet<usize>> {
        let targets = |(place, source): (usize, &Source)| {
            let mut paths = Paths(Vec::new());
            paths.visit_file(&source.syntax);
            let by_name = |path: &Route| {
                let name = path.first()?;
                let (_, module, _) = source.uses.iter().find(|(known, ..)| known == name)?;
                Some([&module[..], &path[1..]].concat())
            };
            let used = source.uses.iter().map(|(_, path, _)| path.clone());
            let named = paths.0.iter().map(|path| by_name(path).unwrap_or_else(|| path.clone()));
            let found = used.filter(|path| !self.is_module(source, path)).chain(named);
            let found = found.filter_map(|path| self.definition(&self.absolute(source, &path)?, 0));
            found.filter(|target| *target != place).collect()
        };
        self.files.iter().enumerate().map(targets).collect()
    }

    /// Whether the path is a module: importing one uses nothing of it yet.
    fn is_module(&self, source: &Source, path: &[String]) -> bool {
        self.absolute(source, path).is_some_and(|route| self.by_module.contains_key(&route))
    }
}

/// Every path of a file with more than one part.
struct Paths(Vec<Route>);

impl Visit<'_> for Paths {
    fn visit_path(&mut self, path: &syn::Path) {
        if path.segments.len() > 1 {
            self.0.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }
}
