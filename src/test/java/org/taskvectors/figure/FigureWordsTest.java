package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FigureWordsTest {
    @Test
    void saysTheValuesAtAPosition() {
        Spot spot = new Spot(1, OptionalInt.of(0));
        assertThat(FigureWords.sentence(Figures.bars(), spot))
                .isEqualTo("k_proj; SST-2 2.000 %; MNLI undefined");
        assertThat(FigureWords.heading(Figures.lines(), spot)).isEqualTo("Layer 1");
    }

    @Test
    void saysTheCell() {
        Spot spot = new Spot(3, OptionalInt.of(1));
        assertThat(FigureWords.sentence(Figures.map(), spot))
                .isEqualTo("Layer 3, down_proj; Cosine similarity −0.5000");
    }

    @Test
    void sumsUpTheFigure() {
        assertThat(FigureWords.summary(Figures.lines()))
                .startsWith("Relative norm by layer; of SST-2, MNLI")
                .contains("SST-2: least 0.500 % at Layer 0, greatest 1.050 % at Layer 11")
                .contains("MNLI: least 0.620 % at Layer 11, greatest 1.500 % at Layer 0");
        assertThat(FigureWords.summary(Figures.map())).contains("2 rows, 4 columns");
    }

    @Test
    void saysWhatIsUndefined() {
        LineFigure figure = Figures.lines(Positions.layers(1), Series.of("SST-2", 0, Double.NaN));
        assertThat(FigureWords.summary(figure)).contains("SST-2: undefined");
    }
}
