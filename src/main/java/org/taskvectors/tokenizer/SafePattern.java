package org.taskvectors.tokenizer;

/// Tells whether a regular expression out of a tokenizer is one that the library's engine
/// (Oniguruma) matches in a number of steps that grows with the text's length alone. That engine
/// tries every way to match, gives up after ten million, and the library then ends the process.
///
/// What is allowed: characters, classes, alternatives, groups, counted parts, possessive ones, and
/// looking ahead or behind at what has a bounded length. In no way through the pattern may two
/// parts of unbounded length stand before something that can fail, and none may lie in a part that
/// is repeated. The patterns of all tokenizers in use pass.
final class SafePattern {
    private static final int LONGEST = 16_384;
    private static final int DEEPEST = 16;

    /// How many ways of bounded parts there may be at one place of a text.
    private static final long MOST_WAYS = 4096;

    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private final String pattern;
    private int at;

    private SafePattern(String pattern) {
        this.pattern = pattern;
    }

    /// Whether `pattern` is known to be safe; one that is not understood is not.
    static boolean isSafe(String pattern) {
        if (pattern.isEmpty() || pattern.length() > LONGEST) {
            return false;
        }
        SafePattern parsing = new SafePattern(pattern);
        try {
            Part whole = parsing.alternatives(0);
            return parsing.at == pattern.length() && whole.ways <= MOST_WAYS;
        } catch (NotUnderstoodException e) {
            return false;
        }
    }

    /// A part of a pattern.
    ///
    /// @param canFail whether there is a text on which it does not match
    /// @param isNullable whether it may match nothing at all
    /// @param isLong whether there is no bound on what it matches
    /// @param lengths how many parts of unbounded length it tries again when what follows fails
    /// @param held how many such parts in it stand before something that can fail: the power of the
    ///   text's length with which its steps grow
    /// @param ways an upper bound of the ways in which its bounded parts match at one place
    private record Part(
            boolean canFail, boolean isNullable, boolean isLong, int lengths, int held, long ways) {
        static final Part CHARACTER = new Part(true, false, false, 0, 0, 1);
        static final Part ANCHOR = new Part(true, true, false, 0, 0, 1);
        static final Part NOTHING = new Part(false, true, false, 0, 0, 1);

        Part or(Part other) {
            return new Part(
                    canFail && other.canFail,
                    isNullable || other.isNullable,
                    isLong || other.isLong,
                    Math.max(lengths, other.lengths),
                    Math.max(held, other.held),
                    ways + other.ways);
        }

        Part then(Part next) {
            int before = next.canFail ? lengths : 0;
            return new Part(
                    canFail || next.canFail,
                    isNullable && next.isNullable,
                    isLong || next.isLong,
                    lengths + next.lengths,
                    Math.max(held, before + next.held),
                    ways * next.ways);
        }
    }

    private static final class NotUnderstoodException extends Exception {
        private static final long serialVersionUID = 1L;

        NotUnderstoodException() {
            super(null, null, false, false);
        }
    }

    private Part alternatives(int depth) throws NotUnderstoodException {
        if (depth > DEEPEST) {
            throw new NotUnderstoodException();
        }
        Part all = sequence(depth);
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            all = understood(all.or(sequence(depth)));
        }
        return all;
    }

    private Part sequence(int depth) throws NotUnderstoodException {
        Part all = Part.NOTHING;
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            all = understood(all.then(quantified(depth)));
        }
        return all;
    }

    private static Part understood(Part part) throws NotUnderstoodException {
        if (part.ways > MOST_WAYS || part.held > 1) {
            throw new NotUnderstoodException();
        }
        return part;
    }

    private Part quantified(int depth) throws NotUnderstoodException {
        Part part = atom(depth);
        while (at < pattern.length()) {
            int least;
            int most;
            switch (pattern.charAt(at)) {
                case '?' -> {
                    least = 0;
                    most = 1;
                    at++;
                }
                case '*' -> {
                    least = 0;
                    most = UNBOUNDED;
                    at++;
                }
                case '+' -> {
                    least = 1;
                    most = UNBOUNDED;
                    at++;
                }
                case '{' -> {
                    at++;
                    least = number(0);
                    most = least;
                    if (peek() == ',') {
                        at++;
                        most = number(UNBOUNDED);
                    }
                    take('}');
                    if (most < least) {
                        throw new NotUnderstoodException();
                    }
                }
                default -> {
                    return part;
                }
            }
            part = repeated(part, least, most);
        }
        return part;
    }

    private Part repeated(Part part, int least, int most) throws NotUnderstoodException {
        boolean possessive = false;
        boolean counted = pattern.charAt(at - 1) == '}';
        if (at < pattern.length() && pattern.charAt(at) == '?') {
            at++;
        } else if (at < pattern.length() && pattern.charAt(at) == '+' && !counted) {
            at++;
            possessive = true;
        }
        if (most > 1 && (part.isLong || part.isNullable)) {
            throw new NotUnderstoodException();
        }
        int held = possessive ? 0 : part.lengths;
        if (most == UNBOUNDED) {
            if (part.ways > 1 && !possessive) {
                // Each repetition could be matched in several ways.
                throw new NotUnderstoodException();
            }
            return new Part(least > 0 && part.canFail, least == 0, true, possessive ? 0 : 1, 0, 1);
        }
        long ways = 0;
        long power = 1;
        for (int i = 0; i <= most; i++) {
            ways = Math.min(MOST_WAYS + 1, ways + power);
            power = Math.min(MOST_WAYS + 1, power * part.ways);
        }
        return understood(
                new Part(
                        least > 0 && part.canFail,
                        least == 0 || part.isNullable,
                        part.isLong,
                        held,
                        part.held,
                        possessive ? 1 : ways));
    }

    private int number(int otherwise) throws NotUnderstoodException {
        int begin = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == begin) {
            return otherwise;
        }
        if (at - begin > 4) {
            throw new NotUnderstoodException();
        }
        return Integer.parseInt(pattern, begin, at, 10);
    }

    private char peek() throws NotUnderstoodException {
        if (at >= pattern.length()) {
            throw new NotUnderstoodException();
        }
        return pattern.charAt(at);
    }

    private void take(char expected) throws NotUnderstoodException {
        if (peek() != expected) {
            throw new NotUnderstoodException();
        }
        at++;
    }

    private Part atom(int depth) throws NotUnderstoodException {
        char c = peek();
        at++;
        return switch (c) {
            case '(' -> group(depth);
            case '[' -> {
                characterClass(0);
                yield Part.CHARACTER;
            }
            case '\\' -> escape();
            case '^', '$' -> Part.ANCHOR;
            case '*', '+', '?', '{', ')' -> throw new NotUnderstoodException();
            default -> {
                if (Character.isHighSurrogate(c) && at < pattern.length()) {
                    at++;
                }
                yield Part.CHARACTER;
            }
        };
    }

    private Part group(int depth) throws NotUnderstoodException {
        boolean looks = false;
        if (peek() == '?') {
            at++;
            char kind = peek();
            if (kind == '<') {
                at++;
                kind = peek();
                looks = kind == '=' || kind == '!';
                if (!looks) {
                    throw new NotUnderstoodException();
                }
            } else if (kind == '=' || kind == '!') {
                looks = true;
            } else if (kind == 'i') {
                at++;
                kind = peek();
            }
            if (!looks && kind != ':') {
                throw new NotUnderstoodException();
            }
            at++;
        }
        Part inner = alternatives(depth + 1);
        take(')');
        if (!looks) {
            return inner;
        }
        if (inner.isLong) {
            throw new NotUnderstoodException();
        }
        return Part.ANCHOR;
    }

    private void characterClass(int depth) throws NotUnderstoodException {
        if (depth > DEEPEST) {
            throw new NotUnderstoodException();
        }
        if (peek() == '^') {
            at++;
        }
        boolean isFirst = true;
        while (peek() != ']' || isFirst) {
            char c = peek();
            at++;
            if (c == '\\') {
                escape();
            } else if (c == '[') {
                characterClass(depth + 1);
            }
            isFirst = false;
        }
        at++;
    }

    /// What follows a backslash: a character, a class, an anchor; never a reference to a group.
    private Part escape() throws NotUnderstoodException {
        char c = peek();
        at++;
        switch (c) {
            case 'p', 'P' -> {
                take('{');
                while (peek() != '}') {
                    at++;
                }
                at++;
            }
            case 'x' -> {
                if (peek() == '{') {
                    while (peek() != '}') {
                        at++;
                    }
                    at++;
                } else {
                    at += 2;
                }
            }
            case 'u' -> at += 4;
            case 'b', 'B', 'A', 'z', 'Z', 'G' -> {
                return Part.ANCHOR;
            }
            case 's', 'S', 'd', 'D', 'w', 'W', 'h', 'H', 'r', 'n', 't', 'f', 'v', 'e', 'a', '0' -> {
                // One character.
            }
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw new NotUnderstoodException();
                }
            }
        }
        if (at > pattern.length()) {
            throw new NotUnderstoodException();
        }
        return Part.CHARACTER;
    }
}
