package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.tokenizer.template.Filters.Filter;

/// The filters that make lists, or that count and join them.
final class ListFilters {
    private ListFilters() {}

    static void addTo(Map<String, Filter> all) {
        all.put("length", ListFilters::length);
        all.put("count", ListFilters::length);
        all.put("first", ListFilters::first);
        all.put("last", ListFilters::last);
        all.put("list", ListFilters::list);
        all.put("join", ListFilters::join);
        all.put("items", ListFilters::items);
        all.put("reverse", ListFilters::reverse);
        all.put("sort", ListFilters::sort);
        all.put("dictsort", ListFilters::dictSort);
        all.put("unique", ListFilters::unique);
        all.put("min", (run, value, arguments) -> extreme(run, value, arguments, "min"));
        all.put("max", (run, value, arguments) -> extreme(run, value, arguments, "max"));
        all.put("sum", ListFilters::sum);
        all.put("batch", ListFilters::batch);
        all.put("slice", ListFilters::slice);
        all.put("groupby", ListFilters::groupBy);
    }

    private static Object length(Run run, Object value, Arguments arguments) {
        arguments.bind("length");
        return switch (value) {
            case String text -> {
                run.read(text);
                yield (long) Texts.length(text);
            }
            case Items items -> (long) items.size();
            case MapValue map -> (long) map.size();
            case Undefined undefined -> 0L;
            case Loop loop -> (long) loop.length();
            default ->
                    throw TemplateError.wrong(
                            "object of type '" + Types.name(value) + "' has no len()");
        };
    }

    private static Object first(Run run, Object value, Arguments arguments) {
        arguments.bind("first");
        return run.iterate(value)
                .next()
                .orElseGet(() -> Undefined.hint("No first item, sequence was empty."));
    }

    private static Object last(Run run, Object value, Arguments arguments) {
        arguments.bind("last");
        if (value instanceof Pull) {
            throw TemplateError.wrong("'" + Types.name(value) + "' object is not reversible");
        }
        List<Object> all = run.all(value);
        return all.isEmpty() ? Undefined.hint("No last item, sequence was empty.") : all.getLast();
    }

    private static Object list(Run run, Object value, Arguments arguments) {
        arguments.bind("list");
        return Items.list(run.all(value));
    }

    private static Object join(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("join", "d?", "attribute?");
        List<Object> path = Keys.path(run, bound.or(1, None.NONE));
        String between = Printing.text(run, bound.or(0, ""));
        StringBuilder joined = new StringBuilder();
        boolean isFirst = true;
        Iterator<Object> values = run.iterate(value).values();
        while (values.hasNext()) {
            Object item = Keys.of(run, values.next(), path);
            run.append(joined, isFirst ? "" : between);
            run.append(joined, Printing.text(run, item));
            isFirst = false;
        }
        return joined.toString();
    }

    private static Object items(Run run, Object value, Arguments arguments) {
        arguments.bind("items");
        return Lazy.generator(
                run,
                () -> {
                    if (value instanceof Undefined) {
                        return Optional::empty;
                    }
                    if (!(value instanceof MapValue map)) {
                        throw TemplateError.wrong("Can only get item pairs from a mapping.");
                    }
                    run.allowItems(map.size());
                    return Pull.of(Attributes.pairs(map))::next;
                });
    }

    private static Object reverse(Run run, Object value, Arguments arguments) {
        arguments.bind("reverse");
        if (value instanceof String text) {
            run.read(text);
            StringBuilder reversed = new StringBuilder(text.length());
            for (int i = text.length(); i > 0; ) {
                int c = text.codePointBefore(i);
                reversed.appendCodePoint(c);
                i -= Character.charCount(c);
            }
            return reversed.toString();
        }
        List<Object> all = new ArrayList<>(run.all(value));
        Collections.reverse(all);
        return value instanceof Pull || value instanceof Loop
                ? Items.list(all)
                : new Pull(Types.name(value) + "_reverseiterator", all.iterator());
    }

    /// Returns the key of an element for each of the attributes that are named with commas.
    private static Items keys(Run run, Object item, Object attribute, boolean isCaseSensitive) {
        List<Object> keys = new ArrayList<>();
        if (attribute instanceof String text) {
            for (String one : text.split(",", -1)) {
                keys.add(Keys.folded(Keys.of(run, item, Keys.path(run, one)), isCaseSensitive));
            }
        } else {
            keys.add(Keys.folded(Keys.of(run, item, Keys.path(run, attribute)), isCaseSensitive));
        }
        return Items.list(keys);
    }

    private record Keyed(Object key, Object item) {}

    private static void sort(Run run, List<Keyed> keyed, boolean isReverse) {
        if (isReverse) {
            Sorting.sort(keyed, (a, b) -> Comparing.order(run, "<", b.key(), a.key()));
        } else {
            Sorting.sort(keyed, (a, b) -> Comparing.order(run, "<", a.key(), b.key()));
        }
    }

    private static Object sort(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("sort", "reverse?", "case_sensitive?", "attribute?");
        List<Keyed> keyed = new ArrayList<>();
        for (Object item : run.all(value)) {
            keyed.add(
                    new Keyed(
                            keys(run, item, bound.or(2, None.NONE), bound.truth(1, false)), item));
        }
        sort(run, keyed, bound.truth(0, false));
        return Items.list(new ArrayList<>(keyed.stream().map(Keyed::item).toList()));
    }

    private static Object dictSort(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("dictsort", "case_sensitive?", "by?", "reverse?");
        Object by = bound.or(1, "key");
        if (!by.equals("key") && !by.equals("value")) {
            throw TemplateError.wrong("You can only sort by either \"key\" or \"value\"");
        }
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (!(value instanceof MapValue map)) {
            throw TemplateError.wrong("dictsort needs a dict, not " + Types.name(value));
        }
        run.allowItems(map.size());
        List<Keyed> keyed = new ArrayList<>();
        for (MapValue.Entry entry : map.entries()) {
            Object key = by.equals("key") ? entry.key() : entry.value();
            keyed.add(
                    new Keyed(
                            Keys.folded(key, bound.truth(0, false)),
                            Items.tuple(entry.key(), entry.value())));
        }
        sort(run, keyed, bound.truth(2, false));
        return Items.list(new ArrayList<>(keyed.stream().map(Keyed::item).toList()));
    }

    private static Object unique(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("unique", "case_sensitive?", "attribute?");
        boolean isCaseSensitive = bound.truth(0, false);
        List<Object> path = Keys.path(run, bound.or(1, None.NONE));
        return Lazy.generator(
                run,
                () -> {
                    Pull source = run.iterate(value);
                    MapValue seen = new MapValue();
                    return () -> {
                        Optional<Object> item = source.next();
                        while (item.isPresent()) {
                            run.spend(1);
                            Object key =
                                    Keys.folded(Keys.of(run, item.get(), path), isCaseSensitive);
                            if (!seen.has(run, key)) {
                                seen.put(run, key, true);
                                return item;
                            }
                            item = source.next();
                        }
                        return Optional.empty();
                    };
                });
    }

    private static Object extreme(Run run, Object value, Arguments arguments, String name) {
        Arguments.Bound bound = arguments.bind(name, "case_sensitive?", "attribute?");
        List<Object> path = Keys.path(run, bound.or(1, None.NONE));
        String operator = name.equals("min") ? "<" : ">";
        Optional<Keyed> best = Optional.empty();
        for (Object item : run.all(value)) {
            Object key = Keys.folded(Keys.of(run, item, path), bound.truth(0, false));
            if (best.isEmpty() || Comparing.ordered(run, operator, key, best.get().key())) {
                best = Optional.of(new Keyed(key, item));
            }
        }
        return best.map(Keyed::item)
                .orElseGet(() -> Undefined.hint("No aggregated item, sequence was empty."));
    }

    private static Object sum(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("sum", "attribute?", "start?");
        List<Object> path = Keys.path(run, bound.or(0, None.NONE));
        Object sum = bound.or(1, 0L);
        if (sum instanceof String) {
            throw TemplateError.wrong("sum() can't sum strings [use ''.join(seq) instead]");
        }
        for (Object item : run.all(value)) {
            sum = Numbers.arithmetic(run, "+", sum, Keys.of(run, item, path));
        }
        return sum;
    }

    private static Object batch(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("batch", "linecount", "fill_with?");
        long size = bound.integer(0, 0);
        Object fill = bound.or(1, None.NONE);
        List<Object> all = run.all(value);
        List<Object> rows = new ArrayList<>();
        List<Object> row = new ArrayList<>();
        for (Object item : all) {
            if (row.size() == size) {
                rows.add(Items.list(row));
                row = new ArrayList<>();
            }
            row.add(item);
        }
        if (!row.isEmpty()) {
            if (fill != None.NONE && row.size() < size) {
                run.allowItems(size - row.size());
                row.addAll(Collections.nCopies((int) size - row.size(), fill));
            }
            rows.add(Items.list(row));
        }
        return Pull.generator(rows.iterator());
    }

    private static Object slice(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("slice", "slices", "fill_with?");
        long slices = bound.integer(0, 0);
        if (slices == 0) {
            throw TemplateError.wrong("division by zero");
        }
        Object fill = bound.or(1, None.NONE);
        List<Object> all = run.all(value);
        run.allowItems(Math.max(0, slices));
        long per = Math.floorDiv(all.size(), slices);
        long longer = Math.floorMod(all.size(), slices);
        List<Object> rows = new ArrayList<>();
        int from = 0;
        for (long number = 0; number < slices; number++) {
            int to = (int) (from + per + (number < longer ? 1 : 0));
            List<Object> row = new ArrayList<>(all.subList(from, to));
            if (fill != None.NONE && number >= longer) {
                row.add(fill);
            }
            rows.add(Items.list(row));
            from = to;
        }
        return Pull.generator(rows.iterator());
    }

    private static Object groupBy(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound =
                arguments.bind("groupby", "attribute", "default?", "case_sensitive?");
        List<Object> path = Keys.path(run, bound.get(0));
        boolean isCaseSensitive = bound.truth(2, false);
        List<Keyed> keyed = new ArrayList<>();
        for (Object item : run.all(value)) {
            Object key = Keys.of(run, item, path);
            if (key instanceof Undefined && bound.or(1, None.NONE) != None.NONE) {
                key = bound.get(1);
            }
            keyed.add(new Keyed(Keys.folded(key, isCaseSensitive), Items.tuple(key, item)));
        }
        sort(run, keyed, false);
        List<Object> groups = new ArrayList<>();
        int i = 0;
        while (i < keyed.size()) {
            int begin = i;
            List<Object> group = new ArrayList<>();
            while (i < keyed.size()
                    && Comparing.equal(run, keyed.get(begin).key(), keyed.get(i).key())) {
                group.add(((Items) keyed.get(i).item()).all().get(1));
                i++;
            }
            Object first = ((Items) keyed.get(begin).item()).all().getFirst();
            groups.add(Items.tuple(first, Items.list(group)));
        }
        return Items.list(groups);
    }
}
