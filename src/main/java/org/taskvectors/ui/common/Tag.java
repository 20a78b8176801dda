package org.taskvectors.ui.common;

import java.util.Locale;
import javafx.scene.control.Label;

/// A small word on a tinted ground. The tint is never the only sign: the word says it too.
public final class Tag extends Label {
    /// What the tint means.
    public enum Kind {
        NEUTRAL,
        ACCENT,
        GOOD,
        WARNING,
        BAD
    }

    private Kind kind = Kind.NEUTRAL;

    public Tag() {
        getStyleClass().addAll("tag", style(kind));
        setMinWidth(USE_PREF_SIZE);
    }

    public Tag(String text, Kind kind) {
        this();
        setText(text);
        setKind(kind);
    }

    public Kind getKind() {
        return kind;
    }

    public void setKind(Kind newKind) {
        getStyleClass().remove(style(kind));
        kind = newKind;
        getStyleClass().add(style(kind));
    }

    private static String style(Kind kind) {
        return "tag-" + kind.name().toLowerCase(Locale.ROOT);
    }
}
