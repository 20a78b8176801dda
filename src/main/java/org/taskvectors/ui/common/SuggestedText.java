package org.taskvectors.ui.common;

import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/// A text that follows suggestions until a person writes another one.
public final class SuggestedText {
    private final StringProperty text;
    private boolean isSaid;
    private boolean isSuggesting;

    /// @param bean whose property the text is
    /// @param name of the property
    public SuggestedText(Object bean, String name) {
        text = new SimpleStringProperty(bean, name, "");
        text.addListener((_, _, _) -> isSaid |= !isSuggesting);
    }

    public StringProperty textProperty() {
        return text;
    }

    /// Whether a person wrote it.
    public boolean isSaid() {
        return isSaid;
    }

    /// Takes a suggestion, unless a person wrote something.
    public void suggest(String suggestion) {
        if (!isSaid) {
            isSuggesting = true;
            text.set(suggestion);
            isSuggesting = false;
        }
    }

    /// Lets the next suggestion take the place of what a person wrote.
    public void followAgain() {
        isSaid = false;
    }
}
