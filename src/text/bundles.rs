//! Fluent bundles of the locale files.

use std::{borrow::Cow, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};

use super::{Language, Value};

#[derive(rust_embed::Embed)]
#[folder = "locales"]
pub(super) struct Files;

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[Bundle; 3]> = LazyLock::new(|| [load(Language::En), load(Language::Fr), load(Language::Mg)]);

fn bundle(language: Language) -> &'static Bundle {
    let [en, fr, mg] = &*BUNDLES;
    match language {
        Language::En => en,
        Language::Fr => fr,
        Language::Mg => mg,
    }
}

fn load(language: Language) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language.tag().parse().unwrap_or_default()]);
    // Bidirectional isolation marks would show up in titles and mails; none of the languages needs them.
    bundle.set_use_isolating(false);
    for source in sources(language) {
        // Tests reject files with errors or duplicate keys; the readable part is still shown.
        let resource = FluentResource::try_new(source).unwrap_or_else(|(partial, _)| partial);
        let _ = bundle.add_resource(resource);
    }
    bundle
}

pub(super) fn sources(language: Language) -> impl Iterator<Item = String> {
    Files::iter()
        .filter(move |path| path.starts_with(language.tag()))
        .filter_map(|path| Files::get(&path))
        .filter_map(|file| String::from_utf8(file.data.into_owned()).ok())
}

pub(super) fn has(language: Language, key: &str) -> bool {
    bundle(language).has_message(key)
}

pub(super) fn format(language: Language, key: &str, args: &[(&'static str, Value<'_>)]) -> Cow<'static, str> {
    let bundle = bundle(language);
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        tracing::error!(key, language = language.tag(), "text is missing");
        return Cow::Owned(key.to_owned());
    };
    let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
    Cow::Owned(bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
}
