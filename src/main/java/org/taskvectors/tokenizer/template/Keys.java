package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.List;

/// What filters look for in each element: attributes by their path, `function.name` or `0.role`.
final class Keys {
    private Keys() {}

    /// Returns the parts of a path; those of digits are numbers.
    static List<Object> path(Run run, Object attribute) {
        if (attribute == None.NONE) {
            return List.of();
        }
        if (!(attribute instanceof String text)) {
            return List.of(attribute);
        }
        run.read(text);
        List<Object> parts = new ArrayList<>();
        for (String part : text.split("\\.", -1)) {
            boolean isNumber =
                    !part.isEmpty()
                            && part.length() < 10
                            && part.chars().allMatch(c -> c >= '0' && c <= '9');
            run.spend(1);
            parts.add(isNumber ? (Object) Long.valueOf(part) : part);
        }
        return parts;
    }

    static Object of(Run run, Object item, List<Object> path) {
        Object value = item;
        for (Object part : path) {
            value = Attributes.item(run, value, part);
        }
        return value;
    }

    /// Returns a value as it is sorted by: in small letters unless capitals count.
    static Object folded(Object value, boolean isCaseSensitive) {
        return value instanceof String text && !isCaseSensitive ? Texts.lower(text) : value;
    }
}
