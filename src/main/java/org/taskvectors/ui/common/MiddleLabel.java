package org.taskvectors.ui.common;

import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;

/// A label of a name, which is shortened in the middle where it lacks room, since names of vectors
/// and models that belong together differ at their ends. The whole name is in its tooltip.
public final class MiddleLabel extends Label {
    public MiddleLabel() {
        this("");
    }

    public MiddleLabel(String name) {
        super(name);
        setMinWidth(0);
        setMaxWidth(Double.MAX_VALUE);
        setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        textTruncatedProperty().addListener((_, _, _) -> showTooltip());
        textProperty().addListener((_, _, _) -> showTooltip());
    }

    private void showTooltip() {
        setTooltip(isTextTruncated() ? new Tooltip(getText()) : null);
    }
}
