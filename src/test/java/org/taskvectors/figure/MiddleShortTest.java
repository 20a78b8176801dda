package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import org.junit.jupiter.api.Test;

/// Names that are longer than their room.
class MiddleShortTest {
    private static final String LONG = "flan-t5-base-finetuned-on-stsb-with-a-very-long-name";
    private final Font font = FigureFonts.of(12);

    @Test
    void aNameThatFitsStaysAsItIs() {
        assertThat(Ink.cut("sst2 · mnli", font, 200)).isEqualTo("sst2 · mnli");
    }

    @Test
    void aLongNameIsCutInItsMiddle() {
        String cut = Ink.cut(LONG, font, 150);

        assertThat(Ink.width(cut, font)).isLessThanOrEqualTo(150);
        assertThat(cut).startsWith("flan").endsWith("name").contains("…");
    }

    /// The name that the pairs have in common is the one that is cut.
    @Test
    void pairsWithALongNameInCommonStayApart() {
        String one = Ink.cut(LONG + " · mnli", font, 150);
        String other = Ink.cut("rte · " + LONG, font, 150);

        assertThat(Ink.width(one, font)).isLessThanOrEqualTo(150);
        assertThat(one).startsWith("flan").endsWith("name · mnli");
        assertThat(other).startsWith("rte · flan").endsWith("name");
        assertThat(Ink.cut(LONG + " · " + LONG, font, 150)).contains(" · ").contains("…");
    }
}
