package org.taskvectors.hub;

/// Patterns of file names: `*` and `?` within a part, `**` across parts, `[a-z]`, `{one,two}`.
final class Globs {
    private Globs() {}

    /// Returns the regular expression of a pattern.
    static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        int braces = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> {
                    boolean isDeep = i + 1 < glob.length() && glob.charAt(i + 1) == '*';
                    regex.append(isDeep ? ".*" : "[^/]*");
                    i += isDeep ? 1 : 0;
                }
                case '?' -> regex.append("[^/]");
                case '[' -> {
                    int end = glob.indexOf(']', i + 1);
                    if (end < 0) {
                        throw new IllegalArgumentException(glob);
                    }
                    String set =
                            glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
                    regex.append("[")
                            .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                            .append("]");
                    i = end;
                }
                case '{' -> {
                    braces++;
                    regex.append("(?:");
                }
                case '}' -> {
                    braces--;
                    regex.append(")");
                }
                case ',' -> regex.append(braces > 0 ? "|" : ",");
                case '\\' -> {
                    i++;
                    if (i == glob.length()) {
                        throw new IllegalArgumentException(glob);
                    }
                    regex.append(java.util.regex.Pattern.quote(glob.substring(i, i + 1)));
                }
                default -> regex.append(java.util.regex.Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
