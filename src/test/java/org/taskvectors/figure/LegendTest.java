package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import org.junit.jupiter.api.Test;

/// Names that are longer than a row of a legend.
class LegendTest {
    private static final String LONG = "flan-t5-base-finetuned-on-stsb-with-a-very-long-name";
    private final Font font = FigureFonts.of(12);

    @Test
    void aNameThatFitsStaysAsItIs() {
        assertThat(Legend.fitted("sst2 · mnli", font, 200)).isEqualTo("sst2 · mnli");
    }

    @Test
    void aLongNameIsCutInItsMiddle() {
        String cut = Legend.fitted(LONG, font, 150);

        assertThat(Ink.width(cut, font)).isLessThanOrEqualTo(150);
        assertThat(cut).startsWith("flan").endsWith("name").contains("…");
    }

    /// The name that the pairs have in common is the one that is cut.
    @Test
    void pairsWithALongNameInCommonStayApart() {
        String one = Legend.fitted(LONG + " · mnli", font, 150);
        String other = Legend.fitted("rte · " + LONG, font, 150);

        assertThat(Ink.width(one, font)).isLessThanOrEqualTo(150);
        assertThat(one).startsWith("flan").endsWith("name · mnli");
        assertThat(other).startsWith("rte · flan").endsWith("name");
        assertThat(Legend.fitted(LONG + " · " + LONG, font, 150)).contains(" · ").contains("…");
    }
}
