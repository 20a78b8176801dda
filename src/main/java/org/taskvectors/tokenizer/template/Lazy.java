package org.taskvectors.tokenizer.template;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;

/// Values that are made when they are asked for, as Python's generators do: what is never asked for
/// never fails.
final class Lazy implements Iterator<Object> {
    private final Run run;
    private final Supplier<Supplier<Optional<Object>>> start;
    private Optional<Supplier<Optional<Object>>> source = Optional.empty();
    private Optional<Object> next = Optional.empty();
    private boolean isDone;

    private Lazy(Run run, Supplier<Supplier<Optional<Object>>> start) {
        this.run = run;
        this.start = start;
    }

    /// Returns a generator.
    ///
    /// @param start returns what gives the values until an empty one; asked once, when the first
    ///   value is wanted
    static Pull generator(Run run, Supplier<Supplier<Optional<Object>>> start) {
        return Pull.generator(new Lazy(run, start));
    }

    @Override
    public boolean hasNext() {
        if (next.isEmpty() && !isDone) {
            // Generators over generators nest as deep as a template likes.
            run.enter();
            run.spend(1);
            if (source.isEmpty()) {
                source = Optional.of(start.get());
            }
            next = source.orElseThrow().get();
            isDone = next.isEmpty();
            run.leave();
        }
        return next.isPresent();
    }

    @Override
    public Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Object value = next.orElseThrow();
        next = Optional.empty();
        return value;
    }
}
