package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.List;

/// `value[from:to:step]`, as Python cuts.
final class Slicing {
    private Slicing() {}

    static Object slice(Run run, Object of, Object from, Object to, Object step) {
        return switch (of) {
            case Undefined undefined -> throw undefined.failure();
            case String text -> {
                run.read(text);
                Bounds bounds = Bounds.of(from, to, step, Texts.length(text));
                yield bounds.step() == 1 ? cut(run, text, bounds) : picked(run, text, bounds);
            }
            case Items items when items.kind() == Items.Kind.RANGE ->
                    throw TemplateError.unsupported("a slice of a range");
            case Items items when items.isSequence() ->
                    picked(run, items, Bounds.of(from, to, step, items.size()));
            case MapValue map -> throw TemplateError.wrong("unhashable type: 'slice'");
            default ->
                    throw TemplateError.wrong(
                            "'" + Types.name(of) + "' object is not subscriptable");
        };
    }

    private static Items picked(Run run, Items items, Bounds bounds) {
        run.allowItems(bounds.count());
        List<Object> all = new ArrayList<>();
        long at = bounds.from();
        for (long i = 0; i < bounds.count(); i++) {
            all.add(items.all().get((int) at));
            at += bounds.step();
        }
        return new Items(items.kind(), all, "");
    }

    private static String cut(Run run, String text, Bounds bounds) {
        if (bounds.count() == 0) {
            return "";
        }
        int begin = Texts.offset(text, (int) bounds.from());
        int end = text.offsetByCodePoints(begin, (int) bounds.count());
        return run.made(text.substring(begin, end));
    }

    private static String picked(Run run, String text, Bounds bounds) {
        run.allowText(text.length());
        int[] characters = text.codePoints().toArray();
        StringBuilder made = new StringBuilder();
        long at = bounds.from();
        for (long i = 0; i < bounds.count(); i++) {
            made.appendCodePoint(characters[(int) at]);
            at += bounds.step();
        }
        return made.toString();
    }

    /// The elements that a slice takes: `count` of them, from `from` on.
    private record Bounds(long from, long step, long count) {
        static Bounds of(Object from, Object to, Object step, int length) {
            long stride = step == None.NONE ? 1 : index(step);
            if (stride == 0) {
                throw TemplateError.wrong("slice step cannot be zero");
            }
            boolean isForward = stride > 0;
            long lowest = isForward ? 0 : -1;
            long highest = isForward ? length : length - 1L;
            long begin =
                    from == None.NONE
                            ? (isForward ? lowest : highest)
                            : clamped(index(from), length, lowest, highest);
            long end =
                    to == None.NONE
                            ? (isForward ? highest : lowest)
                            : clamped(index(to), length, lowest, highest);
            long span = isForward ? end - begin : begin - end;
            long size = stride == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(stride);
            return new Bounds(begin, stride, span <= 0 ? 0 : (span - 1) / size + 1);
        }

        private static long index(Object value) {
            if (value instanceof Long || value instanceof Boolean) {
                return Types.integer(value);
            }
            throw TemplateError.wrong(
                    "slice indices must be integers or None or have an __index__ method");
        }

        private static long clamped(long index, int length, long lowest, long highest) {
            long at = index < 0 ? index + length : index;
            return Math.max(lowest, Math.min(highest, at));
        }
    }
}
