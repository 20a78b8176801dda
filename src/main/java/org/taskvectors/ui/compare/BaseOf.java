package org.taskvectors.ui.compare;

/// The base that a vector is a change of, as far as it is known. Vectors of one base stand
/// together.
///
/// @param key equal for vectors of one base
/// @param title what people call it; empty where it is not known
/// @param isKnown whether it is sure that vectors of another key are on another base
record BaseOf(String key, String title, boolean isKnown) {
    static final BaseOf UNKNOWN = new BaseOf("", "", false);

    /// `on Llama-3.2-1B`, `base unknown`
    String heading() {
        return title.isEmpty() ? "base unknown" : "on " + title;
    }
}
