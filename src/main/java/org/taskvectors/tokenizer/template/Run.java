package org.taskvectors.tokenizer.template;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// One rendering: what it may still cost, and its output so far.
///
/// Work is counted, not timed, so that the same template ends in the same way on every machine. One
/// unit is one small step, one element of a list, or 32 characters that are read or written.
final class Run {
    static final int MOST_TEXT = 4_000_000;
    static final int MOST_ITEMS = 250_000;
    static final int MOST_DEPTH = 400;
    private static final long MOST_WORK = 6_000_000;
    private static final long MOST_TEXT_IN_ALL = 100_000_000;
    private static final int PER_UNIT = 32;

    private final Clock clock;
    private StringBuilder output = new StringBuilder();
    private long work;
    private long made;
    private int depth;

    Run(Clock clock) {
        this.clock = clock;
    }

    Clock clock() {
        return clock;
    }

    void spend(long units) {
        work += units;
        if (work > MOST_WORK) {
            throw TemplateError.limit("the template takes more than " + MOST_WORK + " steps");
        }
    }

    /// Counts the reading of a text.
    void read(String text) {
        spend(1 + text.length() / PER_UNIT);
    }

    void enter() {
        depth++;
        if (depth > MOST_DEPTH) {
            throw TemplateError.limit("calls or values are more than " + MOST_DEPTH + " deep");
        }
    }

    void leave() {
        depth--;
    }

    /// Fails if a text of so many characters may not be made; to be asked before it is.
    void allowText(long length) {
        if (length > MOST_TEXT) {
            throw TemplateError.limit("a text of more than " + MOST_TEXT + " characters");
        }
        made += length;
        if (made > MOST_TEXT_IN_ALL) {
            throw TemplateError.limit(
                    "texts of more than " + MOST_TEXT_IN_ALL + " characters in all");
        }
        spend(1 + length / PER_UNIT);
    }

    /// Returns `text` after it was counted as made.
    String made(String text) {
        allowText(text.length());
        return text;
    }

    /// Fails if a list of so many elements may not be made; to be asked before it is.
    void allowItems(long count) {
        if (count > MOST_ITEMS) {
            throw TemplateError.limit("a list of more than " + MOST_ITEMS + " elements");
        }
        spend(1 + count);
    }

    void write(String text) {
        if (output.length() + (long) text.length() > MOST_TEXT) {
            throw TemplateError.limit("an output of more than " + MOST_TEXT + " characters");
        }
        allowText(text.length());
        output.append(text);
    }

    /// Appends to a text that is being made elsewhere.
    void append(StringBuilder target, String text) {
        if (target.length() + (long) text.length() > MOST_TEXT) {
            throw TemplateError.limit("a text of more than " + MOST_TEXT + " characters");
        }
        allowText(text.length());
        target.append(text);
    }

    /// Returns what `body` writes, instead of writing it.
    String captured(Runnable body) {
        StringBuilder outer = output;
        output = new StringBuilder();
        body.run();
        String captured = output.toString();
        output = outer;
        return captured;
    }

    String output() {
        return output.toString();
    }

    /// Returns what a loop over `value` gives, one after another.
    Pull iterate(Object value) {
        return switch (value) {
            case Items items -> Pull.of(items.all());
            case String text -> Pull.of(characters(text));
            case MapValue map -> {
                spend(1 + map.size());
                yield Pull.of(map.keys());
            }
            case Undefined undefined -> Pull.of(List.of());
            case Pull pull -> pull;
            case Loop loop -> loop.rest();
            default ->
                    throw TemplateError.wrong("'" + Types.name(value) + "' object is not iterable");
        };
    }

    private List<Object> characters(String text) {
        allowItems(text.length());
        List<Object> all = new ArrayList<>(text.length());
        text.codePoints().forEach(c -> all.add(Character.toString(c)));
        return all;
    }

    /// Returns all that a loop over `value` gives. Not to be changed.
    List<Object> all(Object value) {
        if (value instanceof Items items) {
            spend(1 + items.size());
            return items.all();
        }
        List<Object> all = new ArrayList<>();
        for (Iterator<Object> values = iterate(value).values(); values.hasNext(); ) {
            if (all.size() >= MOST_ITEMS) {
                throw TemplateError.limit("a list of more than " + MOST_ITEMS + " elements");
            }
            spend(1);
            all.add(values.next());
        }
        return all;
    }
}
