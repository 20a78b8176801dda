package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvenStepsTest {
    /// 32, 16, 30 and 12 layers; numbers at both ends where a step allows it.
    @ParameterizedTest
    @CsvSource({"31, 2.5, 1", "31, 1, 4", "15, 1, 5", "29, 1.5, 4", "11, 1.5, 4", "9, 1.5, 3"})
    void numbersStandAtEvenSteps(long span, double wide, long step) {
        assertThat(EvenSteps.of(span, wide)).isEqualTo(step);
    }
}
