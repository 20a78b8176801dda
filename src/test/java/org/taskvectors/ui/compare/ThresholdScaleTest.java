package org.taskvectors.ui.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.Threshold.Basis;

class ThresholdScaleTest {
    private final ThresholdScale rms = ThresholdScale.ofRms(Basis.TENSOR);

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.25, 1, 2.5, 10})
    void aValueAndItsPositionBelongTogether(double value) {
        assertThat(rms.valueAt(rms.positionOf(value))).isEqualTo(value, within(value * 0.06));
    }

    @Test
    void theLeftEndIsExactlyZero() {
        assertThat(rms.valueAt(0)).isZero();
        assertThat(rms.positionOf(0)).isZero();
        assertThat(rms.valueAt(0.5)).isPositive();
    }

    @Test
    void whatLiesBeyondTheEndsStandsAtTheEnd() {
        assertThat(rms.positionOf(1e9)).isEqualTo(1);
        assertThat(rms.positionOf(1e-12)).isBetween(0.0, 0.05);
    }

    @Test
    void anAbsoluteScaleEndsAboveTheLargestMagnitude() {
        ThresholdScale scale = ThresholdScale.absolute(0.0234);
        assertThat(scale.highest()).isEqualTo(0.1, within(1e-12));
        assertThat(scale.lowest()).isEqualTo(1e-7, within(1e-15));
        assertThat(ThresholdScale.absolute(0).highest()).isEqualTo(1);
        assertThat(ThresholdScale.absolute(Double.NaN).highest()).isEqualTo(1);
    }

    @Test
    void numbersAreReadAsPeopleTypeThem() {
        assertThat(ThresholdScale.parse(" 0,25 ")).contains(0.25);
        assertThat(ThresholdScale.parse("1e-4")).contains(1e-4);
        assertThat(ThresholdScale.parse("-1")).isEmpty();
        assertThat(ThresholdScale.parse("much")).isEmpty();
        assertThat(ThresholdScale.parse("1e999")).isEmpty();
    }

    @Test
    void aThresholdIsSaidInWords() {
        assertThat(ThresholdScale.describe(new Threshold(0.25, Basis.TENSOR)))
                .isEqualTo("0.25 × RMS of tensor");
        assertThat(ThresholdScale.describe(new Threshold(1e-4, Basis.ABSOLUTE))).isEqualTo("1e-4");
        assertThat(ThresholdScale.describe(new Threshold(0, Basis.ABSOLUTE))).isEqualTo("0");
    }
}
