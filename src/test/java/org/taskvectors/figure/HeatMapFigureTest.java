package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeatMapFigureTest {
    private static final double NONE = Double.NaN;

    @Test
    void keepsOnlyLayersAndRowsThatHaveThem() {
        HeatMapFigure map =
                map(
                        Positions.layers(2, List.of("embedding")),
                        List.of("q_proj", "embedding", "undefined"),
                        new double[] {1, 2, NONE},
                        new double[] {NONE, NONE, 3},
                        new double[] {NONE, NONE, NONE});
        HeatMapFigure layers = map.layersOnly();
        assertThat(layers.rows()).containsExactly("q_proj", "undefined");
        assertThat(layers.positions()).isEqualTo(Positions.layers(2));
        assertThat(layers.values().getFirst()).containsExactly(1.0, 2.0);
    }

    @Test
    void aMapWithoutLayersStays() {
        HeatMapFigure map =
                map(Positions.categories("", List.of("a")), List.of("b"), new double[] {1});
        assertThat(map.layersOnly()).isSameAs(map);
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        assertThatThrownBy(
                        () -> map(Positions.layers(2), List.of("q_proj"), new double[] {1, 2, 3}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Figures.map().withMarked(List.of(4)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static HeatMapFigure map(Positions positions, List<String> rows, double[]... values) {
        return new HeatMapFigure(
                Figures.about("a", "b"),
                positions,
                Figures.COSINE,
                rows,
                HeatMapFigure.rows(values),
                ColourScale.diverging(1));
    }
}
