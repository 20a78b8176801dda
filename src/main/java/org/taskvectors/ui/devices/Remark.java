package org.taskvectors.ui.devices;

/// What came of something that a person asked for.
///
/// @param text empty where there is nothing to say
/// @param tone `muted`, `good`, `warning` or `bad`: a style class
public record Remark(String text, String tone) {
    /// There is nothing to say.
    static final Remark NONE = new Remark("", "muted");

    static Remark of(String text, String tone) {
        return new Remark(text, tone);
    }
}
