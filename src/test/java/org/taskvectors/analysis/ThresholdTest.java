package org.taskvectors.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.Threshold.Basis;

class ThresholdTest {
    @Test
    void readsWhatItWrites() {
        assertThat(Threshold.parse("1e-4")).isEqualTo(new Threshold(1e-4, Basis.ABSOLUTE));
        assertThat(Threshold.parse("0.25rms")).isEqualTo(new Threshold(0.25, Basis.TENSOR));
        assertThat(Threshold.parse(" 2RMS:group")).isEqualTo(new Threshold(2, Basis.GROUP));
        for (Basis basis : Basis.values()) {
            for (double value : new double[] {0, 1e-9, 1e-4, 0.25, 3, 1e9}) {
                Threshold threshold = new Threshold(value, basis);
                assertThat(Threshold.parse(threshold.text())).isEqualTo(threshold);
            }
        }
    }

    @Test
    void aNumberCanBeTypedAgain() {
        for (double number : new double[] {0, 0.25, 1e-6, 123.5, 2.5e9, 0.001, 7e-4}) {
            String typed = new Threshold(number, Basis.ABSOLUTE).number();
            assertThat(Double.parseDouble(typed)).isEqualTo(number);
        }
        assertThat(new Threshold(0.25, Basis.TENSOR).number()).isEqualTo("0.25");
        assertThat(new Threshold(1e-6, Basis.ABSOLUTE).number()).isEqualTo("1e-6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "rms", "1rms:layer", "-1", "NaN", "Infinity", "1 2", "-1rms"})
    void anythingElseIsRefusedInASentence(String text) {
        assertThatThrownBy(() -> Threshold.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threshold");
    }
}
