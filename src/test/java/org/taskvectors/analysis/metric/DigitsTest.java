package org.taskvectors.analysis.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigitsTest {
    @Test
    void countsSignificantDigitsFromTheFirstThatIsNotZero() {
        Digits four = Digits.significant(4);
        assertThat(four.format(38.4123)).isEqualTo("38.41");
        assertThat(four.format(5.1)).isEqualTo("5.100");
        assertThat(four.format(0.00123456)).isEqualTo("0.001235");
        assertThat(four.format(51907.3)).isEqualTo("51,910");
        assertThat(four.format(0)).isEqualTo("0");
        assertThat(four.format(38.41234)).isEqualTo("38.41");
        assertThat(four.format(100)).isEqualTo("100.0");
        assertThat(four.format(0.0012344)).isEqualTo("0.001234");
        assertThat(four.format(12345.6)).isEqualTo("12,350");
        assertThat(four.format(9.9999)).isEqualTo("10.00");
    }

    @Test
    void writesPowersOfTenWhereDigitsWouldBeZeros() {
        assertThat(Digits.significant(3).format(1.234e-7)).isEqualTo("1.23 × 10⁻⁷");
        assertThat(Digits.significant(3).format(-6.02e23)).isEqualTo("−6.02 × 10²³");
        assertThat(Digits.significant(4).format(1.2344e-7)).isEqualTo("1.234 × 10⁻⁷");
        assertThat(Digits.significant(4).format(0.00009999)).isEqualTo("9.999 × 10⁻⁵");
        assertThat(Digits.significant(4).format(0.000099999)).isEqualTo("0.0001000");
        assertThat(Digits.significant(4).format(999949)).isEqualTo("999,900");
        assertThat(Digits.significant(4).format(999950)).isEqualTo("1.000 × 10⁶");
    }

    @Test
    void countsDecimalsAndHasATrueMinus() {
        assertThat(Digits.decimals(4).format(0.2263)).isEqualTo("0.2263");
        assertThat(Digits.decimals(1).format(41.66)).isEqualTo("41.7");
        assertThat(Digits.decimals(2).format(-0.5)).isEqualTo("−0.50");
        assertThat(Digits.decimals(2).format(-0.001)).isEqualTo("0.00");
    }

    @Test
    void separatesThousands() {
        assertThat(Digits.decimals(0).format(8_030_261_248.0)).isEqualTo("8,030,261,248");
        assertThat(Digits.decimals(1).format(-1234.56)).isEqualTo("−1,234.6");
        assertThat(Digits.decimals(2).format(999)).isEqualTo("999.00");
    }

    @Test
    void leavesOutZerosAtTheEndWhereItIsToldTo() {
        Digits six = Digits.atMost(6);
        assertThat(six.format(2)).isEqualTo("2");
        assertThat(six.format(0.5)).isEqualTo("0.5");
        assertThat(six.format(Math.sqrt(8))).isEqualTo("2.82843");
        assertThat(six.format(1200)).isEqualTo("1,200");
        assertThat(six.format(2.5e-9)).isEqualTo("2.5 × 10⁻⁹");
    }

    @Test
    void saysAHundredOnlyWhereNothingIsMissing() {
        Digits share = Digits.shortOfAll(3);
        assertThat(share.format(100)).isEqualTo("100.000");
        assertThat(share.format(99.99951)).isEqualTo("99.999");
        assertThat(share.format(99.9946)).isEqualTo("99.995");
        assertThat(share.format(0)).isEqualTo("0.000");
    }

    @Test
    void writesWhatWasTypedWithTheDigitsThatItHas() {
        assertThat(Digits.typed(0.25)).isEqualTo("0.25");
        assertThat(Digits.typed(1e-4)).isEqualTo("0.0001");
        assertThat(Digits.typed(2.5e-6)).isEqualTo("2.5 × 10⁻⁶");
        assertThat(Digits.typed(3)).isEqualTo("3");
        assertThat(Digits.typed(120000)).isEqualTo("120,000");
        assertThat(Digits.typed(1e9)).isEqualTo("1 × 10⁹");
        assertThat(Digits.typed(0)).isEqualTo("0");
    }

    /// The double nearest to 0.98765 lies above it, that nearest to 2.675 below.
    @Test
    void roundsTheDoubleItselfAndFromTheMiddleToTheEvenDigit() {
        assertThat(Digits.decimals(4).format(0.98765)).isEqualTo("0.9877");
        assertThat(Digits.decimals(2).format(2.675)).isEqualTo("2.67");
        assertThat(Digits.decimals(2).format(0.125)).isEqualTo("0.12");
        assertThat(Digits.decimals(2).format(0.375)).isEqualTo("0.38");
        assertThat(Digits.significant(2).format(2.5)).isEqualTo("2.5");
        assertThat(Digits.significant(1).format(2.5)).isEqualTo("2");
        assertThat(Digits.significant(1).format(3.5)).isEqualTo("4");
    }

    @Test
    void saysUndefinedAsADash() {
        assertThat(Digits.decimals(2).format(Double.NaN)).isEqualTo("–");
        assertThat(VectorMetric.RELATIVE_NORM.quantity().say(Double.NaN)).isEqualTo("–");
        assertThat(VectorMetric.RELATIVE_NORM.quantity().say(1.5)).isEqualTo("1.50 %");
        assertThat(Digits.decimals(2).format(Double.NEGATIVE_INFINITY)).isEqualTo("−∞");
    }
}
