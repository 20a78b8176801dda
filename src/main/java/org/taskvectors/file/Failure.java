package org.taskvectors.file;

import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A failure that the person at the screen can act on: what was wrong, in which file, where in it,
/// and what to do. It is the only kind of failure that input may cause; anything else that escapes
/// is a defect of the program.
public final class Failure extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient @Nullable Path file;
    private final @Nullable String place;
    private final String what;
    private final String advice;

    private Failure(
            Problem problem,
            @Nullable Path file,
            @Nullable String place,
            String what,
            String advice,
            @Nullable Throwable cause) {
        super(message(file, place, what, advice), cause);
        this.problem = problem;
        this.file = file;
        // Names in them come out of files, which may hold anything.
        this.place = place == null ? null : Shown.whole(place);
        this.what = Shown.whole(what);
        this.advice = Shown.whole(advice);
    }

    /// Returns a failure that concerns `file`; null if no file is concerned.
    ///
    /// @param what a sentence without its full stop: `the header is 12 bytes long, the file only 8`
    /// @param advice tells the person what to do, a sentence without its full stop; empty if there
    ///   is nothing to do
    public static Failure of(Problem problem, @Nullable Path file, String what, String advice) {
        return new Failure(problem, file, null, what, advice, null);
    }

    /// Returns the failure that an [UncheckedIOException] carries out of code that may throw no
    /// checked one, such as a device that fails while a model reads; any other exception itself.
    public static Throwable carriedBy(Throwable exception) {
        return exception instanceof UncheckedIOException unchecked
                        && unchecked.getCause() instanceof Failure failure
                ? failure
                : exception;
    }

    /// Returns the same failure with its place in the file: `tensor lm_head.weight`, `byte 1,024`.
    public Failure at(String newPlace) {
        return new Failure(problem, file, newPlace, what, advice, getCause());
    }

    /// Returns the same failure with its cause, for `--debug` and for the details in the window.
    public Failure causedBy(Throwable cause) {
        return new Failure(problem, file, place, what, advice, cause);
    }

    public Problem problem() {
        return problem;
    }

    public @Nullable Path file() {
        return file;
    }

    public @Nullable String place() {
        return place;
    }

    public String what() {
        return what;
    }

    public String advice() {
        return advice;
    }

    private static String message(
            @Nullable Path file, @Nullable String place, String what, String advice) {
        StringBuilder text = new StringBuilder();
        if (file != null) {
            text.append(file).append(": ");
        }
        if (place != null) {
            text.append(place).append(": ");
        }
        text.append(what).append('.');
        if (!advice.isEmpty()) {
            text.append(' ').append(advice).append('.');
        }
        return Shown.whole(text.toString());
    }
}
