//! Enums whose variants are words of rows, JSON, forms and locale keys. Each derives `Display`, `EnumString`,
//! `IntoStaticStr` and `VariantArray` from `strum`, so that a word is spelled once.

/// Gives each enum an `as_str`.
macro_rules! words {
    ($($name:ty),+ $(,)?) => {
        $(impl $name {
            /// The word in rows, JSON and locale keys.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                self.into()
            }
        })+
    };
}
