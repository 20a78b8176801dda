package org.taskvectors.tokenizer.template;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The variables of one block, with those of the blocks around it in sight.
final class Scope {
    private final Map<String, Object> variables = new HashMap<>();
    private final Optional<Scope> outer;

    private Scope(Optional<Scope> outer) {
        this.outer = outer;
    }

    static Scope root() {
        return new Scope(Optional.empty());
    }

    /// Returns a scope inside this one; what is set there ends with it.
    Scope inner() {
        return new Scope(Optional.of(this));
    }

    void set(String name, Object value) {
        variables.put(name, value);
    }

    Optional<Object> get(String name) {
        Scope scope = this;
        while (true) {
            Object value = scope.variables.get(name);
            if (value != null) {
                return Optional.of(value);
            }
            if (scope.outer.isEmpty()) {
                return Optional.empty();
            }
            scope = scope.outer.get();
        }
    }
}
