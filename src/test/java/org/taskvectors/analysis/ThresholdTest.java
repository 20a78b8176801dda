package org.taskvectors.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({
        "1e-4, |τ| ≤ 1e-4",
        "0.001, |τ| ≤ 0.001",
        "0.25rms, |τ| ≤ 0.25 × RMS of tensor",
        "1rms:group, |τ| ≤ 1 × RMS of group",
        "3rms:all, |τ| ≤ 3 × RMS of vector"
    })
    void saysItInWords(String text, String words) {
        assertThat(Threshold.parse(text).words()).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "rms", "1rms:layer", "-1", "NaN", "Infinity", "1 2", "-1rms"})
    void anythingElseIsRefusedInASentence(String text) {
        assertThatThrownBy(() -> Threshold.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threshold");
    }
}
