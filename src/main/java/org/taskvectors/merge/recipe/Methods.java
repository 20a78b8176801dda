package org.taskvectors.merge.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The methods that a recipe may name.
public final class Methods {
    private final Map<String, MethodSignature> byName = new LinkedHashMap<>();

    /// @throws IllegalArgumentException where two methods have one name
    public Methods(List<MethodSignature> methods) {
        for (MethodSignature method : methods) {
            add(method.id(), method);
            method.aliases().forEach(alias -> add(alias, method));
        }
    }

    private void add(String name, MethodSignature method) {
        if (byName.put(name, method) != null) {
            throw new IllegalArgumentException("two methods are called " + name);
        }
    }

    public Optional<MethodSignature> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// Returns all names, in alphabetical order.
    public Set<String> names() {
        return new TreeSet<>(byName.keySet());
    }
}
