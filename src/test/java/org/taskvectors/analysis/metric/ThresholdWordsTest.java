package org.taskvectors.analysis.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.analysis.Threshold;

class ThresholdWordsTest {
    @ParameterizedTest
    @CsvSource({
        "1e-4, |τ| ≤ 0.0001",
        "1e-6, |τ| ≤ 1 × 10⁻⁶",
        "0.001, |τ| ≤ 0.001",
        "0.25rms, |τ| ≤ 0.25 × RMS of tensor",
        "1rms:group, |τ| ≤ 1 × RMS of group",
        "3rms:all, |τ| ≤ 3 × RMS of vector"
    })
    void saysItInWords(String text, String words) {
        assertThat(ThresholdWords.of(Threshold.parse(text))).isEqualTo(words);
    }
}
