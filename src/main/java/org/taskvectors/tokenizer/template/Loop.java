package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// What a template knows as `loop`. It looks one value ahead only when it is asked to, since a
/// loop's filter may depend on what the body has done.
final class Loop {
    private Iterator<Object> values;
    private int length;
    private int index0 = -1;
    private Optional<Object> after = Optional.empty();
    private Optional<Object> current = Optional.empty();
    private Optional<Object> before = Optional.empty();
    private Optional<Items> changed = Optional.empty();
    private final Run run;
    private final int depth0;

    /// @param length the number of values, −1 if only going through them tells
    Loop(Run run, Iterator<Object> values, int length, int depth0) {
        this.run = run;
        this.values = values;
        this.length = length;
        this.depth0 = depth0;
    }

    /// Goes on to the next value.
    Optional<Object> next() {
        Optional<Object> next = peek();
        after = Optional.empty();
        if (next.isPresent()) {
            index0++;
            before = current;
            current = next;
        }
        return next;
    }

    private Optional<Object> peek() {
        if (after.isEmpty() && values.hasNext()) {
            after = Optional.of(values.next());
        }
        return after;
    }

    Pull rest() {
        return new Pull("LoopContext", values);
    }

    int length() {
        if (length < 0) {
            List<Object> left = new ArrayList<>();
            while (values.hasNext()) {
                run.spend(1);
                if (left.size() >= Run.MOST_ITEMS) {
                    throw TemplateError.limit(
                            "a loop over more than " + Run.MOST_ITEMS + " elements");
                }
                left.add(values.next());
            }
            values = left.iterator();
            length = left.size() + index0 + 1 + (after.isPresent() ? 1 : 0);
        }
        return length;
    }

    Optional<Object> attribute(String name) {
        return switch (name) {
            case "index" -> Optional.of((long) index0 + 1);
            case "index0" -> Optional.of((long) index0);
            case "revindex" -> Optional.of((long) length() - index0);
            case "revindex0" -> Optional.of((long) length() - index0 - 1);
            case "first" -> Optional.of(index0 == 0);
            case "last" -> Optional.of(peek().isEmpty());
            case "length" -> Optional.of((long) length());
            case "depth" -> Optional.of((long) depth0 + 1);
            case "depth0" -> Optional.of((long) depth0);
            case "previtem" ->
                    Optional.of(before.orElse(Undefined.hint("there is no previous item")));
            case "nextitem" -> Optional.of(peek().orElse(Undefined.hint("there is no next item")));
            case "cycle" ->
                    Optional.of(Function.method("cycle", (r, arguments) -> cycle(arguments)));
            case "changed" ->
                    Optional.of(Function.method("changed", (r, arguments) -> changed(arguments)));
            default -> Optional.empty();
        };
    }

    private Object cycle(Arguments arguments) {
        arguments.refuseNamed("cycle");
        if (arguments.size() == 0) {
            throw TemplateError.wrong("no items for cycling given");
        }
        return arguments.positional().get(index0 % arguments.size());
    }

    private Object changed(Arguments arguments) {
        arguments.refuseNamed("changed");
        Items now = Items.tuple(arguments.positional());
        boolean isChanged = changed.isEmpty() || !Comparing.equal(run, changed.get(), now);
        changed = Optional.of(now);
        return isChanged;
    }
}
