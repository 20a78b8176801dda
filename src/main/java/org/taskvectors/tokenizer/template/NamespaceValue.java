package org.taskvectors.tokenizer.template;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The only thing in a template whose parts can be changed.
final class NamespaceValue {
    private final Map<String, Object> attributes = new LinkedHashMap<>();

    void set(String name, Object value) {
        if (name.startsWith("_")) {
            throw new TemplateError(
                    TemplateProblem.SANDBOX,
                    "Chat templates cannot store underscore-prefixed attributes on a namespace, but"
                            + " got "
                            + Printing.quoted(name)
                            + ". Please rename the attribute.");
        }
        attributes.put(name, value);
    }

    Optional<Object> get(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    Map<String, Object> attributes() {
        return attributes;
    }
}
