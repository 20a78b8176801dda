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
        assertThat(rms.at(rms.positionOf(value)).value()).isEqualTo(value, within(value * 0.06));
    }

    @Test
    void theLeftEndIsExactlyZero() {
        assertThat(rms.at(0)).isEqualTo(new Threshold(0, Basis.TENSOR));
        assertThat(rms.positionOf(0)).isZero();
        assertThat(rms.at(0.5).value()).isPositive();
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
}
