package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// What a figure shows of its values, and what it says of the rest.
class RangeTest {
    private static LineFigure far() {
        return Figures.lines(
                Positions.layers(7, List.of("embedding")),
                Series.of("SST-2", 0, 1.5, 1.7, 1.6, 1.9, 1.8, 1.4, 1.6, 41.2),
                Series.of("MNLI", 1, 1.3, 1.2, 1.6, 1.5, 1.8, 1.4, 1.6, 39.1));
    }

    private static String svg(Figure figure) {
        byte[] bytes =
                new FigureExport("test")
                        .render(figure, FigureFormat.SVG, FigureSize.ONE_COLUMN, 72);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void anOutlierIsMarkedSaidAndInTheFile() {
        String svg = svg(far());

        assertThat(svg)
                .contains(">Beyond the axis: embedding 39.100 to 41.200 %<")
                .contains("Beyond the axis: embedding 39.100 to 41.200 %</desc>")
                .doesNotContain(">40<");
        List<FigureWords.Line> lines = FigureWords.lines(far(), new Spot(7, OptionalInt.of(0)));
        assertThat(lines.getFirst().value()).isEqualTo("41.200 %");
        assertThat(lines.getFirst().details()).containsExactly("beyond the axis");
        assertThat(FigureWords.summary(far())).contains("Beyond the axis: embedding");
    }

    @Test
    void withEverythingNothingIsBeyond() {
        LineFigure all = far().withRange(RangeChoice.everything());

        assertThat(all.ends()).isEqualTo(new ShownEnds(1.2, 41.2));
        assertThat(svg(all)).doesNotContain("Beyond").contains(">40<");
    }

    @Test
    void endsByHandAreKeptAndTheFileSaysThem() {
        LineFigure byHand = far().withRange(RangeChoice.byHand(1.4, 1.75));

        assertThat(byHand.ends()).isEqualTo(new ShownEnds(1.4, 1.75));
        assertThat(svg(byHand))
                .contains("axis from 1.4 to 1.75, chosen by hand</desc>")
                .contains(">Beyond the axis: 7 values, 1.200 to 41.200 %<");
        assertThatThrownBy(() -> RangeChoice.byHand(2, 2))
                .isInstanceOf(IllegalArgumentException.class);
        for (double[] none :
                new double[][] {
                    {Double.NEGATIVE_INFINITY, 1},
                    {0, Double.NaN},
                    {-1, 1e308},
                    {0, Double.MIN_VALUE},
                    {1, Math.nextUp(1.0)}
                }) {
            assertThatThrownBy(() -> RangeChoice.byHand(none[0], none[1]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> RangeChoice.byHand(0, 2).withLog(true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLogarithmicAxisSaysWhatItCannotShow() {
        LineFigure zeros = Figures.lines(Positions.layers(3), Series.of("SST-2", 0, 0, 0.01, 10));
        LineFigure log = zeros.withRange(RangeChoice.everything().withLog(true));

        assertThat(zeros.canBeLog()).isTrue();
        assertThat(far().withRange(RangeChoice.robust().withLog(true)).ends().most())
                .isEqualTo(41.2);
        assertThat(svg(log))
                .contains(">One value of 0 has no place on a logarithmic axis<")
                .contains("logarithmic axis</desc>");
        assertThat(Figures.lines(Positions.layers(2), Series.of("SST-2", 0, -1, 1)).canBeLog())
                .isFalse();
    }

    @Test
    void oneCellDoesNotDecideTheColours() {
        double[][] rows = new double[8][8];
        for (int i = 0; i < 64; i++) {
            rows[i / 8][i % 8] = 1 + 0.01 * i;
        }
        rows[3][4] = 40;
        List<List<Double>> values = HeatMapFigure.rows(rows);
        HeatMapFigure map =
                new HeatMapFigure(
                        Figures.about("a"),
                        Positions.layers(8),
                        Figures.RELATIVE,
                        List.of("q", "k", "v", "o", "gate", "up", "down", "norm"),
                        values,
                        ColourScales.sequentialOver(List.of(values)));

        assertThat(map.scale().high()).isEqualTo(2);
        assertThat(svg(map)).contains(">Beyond the colours: Layer 4, o 40.000 %<");
        assertThat(map.withRange(RangeChoice.everything()).scale().high()).isEqualTo(40);
        assertThat(map.withRange(RangeChoice.byHand(0.5, 1.2)).scale())
                .isEqualTo(ColourScale.sequential(0.5, 1.2));
    }

    /// Zero keeps the neutral colour whatever the ends are.
    @Test
    void twoHuesMeetAtZero() {
        ColourScale uneven = new ColourScale(true, -0.2, 0.6);
        assertThat(Palette.LIGHT.ramp(uneven).of(0, uneven))
                .isEqualTo(Palette.LIGHT.ramp(uneven).at(0.5));
        assertThat(Palette.LIGHT.ramp(uneven).of(0.6, uneven))
                .isEqualTo(Palette.LIGHT.ramp(uneven).at(1));
    }
}
