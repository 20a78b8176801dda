package org.taskvectors.tokenizer.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.taskvectors.tokenizer.template.Filters.Filter;

/// The filters that go through a list and take each element by another filter, an attribute or a
/// test.
final class ChoosingFilters {
    private ChoosingFilters() {}

    static void addTo(Map<String, Filter> all) {
        all.put("map", ChoosingFilters::map);
        all.put("select", (run, value, given) -> choose(run, value, given, false, true));
        all.put("reject", (run, value, given) -> choose(run, value, given, false, false));
        all.put("selectattr", (run, value, given) -> choose(run, value, given, true, true));
        all.put("rejectattr", (run, value, given) -> choose(run, value, given, true, false));
    }

    private static Object map(Run run, Object value, Arguments arguments) {
        return Lazy.generator(
                run,
                () -> {
                    if (!Types.isTrue(value)) {
                        return Optional::empty;
                    }
                    UnaryOperator<Object> change = mapping(run, arguments);
                    Pull source = run.iterate(value);
                    return () -> source.next().map(change);
                });
    }

    private static UnaryOperator<Object> mapping(Run run, Arguments arguments) {
        if (arguments.size() == 0 && arguments.named().containsKey("attribute")) {
            Map<String, Object> named = new HashMap<>(arguments.named());
            List<Object> path =
                    Keys.path(run, Optional.ofNullable(named.remove("attribute")).orElseThrow());
            Optional<Object> otherwise =
                    Optional.ofNullable(named.remove("default")).filter(o -> o != None.NONE);
            if (!named.isEmpty()) {
                throw TemplateError.wrong(
                        "Unexpected keyword argument "
                                + Printing.quoted(named.keySet().iterator().next()));
            }
            return item -> mapped(run, item, path, otherwise);
        }
        if (arguments.size() == 0) {
            throw TemplateError.wrong("map requires a filter argument");
        }
        String name = name("filter", arguments.positional().getFirst());
        Arguments rest = arguments.from(1);
        return item -> Filters.apply(run, name, item, rest);
    }

    private static Object mapped(
            Run run, Object item, List<Object> path, Optional<Object> otherwise) {
        Object value = item;
        for (Object part : path) {
            value = Attributes.item(run, value, part);
            if (value instanceof Undefined && otherwise.isPresent()) {
                value = otherwise.get();
            }
        }
        return value;
    }

    private static String name(String kind, Object name) {
        if (name instanceof String text) {
            return text;
        }
        throw TemplateError.wrong("No " + kind + " named " + Printing.shortRepr(name) + ".");
    }

    private static Object choose(
            Run run, Object value, Arguments arguments, boolean byAttribute, boolean isTaken) {
        return Lazy.generator(
                run,
                () -> {
                    if (!Types.isTrue(value)) {
                        return Optional::empty;
                    }
                    Predicate<Object> test = test(run, arguments, byAttribute);
                    Pull source = run.iterate(value);
                    return () -> {
                        Optional<Object> item = source.next();
                        while (item.isPresent() && test.test(item.get()) != isTaken) {
                            run.spend(1);
                            item = source.next();
                        }
                        return item;
                    };
                });
    }

    private static Predicate<Object> test(Run run, Arguments arguments, boolean byAttribute) {
        int used = byAttribute ? 1 : 0;
        if (byAttribute && arguments.size() == 0) {
            throw TemplateError.wrong("Missing parameter for attribute name");
        }
        List<Object> path =
                byAttribute ? Keys.path(run, arguments.positional().getFirst()) : List.of();
        if (arguments.size() == used) {
            return item -> Types.isTrue(Keys.of(run, item, path));
        }
        String name = name("test", arguments.positional().get(used));
        Arguments rest = arguments.from(used + 1);
        return item -> Types.isTrue(Tests.apply(run, name, Keys.of(run, item, path), rest));
    }
}
