package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigitsTest {
    @Test
    void countsSignificantDigitsFromTheFirstThatIsNotZero() {
        Digits four = Digits.significant(4);
        assertThat(four.format(38.4123)).isEqualTo("38.41");
        assertThat(four.format(5.1)).isEqualTo("5.100");
        assertThat(four.format(0.00123456)).isEqualTo("0.001235");
        assertThat(four.format(51907.3)).isEqualTo("51910");
        assertThat(four.format(0)).isEqualTo("0");
    }

    @Test
    void writesPowersOfTenWhereDigitsWouldBeZeros() {
        assertThat(Digits.significant(3).format(1.234e-7)).isEqualTo("1.23 × 10⁻⁷");
        assertThat(Digits.significant(3).format(-6.02e23)).isEqualTo("−6.02 × 10²³");
    }

    @Test
    void countsDecimalsAndHasATrueMinus() {
        assertThat(Digits.decimals(4).format(0.2263)).isEqualTo("0.2263");
        assertThat(Digits.decimals(1).format(41.66)).isEqualTo("41.7");
        assertThat(Digits.decimals(2).format(-0.5)).isEqualTo("−0.50");
        assertThat(Digits.decimals(2).format(-0.001)).isEqualTo("0.00");
    }

    @Test
    void saysUndefinedAsADash() {
        assertThat(Digits.decimals(2).format(Double.NaN)).isEqualTo("–");
        assertThat(Figures.RELATIVE.say(Double.NaN)).isEqualTo("–");
        assertThat(Figures.RELATIVE.say(1.5)).isEqualTo("1.500 %");
    }
}
