package org.taskvectors.ui.common;

import java.util.function.Function;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/// Shows the values of a list of choices by their labels. Such a list is chosen from, not typed
/// into.
public final class Labelled<T> extends StringConverter<T> {
    private final Function<T, String> label;

    public Labelled(Function<T, String> label) {
        super();
        this.label = label;
    }

    @Override
    public String toString(@Nullable T value) {
        return value == null ? "" : label.apply(value);
    }

    @Override
    public @Nullable T fromString(String text) {
        return null;
    }
}
