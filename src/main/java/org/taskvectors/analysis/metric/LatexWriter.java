package org.taskvectors.analysis.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes a table for LaTeX. It needs the package booktabs and nothing else: signs that no plain
/// text font of LaTeX has are set as mathematics.
final class LatexWriter {
    /// Texts in place of characters that LaTeX would take for its own.
    private static final Map<Integer, String> TEXT =
            Map.ofEntries(
                    Map.entry((int) '\\', "\\textbackslash{}"),
                    Map.entry((int) '{', "\\{"),
                    Map.entry((int) '}', "\\}"),
                    Map.entry((int) '_', "\\_"),
                    Map.entry((int) '%', "\\%"),
                    Map.entry((int) '&', "\\&"),
                    Map.entry((int) '#', "\\#"),
                    Map.entry((int) '$', "\\$"),
                    Map.entry((int) '~', "\\textasciitilde{}"),
                    Map.entry((int) '^', "\\textasciicircum{}"),
                    Map.entry((int) '`', "\\char96{}"),
                    Map.entry((int) '"', "\\char34{}"),
                    // At the beginning of a row these would belong to the line before.
                    Map.entry((int) '[', "{[}"),
                    Map.entry((int) ']', "{]}"),
                    Map.entry((int) '*', "{*}"),
                    Map.entry((int) '\uFFFD', "?"),
                    Map.entry((int) '–', "--"),
                    Map.entry((int) '…', "\\dots{}"));

    /// Mathematics in place of signs.
    private static final Map<Integer, String> MATHEMATICS =
            Map.ofEntries(
                    Map.entry((int) '|', "|"),
                    Map.entry((int) '<', "<"),
                    Map.entry((int) '>', ">"),
                    Map.entry((int) '‖', "\\|"),
                    Map.entry((int) 'τ', "\\tau"),
                    Map.entry((int) 'θ', "\\theta"),
                    Map.entry((int) 'λ', "\\lambda"),
                    Map.entry((int) 'σ', "\\sigma"),
                    Map.entry((int) 'Σ', "\\Sigma"),
                    Map.entry((int) 'Δ', "\\Delta"),
                    Map.entry((int) 'ε', "\\varepsilon"),
                    Map.entry((int) '√', "\\surd"),
                    Map.entry((int) '≤', "\\le"),
                    Map.entry((int) '≥', "\\ge"),
                    Map.entry((int) '·', "\\cdot"),
                    Map.entry((int) '×', "\\times"),
                    Map.entry((int) '−', "-"),
                    Map.entry((int) '→', "\\to"),
                    Map.entry((int) '∞', "\\infty"));

    private static final String PLAIN = "0123456789-";
    private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
    private static final String LOWERED = "₀₁₂₃₄₅₆₇₈₉₋";

    private LatexWriter() {}

    static List<String> lines(WrittenTable table) {
        String columns =
                table.columns().stream()
                        .map(column -> column.isNumber() ? "r" : "l")
                        .collect(Collectors.joining());
        List<String> lines = new ArrayList<>();
        lines.add("% \\usepackage{booktabs}");
        lines.add("\\begin{tabular}{" + columns + "}");
        lines.add("\\toprule");
        lines.add(line(table.columns().stream().map(WrittenTable.Column::head).toList()));
        lines.add("\\midrule");
        for (int row = 0; row < table.rows().size(); row++) {
            if (table.hasRuleBefore(row)) {
                lines.add("\\midrule");
            }
            lines.add(line(table.rows().get(row)));
        }
        lines.add("\\bottomrule");
        lines.add("\\end{tabular}");
        return lines;
    }

    private static String line(List<String> cells) {
        return cells.stream().map(LatexWriter::escaped).collect(Collectors.joining(" & "))
                + " \\\\";
    }

    /// A text as LaTeX sets it.
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        int[] signs = text.codePoints().toArray();
        boolean inMathematics = false;
        int at = 0;
        while (at < signs.length) {
            int end = endOfScript(signs, at);
            String sign = end > at ? script(signs, at, end) : mathematics(signs[at]);
            if (inMathematics == sign.isEmpty()) {
                escaped.append('$');
                inMathematics = !inMathematics;
            }
            escaped.append(sign.isEmpty() ? text(signs, at) : sign);
            at = Math.max(end, at + 1);
        }
        return escaped.append(inMathematics ? "$" : "").toString();
    }

    private static String mathematics(int sign) {
        return MATHEMATICS.getOrDefault(sign, "");
    }

    private static String text(int[] signs, int at) {
        // Two hyphens would become a dash.
        boolean isDash = signs[at] == '-' && at + 1 < signs.length && signs[at + 1] == '-';
        return TEXT.getOrDefault(signs[at], Character.toString(signs[at])) + (isDash ? "{}" : "");
    }

    /// Where the raised or lowered digits that begin at a place end; the place where none do.
    private static int endOfScript(int[] signs, int from) {
        String script = RAISED.indexOf(signs[from]) >= 0 ? RAISED : LOWERED;
        int end = from;
        while (end < signs.length && script.indexOf(signs[end]) >= 0) {
            end++;
        }
        return end;
    }

    private static String script(int[] signs, int from, int to) {
        String script = RAISED.indexOf(signs[from]) >= 0 ? RAISED : LOWERED;
        StringBuilder digits = new StringBuilder(script.equals(RAISED) ? "^{" : "_{");
        for (int i = from; i < to; i++) {
            digits.append(PLAIN.charAt(script.indexOf(signs[i])));
        }
        return digits.append('}').toString();
    }
}
