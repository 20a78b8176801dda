package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
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
    void ticksStandWhereSomethingWasComputed() {
        assertThat(NiceScale.at(List.of(0.0, 0.5, 1.0, 1.5), -0.25, 1.75, 5).labels())
                .containsExactly("0.0", "0.5", "1.0", "1.5");
        List<Double> tenths = IntStream.rangeClosed(0, 15).mapToObj(i -> i / 10.0).toList();
        assertThat(NiceScale.at(tenths, 0, 1.5, 6).labels())
                .as("as many as have room, at both ends")
                .containsExactly("0.0", "0.3", "0.6", "0.9", "1.2", "1.5");
        assertThat(NiceScale.at(List.of(0.0, 0.1, 1.0), 0, 1, 5).labels())
                .as("uneven ones have round ticks")
                .containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
    }

    @Test
    void aNarrowLogarithmicAxisHasThreeTicksAtLeast() {
        assertThat(NiceScale.of(30.3, 38, ValueRange.logarithmic(), 5).labels())
                .containsExactly("30", "35", "40");
        assertThat(NiceScale.of(0.0821, 0.16, ValueRange.logarithmic(), 5).labels())
                .containsExactly("0.05", "0.1", "0.2");
        assertThat(NiceScale.of(2.2e-7, 4.1e-7, ValueRange.logarithmic(), 5).labels())
                .containsExactly("2 × 10⁻⁷", "3 × 10⁻⁷", "4 × 10⁻⁷", "5 × 10⁻⁷");
        assertThat(NiceScale.of(9.6, 11, ValueRange.logarithmic(), 5).labels())
                .containsExactly("9.5", "10", "15");
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
