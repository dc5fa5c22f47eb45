//! Form data as a browser sends it.

use scraper::{ElementRef, Html, Selector};

/// A form as filled in.
pub(super) struct Filled {
    pub method: String,
    pub action: String,
    pub fields: Vec<(String, String)>,
}

/// The form that `selector` finds, with its values (hidden fields too) and `typed` over them. Typing into a missing
/// field fails, as no visitor could.
#[track_caller]
pub(super) fn fill(page: &Html, selector: &str, typed: &[(&str, &str)]) -> Filled {
    let form = select(page.root_element(), selector)
        .next()
        .unwrap_or_else(|| panic!("no form {selector:?} in {}", page.html()));
    let names: Vec<&str> = select(form, "[name]").filter_map(|field| field.attr("name")).collect();
    for (name, _) in typed {
        assert!(names.contains(name), "no field {name:?} in the form {selector:?}, which has {names:?}");
    }
    let mut fields: Vec<(String, String)> = select(form, "input, select, textarea")
        .filter(|field| field.attr("disabled").is_none())
        .filter_map(|field| Some((field.attr("name")?, field)))
        .filter(|(name, _)| !typed.iter().any(|(typed, _)| typed == name))
        .flat_map(|(name, field)| values(field).into_iter().map(|value| (name.to_owned(), value)))
        .collect();
    fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let attribute = |name| form.attr(name).unwrap_or_default().to_owned();
    Filled { method: attribute("method"), action: attribute("action"), fields }
}

fn select<'a>(within: ElementRef<'a>, selector: &str) -> impl Iterator<Item = ElementRef<'a>> {
    within.select(&Selector::parse(selector).unwrap()).collect::<Vec<_>>().into_iter()
}

fn values(field: ElementRef<'_>) -> Vec<String> {
    let value = || field.attr("value").unwrap_or_default().to_owned();
    match (field.value().name(), field.attr("type").unwrap_or("text")) {
        ("textarea", _) => vec![field.text().collect()],
        ("select", _) => {
            let of = |option: ElementRef<'_>| {
                option.attr("value").map_or_else(|| option.text().collect(), ToOwned::to_owned)
            };
            let chosen: Vec<String> = select(field, "option[selected]").map(of).collect();
            if chosen.is_empty() && field.attr("multiple").is_none() {
                return select(field, "option").next().map(of).into_iter().collect();
            }
            chosen
        }
        (_, "checkbox" | "radio") if field.attr("checked").is_none() => Vec::new(),
        (_, "checkbox" | "radio") => vec![field.attr("value").unwrap_or("on").to_owned()],
        (_, "submit" | "button" | "reset" | "image" | "file") => Vec::new(),
        _ => vec![value()],
    }
}
