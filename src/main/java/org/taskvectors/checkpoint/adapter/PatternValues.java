package org.taskvectors.checkpoint.adapter;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// `rank_pattern` or `alpha_pattern`: values by module. A key is a regular expression for the whole
/// name of a module or for its last parts; the first key of the file that matches counts. Source:
/// PEFT 0.21, `utils/other.py`, `get_pattern_key`.
final class PatternValues {
    private static final int LONGEST_KEY = 4096;

    /// Looks at the text after which matching is given up: such an expression was written to take
    /// for ever.
    private static final int PATIENCE = 1_000_000;

    private final Map<Pattern, Double> values = new LinkedHashMap<>();
    private final Path path;

    PatternValues(Map<String, Double> values) {
        this.path = Path.of("");
        values.forEach((key, value) -> this.values.put(compile(key), value));
    }

    private PatternValues(Path path) {
        this.path = path;
    }

    /// @param path the configuration's file, for failures
    /// @throws Failure if a key is no regular expression
    static PatternValues of(Map<String, Double> values, Path path) throws Failure {
        PatternValues compiled = new PatternValues(path);
        for (Map.Entry<String, Double> entry : values.entrySet()) {
            try {
                compiled.values.put(compile(entry.getKey()), entry.getValue());
            } catch (PatternSyntaxException | StackOverflowError e) {
                throw malformed(path, entry.getKey(), "is no regular expression");
            }
        }
        return compiled;
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /// Returns the value of the first key that matches; empty if none does.
    ///
    /// @throws Failure if matching takes too long
    OptionalDouble of(String module) throws Failure {
        for (Map.Entry<Pattern, Double> entry : values.entrySet()) {
            Pattern pattern = entry.getKey();
            try {
                if (pattern.matcher(new Patient(module, new Patience())).lookingAt()) {
                    return OptionalDouble.of(entry.getValue());
                }
            } catch (ImpatientException | StackOverflowError e) {
                throw malformed(path, pattern.pattern(), "takes too long to match");
            }
        }
        return OptionalDouble.empty();
    }

    private static Pattern compile(String key) {
        if (key.length() > LONGEST_KEY) {
            throw new PatternSyntaxException("longer than any name", "", 0);
        }
        // Python writes named groups with a P.
        return Pattern.compile("(.*\\.)?(" + key.replace("(?P<", "(?<") + ")$");
    }

    private static Failure malformed(Path path, String key, String what) {
        return Failure.of(
                AdapterProblem.PATTERN_MALFORMED,
                path,
                "the key " + Shown.of(key) + " of a pattern " + what,
                "Write the names of the modules there");
    }

    /// Ends a match that takes too long.
    private static final class ImpatientException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ImpatientException() {
            super("a pattern took too long", null, false, false);
        }
    }

    /// How many more looks at the text a match may take.
    private static final class Patience {
        private int looks = PATIENCE;

        void spend() {
            if (looks-- <= 0) {
                throw new ImpatientException();
            }
        }
    }

    /// A name that counts how often the matcher looks at it.
    private record Patient(CharSequence text, Patience patience) implements CharSequence {
        @Override
        public char charAt(int index) {
            patience.spend();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Patient(text.subSequence(start, end), patience);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
