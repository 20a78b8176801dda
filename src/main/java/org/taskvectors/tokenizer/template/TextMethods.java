package org.taskvectors.tokenizer.template;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/// The methods of Python's strings.
final class TextMethods {
    /// Methods of Python that are not understood here, which are not to look like missing ones.
    private static final Set<String> OTHERS =
            Set.of(
                    "casefold",
                    "encode",
                    "expandtabs",
                    "format_map",
                    "isidentifier",
                    "isnumeric",
                    "isprintable",
                    "istitle",
                    "maketrans",
                    "swapcase",
                    "translate");

    private static final Map<String, Method> METHODS = methods();

    private TextMethods() {}

    /// What a method does with the text that it belongs to.
    @FunctionalInterface
    private interface Method {
        Object call(Run run, String text, Arguments arguments);
    }

    /// Returns a method of `text`; empty if strings have none of this name.
    static Optional<Object> of(String text, String name) {
        if (OTHERS.contains(name)) {
            throw TemplateError.unsupported("the method '" + name + "' of str");
        }
        return Optional.ofNullable(METHODS.get(name))
                .map(
                        method ->
                                Function.method(
                                        name,
                                        (run, arguments) -> {
                                            run.read(text);
                                            arguments.read(run);
                                            return counted(run, method.call(run, text, arguments));
                                        }));
    }

    private static Object counted(Run run, Object made) {
        if (made instanceof String text) {
            run.read(text);
        }
        return made;
    }

    private static Map<String, Method> methods() {
        Map<String, Method> all = new HashMap<>();
        plain(all, "upper", Texts::upper);
        plain(all, "lower", Texts::lower);
        plain(all, "title", Texts::title);
        plain(all, "capitalize", Texts::capitalized);
        all.put("strip", (run, text, given) -> strip("strip", text, given, true, true));
        all.put("lstrip", (run, text, given) -> strip("lstrip", text, given, true, false));
        all.put("rstrip", (run, text, given) -> strip("rstrip", text, given, false, true));
        all.put("split", (run, text, given) -> split(run, text, given, true));
        all.put("rsplit", (run, text, given) -> split(run, text, given, false));
        all.put(
                "splitlines",
                (run, text, given) ->
                        Items.list(
                                Texts.lines(
                                        run,
                                        text,
                                        given.bind("splitlines", "keepends?").truth(0, false))));
        all.put("startswith", (run, text, given) -> begins(run, text, given, true));
        all.put("endswith", (run, text, given) -> begins(run, text, given, false));
        all.put("replace", TextMethods::replace);
        all.put("join", TextMethods::join);
        all.put("find", (run, text, given) -> find("find", text, given, true));
        all.put("rfind", (run, text, given) -> find("rfind", text, given, false));
        all.put("index", (run, text, given) -> found(find("index", text, given, true)));
        all.put("rindex", (run, text, given) -> found(find("rindex", text, given, false)));
        all.put("count", TextMethods::count);
        all.put("removeprefix", (run, text, given) -> removed(text, given, true));
        all.put("removesuffix", (run, text, given) -> removed(text, given, false));
        all.put("partition", (run, text, given) -> partition(text, given, true));
        all.put("rpartition", (run, text, given) -> partition(text, given, false));
        all.put("format", Formatting::braces);
        all.put("ljust", (run, text, given) -> pad(run, "ljust", text, given));
        all.put("rjust", (run, text, given) -> pad(run, "rjust", text, given));
        all.put("center", (run, text, given) -> pad(run, "center", text, given));
        all.put("zfill", TextMethods::zfill);
        is(all, "isalpha", Character::isLetter);
        is(all, "isdigit", TextMethods::isDigit);
        is(all, "isdecimal", Character::isDigit);
        is(all, "isalnum", c -> Character.isLetter(c) || isDigit(c));
        is(all, "isspace", Texts::isSpace);
        all.put("isascii", (run, text, given) -> noArguments("isascii", given, isAscii(text)));
        all.put("isupper", (run, text, given) -> noArguments("isupper", given, isUpper(text)));
        all.put("islower", (run, text, given) -> noArguments("islower", given, isLower(text)));
        return Map.copyOf(all);
    }

    private static void plain(
            Map<String, Method> all, String name, java.util.function.UnaryOperator<String> change) {
        all.put(
                name,
                (run, text, given) -> {
                    given.bind(name);
                    return run.made(change.apply(text));
                });
    }

    private static void is(Map<String, Method> all, String name, IntPredicate test) {
        all.put(
                name,
                (run, text, given) ->
                        noArguments(
                                name, given, !text.isEmpty() && text.codePoints().allMatch(test)));
    }

    private static Object noArguments(String name, Arguments given, boolean value) {
        given.bind(name);
        return value;
    }

    private static boolean isDigit(int c) {
        return Character.isDigit(c) || "²³¹".indexOf(c) >= 0;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    static boolean isUpper(String text) {
        return text.codePoints().anyMatch(Character::isUpperCase)
                && text.codePoints()
                        .noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
    }

    static boolean isLower(String text) {
        return text.codePoints().anyMatch(Character::isLowerCase)
                && text.codePoints()
                        .noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
    }

    private static Object strip(
            String name, String text, Arguments given, boolean left, boolean right) {
        given.refuseNamed("str." + name);
        Arguments.Bound bound = given.bind(name, "chars?");
        if (bound.or(0, None.NONE) == None.NONE) {
            return Texts.strip(text, Texts::isSpace, left, right);
        }
        return stripped(text, bound.text(0), left, right);
    }

    static String stripped(String text, String characters, boolean left, boolean right) {
        java.util.Set<Integer> all = new java.util.HashSet<>();
        characters.codePoints().forEach(all::add);
        return Texts.strip(text, all::contains, left, right);
    }

    private static Object split(Run run, String text, Arguments given, boolean fromBegin) {
        Arguments.Bound bound = given.bind("split", "sep?", "maxsplit?");
        long most = bound.integer(1, -1);
        if (bound.or(0, None.NONE) == None.NONE) {
            return Items.list(
                    fromBegin ? Texts.words(run, text, most) : Texts.wordsFromEnd(run, text, most));
        }
        String separator = bound.text(0);
        if (separator.isEmpty()) {
            throw TemplateError.wrong("empty separator");
        }
        return Items.list(
                fromBegin
                        ? Texts.split(run, text, separator, most)
                        : Texts.splitFromEnd(run, text, separator, most));
    }

    private static Object begins(Run run, String text, Arguments given, boolean atBegin) {
        String name = atBegin ? "startswith" : "endswith";
        given.refuseNamed("str." + name);
        Arguments.Bound bound = given.bind(name, "prefix", "start?", "end?");
        Range range = Range.of(text, bound, 1);
        if (!range.isInside()) {
            return false;
        }
        String part = range.in(text);
        List<Object> ends =
                bound.get(0) instanceof Items items && items.kind() == Items.Kind.TUPLE
                        ? items.all()
                        : List.of(bound.get(0));
        for (Object end : ends) {
            if (!(end instanceof String affix)) {
                throw TemplateError.wrong(
                        name + " first arg must be str or a tuple of str, not " + Types.name(end));
            }
            run.read(affix);
            if (atBegin ? part.startsWith(affix) : part.endsWith(affix)) {
                return true;
            }
        }
        return false;
    }

    /// A part of a text, by the optional bounds that Python's methods take; in offsets of Java.
    private record Range(boolean isInside, int from, int to) {
        static Range of(String text, Arguments.Bound bound, int first) {
            if (bound.or(first, None.NONE) == None.NONE
                    && bound.or(first + 1, None.NONE) == None.NONE) {
                return new Range(true, 0, text.length());
            }
            int length = Texts.length(text);
            int from = clamp(bound.or(first, None.NONE), 0, length);
            int to = Math.min(length, clamp(bound.or(first + 1, None.NONE), length, length));
            return from > to
                    ? new Range(false, 0, 0)
                    : new Range(true, Texts.offset(text, from), Texts.offset(text, to));
        }

        private static int clamp(Object value, int otherwise, int length) {
            if (value == None.NONE) {
                return otherwise;
            }
            long number = Types.integer(value);
            long at = number < 0 ? Math.max(0, number + length) : number;
            return (int) Math.min(at, length + 1L);
        }

        String in(String text) {
            return text.substring(from, to);
        }
    }

    private static Object replace(Run run, String text, Arguments given) {
        Arguments.Bound bound = given.bind("replace", "old", "new", "count?");
        return Texts.replaced(run, text, bound.text(0), bound.text(1), bound.integer(2, -1));
    }

    private static Object join(Run run, String text, Arguments given) {
        given.refuseNamed("str.join");
        StringBuilder joined = new StringBuilder();
        int number = 0;
        Iterator<Object> values = run.iterate(given.bind("join", "iterable").get(0)).values();
        while (values.hasNext()) {
            if (!(values.next() instanceof String part)) {
                throw TemplateError.wrong("sequence item " + number + ": expected str instance");
            }
            run.append(joined, number == 0 ? "" : text);
            run.append(joined, part);
            number++;
        }
        return joined.toString();
    }

    private static Long find(String name, String text, Arguments given, boolean first) {
        given.refuseNamed("str." + name);
        Arguments.Bound bound = given.bind(name, "sub", "start?", "end?");
        Range range = Range.of(text, bound, 1);
        if (!range.isInside()) {
            return -1L;
        }
        String inside = range.in(text);
        String part = bound.text(0);
        int at =
                first ? new Search(part).in(inside, 0) : Search.last(inside, part, inside.length());
        return at < 0 ? -1L : (long) text.codePointCount(0, range.from() + at);
    }

    private static Object found(Long at) {
        if (at < 0) {
            throw TemplateError.wrong("substring not found");
        }
        return at;
    }

    private static Object count(Run run, String text, Arguments given) {
        given.refuseNamed("str.count");
        Arguments.Bound bound = given.bind("count", "sub", "start?", "end?");
        Range range = Range.of(text, bound, 1);
        String part = range.isInside() ? range.in(text) : "";
        String sub = bound.text(0);
        if (sub.isEmpty()) {
            return range.isInside() ? (Object) (Texts.length(part) + 1L) : (Object) 0L;
        }
        long count = 0;
        Search search = new Search(sub);
        for (int at = search.in(part, 0); at >= 0; at = search.in(part, at + sub.length())) {
            count++;
        }
        return count;
    }

    private static Object removed(String text, Arguments given, boolean atBegin) {
        String name = atBegin ? "removeprefix" : "removesuffix";
        given.refuseNamed("str." + name);
        String affix = given.bind(name, "affix").text(0);
        if (atBegin) {
            return text.startsWith(affix) ? text.substring(affix.length()) : text;
        }
        return text.endsWith(affix) ? text.substring(0, text.length() - affix.length()) : text;
    }

    private static Object partition(String text, Arguments given, boolean first) {
        String name = first ? "partition" : "rpartition";
        given.refuseNamed("str." + name);
        String separator = given.bind(name, "sep").text(0);
        if (separator.isEmpty()) {
            throw TemplateError.wrong("empty separator");
        }
        int at =
                first
                        ? new Search(separator).in(text, 0)
                        : Search.last(text, separator, text.length());
        if (at < 0) {
            return first ? Items.tuple(text, "", "") : Items.tuple("", "", text);
        }
        return Items.tuple(
                text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    private static Object pad(Run run, String name, String text, Arguments given) {
        given.refuseNamed("str." + name);
        Arguments.Bound bound = given.bind(name, "width", "fillchar?");
        String fill = bound.has(1) ? bound.text(1) : " ";
        if (Texts.length(fill) != 1) {
            throw TemplateError.wrong("The fill character must be exactly one character long");
        }
        long width = bound.integer(0, 0);
        long missing = Math.max(0, width - Texts.length(text));
        // Python puts the odd blank to the left where the width is odd.
        long left =
                switch (name) {
                    case "ljust" -> 0;
                    case "rjust" -> missing;
                    default -> missing / 2 + (missing & width & 1);
                };
        return Texts.repeated(run, fill, left) + text + Texts.repeated(run, fill, missing - left);
    }

    private static Object zfill(Run run, String text, Arguments given) {
        given.refuseNamed("str.zfill");
        long missing = given.bind("zfill", "width").integer(0, 0) - Texts.length(text);
        String zeros = Texts.repeated(run, "0", missing);
        boolean isSigned = text.startsWith("-") || text.startsWith("+");
        return isSigned ? text.charAt(0) + zeros + text.substring(1) : zeros + text;
    }
}
