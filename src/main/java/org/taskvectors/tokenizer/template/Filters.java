package org.taskvectors.tokenizer.template;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The filters by their names.
final class Filters {
    /// Filters of Jinja that are not understood here: they are for web pages, or random.
    private static final Set<String> OTHERS =
            Set.of(
                    "attr",
                    "e",
                    "escape",
                    "filesizeformat",
                    "forceescape",
                    "pprint",
                    "random",
                    "striptags",
                    "truncate",
                    "urlencode",
                    "urlize",
                    "wordwrap",
                    "xmlattr");

    private static final Map<String, Filter> FILTERS = filters();

    private Filters() {}

    /// What a filter does with a value.
    @FunctionalInterface
    interface Filter {
        Object apply(Run run, Object value, Arguments arguments);
    }

    private static Map<String, Filter> filters() {
        Map<String, Filter> all = new HashMap<>();
        TextFilters.addTo(all);
        ListFilters.addTo(all);
        ChoosingFilters.addTo(all);
        ValueFilters.addTo(all);
        return Map.copyOf(all);
    }

    static boolean has(String name) {
        return FILTERS.containsKey(name) || OTHERS.contains(name);
    }

    static Object apply(Run run, String name, Object value, Arguments arguments) {
        run.spend(1);
        Filter filter = FILTERS.get(name);
        if (filter != null) {
            return filter.apply(run, value, arguments);
        }
        if (OTHERS.contains(name)) {
            throw TemplateError.unsupported("the filter '" + name + "'");
        }
        throw TemplateError.wrong("No filter named " + Printing.quoted(name) + ".");
    }
}
