package org.taskvectors.ui.common;

import java.util.Locale;
import javafx.scene.control.Label;

/// Small spaced capitals over a section of options. Screen readers get the words as they were
/// given.
public final class SectionLabel extends Label {
    public SectionLabel() {
        getStyleClass().add("section-label");
        textProperty()
                .addListener(
                        (_, _, text) -> {
                            String upper = text == null ? "" : text.toUpperCase(Locale.ROOT);
                            if (!upper.equals(text)) {
                                setAccessibleText(text);
                                setText(upper);
                            }
                        });
    }

    public SectionLabel(String text) {
        this();
        setText(text);
    }
}
