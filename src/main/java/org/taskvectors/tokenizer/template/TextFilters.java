package org.taskvectors.tokenizer.template;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taskvectors.tokenizer.template.Filters.Filter;

/// The filters that make texts of what they are given.
final class TextFilters {
    /// What `title` takes for the beginning of a word, as Jinja has it.
    private static final Pattern WORD_BEGIN =
            Pattern.compile("[-\\s({\\[<]+", Pattern.UNICODE_CHARACTER_CLASS);

    private TextFilters() {}

    static void addTo(Map<String, Filter> all) {
        plain(all, "upper", Texts::upper);
        plain(all, "lower", Texts::lower);
        plain(all, "capitalize", Texts::capitalized);
        plain(all, "title", TextFilters::title);
        plain(all, "string", text -> text);
        all.put("safe", TextFilters::safe);
        all.put("trim", TextFilters::trim);
        all.put("replace", TextFilters::replace);
        all.put("indent", TextFilters::indent);
        all.put("center", TextFilters::center);
        all.put("format", TextFilters::format);
        all.put("tojson", Json::filter);
        all.put("wordcount", TextFilters::wordCount);
    }

    private static void plain(Map<String, Filter> all, String name, UnaryOperator<String> change) {
        all.put(
                name,
                (run, value, arguments) -> {
                    arguments.bind(name);
                    return run.made(change.apply(Printing.text(run, value)));
                });
    }

    /// In Jinja this makes a text that escapes those that it is joined with, which is not done
    /// here. Where the result is written as it is, [Interpreter] leaves the filter out.
    private static Object safe(Run run, Object value, Arguments arguments) {
        throw TemplateError.unsupported("the filter 'safe' other than at the end of an output");
    }

    private static String title(String text) {
        StringBuilder titled = new StringBuilder(text.length());
        Matcher matcher = WORD_BEGIN.matcher(text);
        int from = 0;
        while (matcher.find()) {
            titled.append(word(text.substring(from, matcher.start()))).append(matcher.group());
            from = matcher.end();
        }
        return titled.append(word(text.substring(from))).toString();
    }

    private static String word(String word) {
        if (word.isEmpty()) {
            return word;
        }
        int first = Character.charCount(word.codePointAt(0));
        return Texts.upper(word.substring(0, first)) + Texts.lower(word.substring(first));
    }

    private static Object trim(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("trim", "chars?");
        String text = Printing.text(run, value);
        run.read(text);
        return bound.or(0, None.NONE) == None.NONE
                ? Texts.strip(text, Texts::isSpace, true, true)
                : TextMethods.stripped(text, bound.text(0), true, true);
    }

    private static Object replace(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("replace", "old", "new", "count?");
        long most = bound.or(2, None.NONE) == None.NONE ? -1 : bound.integer(2, -1);
        return Texts.replaced(
                run,
                Printing.text(run, value),
                Printing.text(run, bound.get(0)),
                Printing.text(run, bound.get(1)),
                most);
    }

    private static Object indent(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("indent", "width?", "first?", "blank?");
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (!(value instanceof String text)) {
            throw TemplateError.wrong("indent needs a str, not " + Types.name(value));
        }
        String indention =
                bound.or(0, 4L) instanceof String own
                        ? own
                        : Texts.repeated(run, " ", bound.integer(0, 4));
        boolean first = bound.truth(1, false);
        boolean blank = bound.truth(2, false);
        List<Object> lines = Texts.lines(run, text + "\n", false);
        StringBuilder indented = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = (String) lines.get(i);
            run.append(indented, i == 0 ? "" : "\n");
            boolean isIndented = i == 0 ? first : blank || !line.isEmpty();
            run.append(indented, isIndented ? indention : "");
            run.append(indented, line);
        }
        return indented.toString();
    }

    private static Object center(Run run, Object value, Arguments arguments) {
        Object width = arguments.bind("center", "width?").or(0, 80L);
        return ((Function) TextMethods.of(Printing.text(run, value), "center").orElseThrow())
                .call(run, Arguments.of(width));
    }

    private static Object format(Run run, Object value, Arguments arguments) {
        if (!arguments.named().isEmpty() && arguments.size() > 0) {
            throw TemplateError.wrong(
                    "can't handle positional and keyword arguments at the same time");
        }
        Object values;
        if (arguments.named().isEmpty()) {
            values = Items.tuple(arguments.positional());
        } else {
            MapValue map = new MapValue();
            arguments.named().forEach((name, one) -> map.put(run, name, one));
            values = map;
        }
        return Formatting.percent(run, Printing.text(run, value), values);
    }

    private static Object wordCount(Run run, Object value, Arguments arguments) {
        arguments.bind("wordcount");
        String text = Printing.text(run, value);
        run.read(text);
        long count = 0;
        boolean isInWord = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean isWord = Character.isLetterOrDigit(c) || c == '_';
            count += isWord && !isInWord ? 1 : 0;
            isInWord = isWord;
            i += Character.charCount(c);
        }
        return count;
    }
}
