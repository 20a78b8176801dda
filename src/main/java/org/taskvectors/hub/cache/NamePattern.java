package org.taskvectors.hub.cache;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The patterns by which the hub's own tools choose files: those of Python's `fnmatch`, where `*`
/// stands for any letters, also for `/`, and a folder's name with `/` at its end means all that is
/// in it.
final class NamePattern {
    private NamePattern() {}

    static Predicate<String> of(String pattern) {
        String whole = pattern.endsWith("/") ? pattern + "*" : pattern;
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < whole.length(); i++) {
            char c = whole.charAt(i);
            int end = c == '[' ? endOfSet(whole, i) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (end > 0) {
                regex.append(set(whole.substring(i + 1, end)));
                i = end;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL).asMatchPredicate();
        } catch (PatternSyntaxException e) {
            // A range that runs backwards means no letter.
            return name -> false;
        }
    }

    /// Where a set of letters ends; -1 where `[` is a letter itself.
    private static int endOfSet(String pattern, int start) {
        int first = start + 1;
        if (first < pattern.length() && pattern.charAt(first) == '!') {
            first++;
        }
        return pattern.indexOf(']', Math.min(first + 1, pattern.length()));
    }

    private static String set(String letters) {
        boolean isOther = letters.startsWith("!");
        String inside = isOther ? letters.substring(1) : letters;
        // A hyphen stays: it means a range in both.
        return (isOther ? "[^" : "[") + inside.replaceAll("([\\\\\\[\\]^&~])", "\\\\$1") + "]";
    }
}
