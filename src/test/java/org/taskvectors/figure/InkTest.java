package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import org.junit.jupiter.api.Test;

class InkTest {
    private static final Font FONT = FigureFonts.of(8);

    @Test
    void cutsNamesInTheirMiddle() {
        String cut = Ink.cut("mistral-7b-finetune-run-11", FONT, 60);
        assertThat(cut).startsWith("mistral").endsWith("11").contains("…");
        assertThat(Ink.width(cut, FONT)).isLessThanOrEqualTo(60);
    }

    @Test
    void leavesWhatFits() {
        assertThat(Ink.cut("SST-2", FONT, 60)).isEqualTo("SST-2");
        assertThat(Ink.cut("SST-2", FONT, 0)).isEqualTo("…");
    }

    @Test
    void allSignsOfTheAxesAreInTheFace() {
        assertThat(FONT.getFamily()).isEqualTo("Roboto");
        assertThat(FONT.canDisplayUpTo("τθλΔσ‖⟨⟩≤√·₀⁰¹²³⁴⁵⁶⁷⁸⁹⁻−×∞–…")).isNegative();
        assertThat(FigureFonts.fitting("情感", FONT)).isNotEqualTo(FONT);
    }

    @Test
    void digitsHaveOneWidth() {
        double one = Ink.width("1", FONT);
        for (char digit = '0'; digit <= '9'; digit++) {
            assertThat(Ink.width(String.valueOf(digit), FONT))
                    .isEqualTo(one, org.assertj.core.data.Offset.offset(1e-6));
        }
    }
}
