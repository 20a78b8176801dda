package org.taskvectors.merge.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The methods that a recipe may name: mergekit's, and this program's own under names that mergekit
/// refuses.
public final class Methods {
    private final Map<String, MethodSignature> byName = new LinkedHashMap<>();
    private final Map<String, MethodSignature> own = new LinkedHashMap<>();

    /// @throws IllegalArgumentException where two methods have one name
    public Methods(List<MethodSignature> methods) {
        this(methods, List.of());
    }

    /// @param own methods of this program's own
    /// @throws IllegalArgumentException where two methods have one name
    public Methods(List<MethodSignature> methods, List<MethodSignature> own) {
        for (MethodSignature method : methods) {
            add(method.id(), method);
            method.aliases().forEach(alias -> add(alias, method));
        }
        for (MethodSignature method : own) {
            if (byName.containsKey(method.id()) || this.own.put(method.id(), method) != null) {
                throw new IllegalArgumentException("two methods are called " + method.id());
            }
        }
    }

    private void add(String name, MethodSignature method) {
        if (byName.put(name, method) != null) {
            throw new IllegalArgumentException("two methods are called " + name);
        }
    }

    public Optional<MethodSignature> find(String name) {
        return Optional.ofNullable(byName.get(name)).or(() -> Optional.ofNullable(own.get(name)));
    }

    /// Returns the names of mergekit's methods, in alphabetical order.
    public Set<String> names() {
        return new TreeSet<>(byName.keySet());
    }

    /// Returns the names of this program's own methods, in alphabetical order.
    public Set<String> ownNames() {
        return new TreeSet<>(own.keySet());
    }

    /// Returns what to do about a name that there is none of.
    String advice(String name) {
        boolean isOwn = own.keySet().stream().anyMatch(one -> name.startsWith(prefix(one)));
        return "The methods are "
                + String.join(", ", isOwn ? ownNames() : names())
                + (isOwn || own.isEmpty()
                        ? ""
                        : "; this program's own are called "
                                + prefix(own.keySet().iterator().next())
                                + "…");
    }

    private static String prefix(String name) {
        return name.substring(0, name.indexOf('.') + 1);
    }
}
