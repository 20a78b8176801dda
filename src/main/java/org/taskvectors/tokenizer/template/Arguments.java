package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a call hands over.
record Arguments(List<Object> positional, Map<String, Object> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    static Arguments of(Object... positional) {
        return new Arguments(List.of(positional), Map.of());
    }

    int size() {
        return positional.size();
    }

    /// Returns the positional ones from `from` on, with all named ones.
    Arguments from(int from) {
        return new Arguments(positional.subList(from, positional.size()), named);
    }

    /// Counts the reading of the texts in it.
    void read(Run run) {
        run.spend(positional.size());
        for (Object value : positional) {
            if (value instanceof String text) {
                run.read(text);
            }
        }
        for (Object value : named.values()) {
            if (value instanceof String text) {
                run.read(text);
            }
        }
    }

    void refuseNamed(String function) {
        if (!named.isEmpty()) {
            throw TemplateError.wrong(function + "() takes no keyword arguments");
        }
    }

    /// Returns the values of `parameters` in their order; a name with `?` behind it may be left
    /// out.
    Bound bind(String function, String... parameters) {
        if (positional.size() > parameters.length) {
            throw TemplateError.wrong(
                    function
                            + "() takes at most "
                            + parameters.length
                            + " arguments ("
                            + positional.size()
                            + " given)");
        }
        Set<String> rest = new HashSet<>(named.keySet());
        List<Optional<Object>> values = new ArrayList<>();
        for (int i = 0; i < parameters.length; i++) {
            boolean isOptional = parameters[i].endsWith("?");
            String name =
                    isOptional
                            ? parameters[i].substring(0, parameters[i].length() - 1)
                            : parameters[i];
            boolean isNamed = rest.remove(name);
            if (i < positional.size()) {
                if (isNamed) {
                    throw TemplateError.wrong(
                            function + "() got multiple values for argument '" + name + "'");
                }
                values.add(Optional.of(positional.get(i)));
            } else if (isNamed) {
                values.add(Optional.ofNullable(named.get(name)));
            } else if (isOptional) {
                values.add(Optional.empty());
            } else {
                throw TemplateError.wrong(
                        function + "() missing 1 required positional argument: '" + name + "'");
            }
        }
        if (!rest.isEmpty()) {
            throw TemplateError.wrong(
                    function
                            + "() got an unexpected keyword argument '"
                            + named.keySet().stream()
                                    .filter(rest::contains)
                                    .findFirst()
                                    .orElseThrow()
                            + "'");
        }
        return new Bound(function, values);
    }

    /// The arguments of one call by the order of the function's parameters.
    record Bound(String function, List<Optional<Object>> values) {
        boolean has(int parameter) {
            return values.get(parameter).isPresent();
        }

        Object get(int parameter) {
            return values.get(parameter).orElseThrow();
        }

        Object or(int parameter, Object otherwise) {
            return values.get(parameter).orElse(otherwise);
        }

        /// Returns whether an argument is true as Python sees it.
        boolean truth(int parameter, boolean otherwise) {
            return has(parameter) ? Types.isTrue(get(parameter)) : otherwise;
        }

        /// Returns an argument that must be an integer.
        long integer(int parameter, long otherwise) {
            return has(parameter) ? Types.integer(get(parameter)) : otherwise;
        }

        /// Returns an argument that must be a string.
        String text(int parameter) {
            Object value = get(parameter);
            if (value instanceof String text) {
                return text;
            }
            if (value instanceof Undefined undefined) {
                throw undefined.failure();
            }
            throw TemplateError.wrong(
                    function + "() argument must be str, not " + Types.name(value));
        }
    }
}
