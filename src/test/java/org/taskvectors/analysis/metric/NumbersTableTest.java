package org.taskvectors.analysis.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.taskvectors.analysis.Group;

/// One table with what is hard to write: undefined numbers, powers of ten, names full of signs.
class NumbersTableTest {
    private static final NumbersTable TABLE =
            new NumbersTable(
                    "Tensor",
                    List.of(
                            column("weights", Quantity.count("weights")),
                            column("‖τ‖ a|b", VectorMetric.L2_NORM.quantity()),
                            column("relative a_b, %", VectorMetric.RELATIVE_NORM.quantity()),
                            column("cosine", PairMetric.COSINE.quantity())),
                    List.of(
                            row(0, "x_1.y*z", 12345, 12345.678, 1.54321, -0.22631),
                            row(1, "50%&#{a}$^~\\", 7, 1.2345e-5, Double.NaN, Double.NaN),
                            row(2, "[0] a--b, \"c\"", 0, 0, 100, 1)),
                    Optional.of(row(3, "all", 12352, 12345.6780001, 0.5, 0.98765)));

    private static NumbersTable.Column column(String title, Quantity quantity) {
        return new NumbersTable.Column(title, quantity, "");
    }

    private static NumbersTable.Row row(int index, String label, double... values) {
        Group group = new Group(label, "", OptionalInt.empty(), Optional.empty(), Optional.empty());
        return new NumbersTable.Row(index, group, java.util.Arrays.stream(values).boxed().toList());
    }

    @Test
    void textStandsUnderItsHeads() {
        assertThat(TABLE.write(TableFormat.TEXT).lines())
                .containsExactly(
                        "Tensor         weights       ‖τ‖ a|b  relative a_b, %   cosine",
                        "─────────────  ───────  ────────────  ───────────────  ───────",
                        "x_1.y*z         12,345        12,350             1.54  −0.2263",
                        "50%&#{a}$^~\\         7  1.234 × 10⁻⁵                –        –",
                        "[0] a--b, \"c\"        0             0              100   1.0000",
                        "─────────────  ───────  ────────────  ───────────────  ───────",
                        "all             12,352        12,350            0.500   0.9877");
    }

    @Test
    void markdownKeepsItsPipesAndSetsOffTheLastRow() {
        assertThat(TABLE.write(TableFormat.MARKDOWN))
                .isEqualTo(
                        """
                        | Tensor           |    weights |     ‖τ‖ a\\|b | relative a_b, % |     cosine |
                        | ---------------- | ---------: | -----------: | --------------: | ---------: |
                        | x_1.y\\*z         |     12,345 |       12,350 |            1.54 |    −0.2263 |
                        | 50%\\&#{a}\\$^\\~\\\\ |          7 | 1.234 × 10⁻⁵ |               – |          – |
                        | \\[0\\] a--b, "c"  |          0 |            0 |             100 |     1.0000 |
                        | **all**          | **12,352** |   **12,350** |       **0.500** | **0.9877** |
                        """);
    }

    @Test
    void latexCompilesWithBooktabsAlone() {
        assertThat(TABLE.write(TableFormat.LATEX))
                .isEqualTo(
                        """
                        % \\usepackage{booktabs}
                        \\begin{tabular}{lrrrr}
                        \\toprule
                        Tensor & weights & $\\|\\tau\\|$ a$|$b & relative a\\_b, \\% & cosine \\\\
                        \\midrule
                        x\\_1.y{*}z & 12,345 & 12,350 & 1.54 & $-$0.2263 \\\\
                        50\\%\\&\\#\\{a\\}\\$\\textasciicircum{}\\textasciitilde{}\\textbackslash{} & 7 & 1.234 $\\times$ 10$^{-5}$ & -- & -- \\\\
                        {[}0{]} a-{}-b, \\char34{}c\\char34{} & 0 & 0 & 100 & 1.0000 \\\\
                        \\midrule
                        all & 12,352 & 12,350 & 0.500 & 0.9877 \\\\
                        \\bottomrule
                        \\end{tabular}
                        """);
    }

    @Test
    void csvHasEveryDigitAndNoDash() {
        assertThat(TABLE.write(TableFormat.CSV))
                .isEqualTo(
                        String.join(
                                "\r\n",
                                "Tensor,weights,‖τ‖ a|b,\"relative a_b, %\",cosine",
                                "x_1.y*z,12345,12345.678,1.54321,-0.22631",
                                "50%&#{a}$^~\\,7,1.2345E-5,,",
                                "\"[0] a--b, \"\"c\"\"\",0,0.0,100.0,1.0",
                                "all,12352,12345.6780001,0.5,0.98765",
                                ""));
    }

    @Test
    void aSpreadsheetTakesItByTabs() {
        assertThat(TABLE.tabbed().lines())
                .startsWith(
                        "Tensor\tweights\t‖τ‖ a|b\trelative a_b, %\tcosine",
                        "x_1.y*z\t12345\t12345.678\t1.54321\t-0.22631",
                        "50%&#{a}$^~\\\t7\t1.2345E-5\t\t");
        NumbersTable broken =
                new NumbersTable("Tensor", List.of(), List.of(row(0, "a\tb\nc")), Optional.empty());
        assertThat(broken.tabbed()).isEqualTo("Tensor\na b c\n");
    }

    @Test
    void namesOnTheirEdgesAreNoEmphasis() {
        assertThat(MarkdownWriter.escaped("__init__ a_b_ <i> `c`"))
                .isEqualTo("\\_\\_init\\_\\_ a_b\\_ \\<i\\> \\`c\\`");
    }
}
