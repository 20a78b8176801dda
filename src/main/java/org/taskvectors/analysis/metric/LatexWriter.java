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
                    Map.entry((int) '`', "\\textasciigrave{}"),
                    Map.entry((int) '\'', "\\textquotesingle{}"),
                    Map.entry((int) '"', "\\char34{}"),
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

    private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private static final String LOWERED = "₀₁₂₃₄₅₆₇₈₉";

    private LatexWriter() {}

    static List<String> lines(Grid grid) {
        String columns =
                grid.columns().stream()
                        .map(column -> column.isNumber() ? "r" : "l")
                        .collect(Collectors.joining());
        List<String> lines = new ArrayList<>();
        lines.add("% \\usepackage{booktabs}");
        lines.add("\\begin{tabular}{" + columns + "}");
        lines.add("\\toprule");
        lines.add(line(grid.columns().stream().map(Grid.Column::head).toList()));
        lines.add("\\midrule");
        for (int row = 0; row < grid.rows().size(); row++) {
            if (grid.hasRuleBefore(row)) {
                lines.add("\\midrule");
            }
            lines.add(line(grid.rows().get(row)));
        }
        lines.add("\\bottomrule");
        lines.add("\\end{tabular}");
        return lines;
    }

    private static String line(List<String> cells) {
        return cells.stream().map(LatexWriter::escaped).collect(Collectors.joining(" & "))
                + " \\\\";
    }

    /// A text as LaTeX sets it letter by letter.
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        boolean inMathematics = false;
        int[] signs = text.codePoints().toArray();
        for (int i = 0; i < signs.length; i++) {
            String sign = mathematics(signs[i]);
            if (inMathematics == sign.isEmpty()) {
                escaped.append('$');
                inMathematics = !inMathematics;
            }
            if (!sign.isEmpty()) {
                escaped.append(sign);
                continue;
            }
            escaped.append(TEXT.getOrDefault(signs[i], Character.toString(signs[i])));
            if (signs[i] == '-' && i + 1 < signs.length && signs[i + 1] == '-') {
                escaped.append("{}"); // Two hyphens would become a dash.
            }
        }
        return escaped.append(inMathematics ? "$" : "").toString();
    }

    private static String mathematics(int sign) {
        if (sign == '⁻') {
            return "^{-}";
        }
        if (RAISED.indexOf(sign) >= 0) {
            return "^{" + RAISED.indexOf(sign) + "}";
        }
        return LOWERED.indexOf(sign) >= 0
                ? "_{" + LOWERED.indexOf(sign) + "}"
                : MATHEMATICS.getOrDefault(sign, "");
    }
}
