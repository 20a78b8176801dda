package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.List;

/// The functions that every template can call.
final class Globals {
    /// As many as Jinja's sandbox allows.
    private static final long MOST_IN_RANGE = 100_000;

    private Globals() {}

    static void addTo(Scope scope) {
        scope.set("range", Function.global("range", Globals::range));
        scope.set("dict", Function.global("dict", Globals::map));
        scope.set("namespace", Function.global("namespace", Globals::namespace));
        scope.set("raise_exception", Function.global("raise_exception", Globals::raise));
        scope.set("strftime_now", Function.global("strftime_now", Strftime::now));
    }

    private static Object raise(Run run, Arguments arguments) {
        Object message = arguments.bind("raise_exception", "message").get(0);
        throw new TemplateError(TemplateProblem.RAISED, Printing.text(run, message));
    }

    private static Object range(Run run, Arguments arguments) {
        arguments.refuseNamed("range");
        if (arguments.size() < 1 || arguments.size() > 3) {
            throw TemplateError.wrong("range expected 1 to 3 arguments, got " + arguments.size());
        }
        boolean hasStart = arguments.size() > 1;
        List<Object> given = arguments.positional();
        long start = hasStart ? Types.integer(given.get(0)) : 0;
        long stop = Types.integer(given.get(hasStart ? 1 : 0));
        long step = arguments.size() == 3 ? Types.integer(given.get(2)) : 1;
        if (step == 0) {
            throw TemplateError.wrong("range() arg 3 must not be zero");
        }
        List<Object> all = new ArrayList<>();
        double count = Math.ceil(((double) stop - start) / step);
        if (count > MOST_IN_RANGE) {
            throw TemplateError.limit(
                    "Range too big. The sandbox blocks ranges larger than MAX_RANGE ("
                            + MOST_IN_RANGE
                            + ").");
        }
        run.allowItems((long) Math.max(0, count));
        long at = start;
        for (long i = 0; i < (long) count; i++) {
            all.add(at);
            at += step;
        }
        String shown = "range(" + start + ", " + stop + (step == 1 ? "" : ", " + step) + ")";
        return new Items(Items.Kind.RANGE, all, shown);
    }

    private static Object map(Run run, Arguments arguments) {
        if (arguments.size() > 1) {
            throw TemplateError.wrong("dict expected at most 1 argument, got " + arguments.size());
        }
        MapValue map = new MapValue();
        if (arguments.size() == 1) {
            fill(run, map, arguments.positional().getFirst());
        }
        arguments.named().forEach((name, value) -> map.put(run, name, value));
        return map;
    }

    private static void fill(Run run, MapValue map, Object from) {
        if (from instanceof MapValue other) {
            run.allowItems(other.size());
            other.entries().forEach(entry -> map.put(run, entry.key(), entry.value()));
            return;
        }
        if (from instanceof Undefined undefined) {
            // Python asks it for its keys.
            throw undefined.failure();
        }
        for (Object pair : run.all(from)) {
            List<Object> parts = run.all(pair);
            if (parts.size() != 2) {
                throw TemplateError.wrong(
                        "dictionary update sequence element has length "
                                + parts.size()
                                + "; 2 is required");
            }
            map.put(run, parts.get(0), parts.get(1));
        }
    }

    private static Object namespace(Run run, Arguments arguments) {
        NamespaceValue namespace = new NamespaceValue();
        for (MapValue.Entry entry : ((MapValue) map(run, arguments)).entries()) {
            if (!(entry.key() instanceof String name)) {
                throw TemplateError.unsupported("an attribute of a namespace that is no string");
            }
            namespace.set(name, entry.value());
        }
        return namespace;
    }
}
