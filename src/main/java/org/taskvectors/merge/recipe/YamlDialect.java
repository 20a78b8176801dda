package org.taskvectors.merge.recipe;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;

/// Refuses what readers of YAML 1.2 take and PyYAML, which reads 1.1, does not take or takes for
/// something else.
final class YamlDialect {
    private YamlDialect() {}

    /// PyYAML ends a line at these characters, as YAML 1.1 does; YAML 1.2 does not.
    static void refuseOtherBreaks(String text, @Nullable Path file) throws Failure {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0x85 || c == 0x2028 || c == 0x2029) {
                throw failure(
                        text,
                        i,
                        file,
                        "there is a character that ends a line in YAML 1.1 and not in 1.2",
                        "Write it as an escape between double quotes, or remove it");
            }
        }
    }

    /// PyYAML takes tabs in comments, between quotes and in texts of several lines only.
    ///
    /// @param quoted where values between quotes and texts of several lines stand, in the order of
    ///   the text
    static void refuseTabs(String text, List<Span> quoted, @Nullable Path file) throws Failure {
        int next = 0;
        boolean isComment = false;
        for (int i = 0; i < text.length(); i++) {
            while (next < quoted.size() && quoted.get(next).end() <= i) {
                next++;
            }
            if (next < quoted.size() && quoted.get(next).begin() <= i) {
                i = quoted.get(next).end() - 1;
                isComment = false;
                continue;
            }
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                isComment = false;
            } else if (c == '#' && (i == 0 || text.charAt(i - 1) <= ' ')) {
                isComment = true;
            } else if (c == '\t' && !isComment) {
                throw failure(
                        text,
                        i,
                        file,
                        "there is a tab, and PyYAML takes none here",
                        "Write spaces");
            }
        }
    }

    private static Failure failure(
            String text, int at, @Nullable Path file, String what, String advice) {
        int line = 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
        int begin = text.lastIndexOf('\n', at) + 1;
        Span span = new Span(line, text.codePointCount(begin, at) + 1, at, at + 1);
        return Failure.of(RecipeProblem.NOT_YAML, file, what, advice).at(span.words());
    }
}
