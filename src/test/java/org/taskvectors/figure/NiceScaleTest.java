package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NiceScaleTest {
    @Test
    void endsOnStepsAroundTheData() {
        NiceScale scale = NiceScale.of(0.64, 1.54, ValueRange.automatic(), 6);
        assertThat(scale.labels()).containsExactly("0.6", "0.8", "1.0", "1.2", "1.4", "1.6");
        assertThat(scale.low()).isEqualTo(0.6, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(scale.high()).isEqualTo(1.6, org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void holdsZeroWhereAsked() {
        NiceScale scale = NiceScale.of(31.2, 42.8, ValueRange.fromZero(), 5);
        assertThat(scale.low()).isZero();
        assertThat(scale.labels()).containsExactly("0", "10", "20", "30", "40", "50");
    }

    /// Steps of 0.4 would lead to 1.2, and no cosine is larger than 1.
    @Test
    void endsAtWhatCannotBePassed() {
        NiceScale scale = NiceScale.of(0.98, 1, ValueRange.fromZeroTo(1), 3);
        assertThat(scale.labels()).containsExactly("0.0", "0.5", "1.0");
        assertThat(scale.high()).isEqualTo(1);
        NiceScale both = NiceScale.of(-0.97, 0.6, ValueRange.fromZeroTo(1), 4);
        assertThat(both.low()).isEqualTo(-1);
        assertThat(both.labels()).contains("−1.0", "0.0");
        NiceScale shares = NiceScale.of(52.1, 97, ValueRange.fromZeroTo(100), 4);
        assertThat(shares.labels()).containsExactly("0", "25", "50", "75", "100");
        NiceScale small = NiceScale.of(0.1, 0.3, ValueRange.fromZeroTo(1), 4);
        assertThat(small.high()).isLessThan(0.5);
    }

    @Test
    void writesATrueMinus() {
        assertThat(NiceScale.bar(-0.5, 0.5).labels()).containsExactly("−0.5", "0.0", "0.5");
    }

    @Test
    void countsSmallValuesInAPowerOfTen() {
        NiceScale scale = NiceScale.of(1.2e-5, 8.8e-5, ValueRange.fromZero(), 5);
        assertThat(scale.exponent()).isEqualTo(-6);
        assertThat(scale.labels()).contains("0", "20", "80");
        assertThat(scale.title("RMS", "")).isEqualTo("RMS (10⁻⁶)");
        assertThat(scale.title("‖τ‖ / ‖θ₀‖", "%")).isEqualTo("‖τ‖ / ‖θ₀‖ (10⁻⁶ %)");
    }

    @Test
    void opensUpASinglePoint() {
        NiceScale scale = NiceScale.of(0.3, 0.3, ValueRange.automatic(), 5);
        assertThat(scale.low()).isLessThan(0.3);
        assertThat(scale.high()).isGreaterThan(0.3);
    }

    @Test
    void hasTicksWithoutData() {
        assertThat(NiceScale.of(Double.NaN, Double.NaN, ValueRange.automatic(), 4).ticks())
                .isNotEmpty();
    }

    @Test
    void spansLogarithmicAxesFromOneTwoOrFive() {
        NiceScale scale = NiceScale.of(18000, 46000, ValueRange.logarithmic(), 5);
        assertThat(scale.labels()).containsExactly("10,000", "20,000", "50,000");
        assertThat(scale.place(100)).isEqualTo(2);
        assertThat(scale.place(0)).isNaN();
    }

    @Test
    void spacesManyDecades() {
        NiceScale scale = NiceScale.of(2e-9, 0.5, ValueRange.logarithmic(), 5);
        assertThat(scale.labels()).contains("10⁻⁹");
        assertThat(scale.ticks()).hasSizeLessThanOrEqualTo(7);
    }

    @Property(tries = 300)
    void alwaysHoldsTheDataAndFewTicks(
            @ForAll @DoubleRange(min = -1e6, max = 1e6) double one,
            @ForAll @DoubleRange(min = -1e6, max = 1e6) double other,
            @ForAll @IntRange(min = 2, max = 8) int wanted) {
        double least = Math.min(one, other);
        double most = Math.max(one, other);
        NiceScale scale = NiceScale.of(least, most, ValueRange.automatic(), wanted);
        double slack = 1e-6 * Math.max(Math.abs(least), Math.abs(most));
        assertThat(scale.low()).isLessThanOrEqualTo(least + slack);
        assertThat(scale.high()).isGreaterThanOrEqualTo(most - slack);
        assertThat(scale.ticks()).hasSizeBetween(2, wanted + 3);
        assertThat(scale.labels()).doesNotHaveDuplicates();
    }
}
