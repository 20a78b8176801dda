package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;

class CsvTableTest {
    @Test
    void hasALineForEachPositionAndUndefinedEmpty() {
        assertThat(CsvTable.of(Figures.bars()))
                .isEqualTo(
                        String.join(
                                "\r\n",
                                "column,\"Relative norm, % (SST-2)\",\"Relative norm, % (MNLI)\"",
                                "q_proj,1.0,2.0",
                                "k_proj,2.0,",
                                "v_proj,3.0,1.0",
                                ""));
    }

    @Test
    void hasALineForEachCell() {
        List<List<String>> lines = parse(CsvTable.of(Figures.map()));
        assertThat(lines).hasSize(1 + 2 * 4);
        assertThat(lines.getFirst()).containsExactly("row", "Layer", "Cosine similarity");
        assertThat(lines.get(3)).containsExactly("q_proj", "2", "");
        assertThat(lines.get(8)).containsExactly("down_proj", "3", "-0.5");
    }

    @Test
    void namesTheThreshold() {
        LineFigure lines = Figures.lines();
        FigureSubject about =
                new FigureSubject(
                        "Sparsity by layer", List.of("a"), "sparsity", "|τ| ≤ 0.0001", "all");
        LineFigure sparsity =
                new LineFigure(
                        about,
                        lines.positions(),
                        new Quantity("Sparsity", "", "%", Digits.decimals(1)),
                        ValueRange.fromZero(),
                        lines.series());
        assertThat(parse(CsvTable.of(sparsity)).getFirst())
                .contains("Sparsity at |τ| ≤ 0.0001, % (SST-2)");
    }

    @Property(tries = 200)
    void comesBackAsItWas(
            @ForAll @Size(3) List<Double> values, @ForAll String one, @ForAll String other) {
        LineFigure figure =
                new LineFigure(
                        Figures.about(one),
                        Positions.categories("", List.of(one, other, "\"")),
                        Figures.RELATIVE,
                        ValueRange.automatic(),
                        List.of(new Series(other, 0, values)));
        List<List<String>> lines = parse(CsvTable.of(figure));
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1).getFirst()).isEqualTo(one);
        assertThat(lines.get(2).getFirst()).isEqualTo(other);
        for (int i = 0; i < 3; i++) {
            String text = lines.get(i + 1).get(1);
            double value = values.get(i);
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(text)).isEqualTo(value);
            } else {
                assertThat(text).isEmpty();
            }
        }
    }

    /// A reader of RFC 4180.
    private static List<List<String>> parse(String text) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\r')) {
                line.add(field.toString());
                field.setLength(0);
                if (c == '\r') {
                    i++;
                    lines.add(line);
                    line = new ArrayList<>();
                }
            } else {
                field.append(c);
            }
        }
        return lines;
    }
}
