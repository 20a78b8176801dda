package org.taskvectors.figure;

import java.util.List;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;

/// Figures for the tests of this package.
final class Figures {
    static final Quantity RELATIVE =
            new Quantity("Relative norm", "‖τ‖ / ‖θ₀‖", "%", Digits.decimals(3));
    static final Quantity COSINE = new Quantity("Cosine similarity", "", "", Digits.decimals(4));

    private Figures() {}

    static FigureSubject about(String... vectors) {
        return new FigureSubject(
                "Relative norm by layer",
                List.of(vectors),
                "relative norm ‖τ‖ / ‖θ₀‖",
                "",
                "all: 12 of 12 tensors");
    }

    /// Two vectors that cross, 12 layers.
    static LineFigure lines() {
        double[] rising = new double[12];
        double[] falling = new double[12];
        for (int i = 0; i < 12; i++) {
            rising[i] = 0.5 + 0.05 * i;
            falling[i] = 1.5 - 0.08 * i;
        }
        return lines(
                Positions.layers(12), Series.of("SST-2", 0, rising), Series.of("MNLI", 1, falling));
    }

    static LineFigure lines(Positions positions, Series... series) {
        return new LineFigure(
                about("SST-2", "MNLI"),
                positions,
                RELATIVE,
                ValueRange.automatic(),
                List.of(series));
    }

    static BarFigure bars() {
        return new BarFigure(
                about("SST-2", "MNLI"),
                Positions.categories("", List.of("q_proj", "k_proj", "v_proj")),
                RELATIVE,
                ValueRange.fromZero(),
                List.of(Series.of("SST-2", 0, 1, 2, 3), Series.of("MNLI", 1, 2, Double.NaN, 1)));
    }

    static HeatMapFigure map() {
        return new HeatMapFigure(
                about("SST-2", "MNLI"),
                Positions.layers(4),
                COSINE,
                List.of("q_proj", "down_proj"),
                HeatMapFigure.rows(
                        new double[] {0.1, -0.2, Double.NaN, 0.4},
                        new double[] {0.5, 0.25, 0.125, -0.5}),
                ColourScale.diverging(0.5));
    }
}
