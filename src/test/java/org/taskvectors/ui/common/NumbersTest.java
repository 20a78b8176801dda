package org.taskvectors.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void normsHaveFourDigits() {
        assertThat(Numbers.norm(38.41234)).isEqualTo("38.41");
        assertThat(Numbers.norm(100)).isEqualTo("100.0");
        assertThat(Numbers.norm(0.0012344)).isEqualTo("0.001234");
        assertThat(Numbers.norm(12345.6)).isEqualTo("12,346");
        assertThat(Numbers.norm(9.9999)).isEqualTo("10.00");
        assertThat(Numbers.norm(1.2344e-7)).isEqualTo("1.234e−7");
        assertThat(Numbers.norm(0)).isEqualTo("0");
        assertThat(Numbers.norm(Double.NaN)).isEqualTo("–");
    }

    @Test
    void sharesAndCosines() {
        assertThat(Numbers.percent(0.41678)).isEqualTo("41.7");
        assertThat(Numbers.relative(0.00823456)).isEqualTo("0.823");
        assertThat(Numbers.cosine(-0.22631)).isEqualTo("−0.2263");
        assertThat(Numbers.cosine(-0.000001)).isEqualTo("0.0000");
    }

    @Test
    void bytesAndWeights() {
        assertThat(Numbers.bytes(0)).isEqualTo("0 B");
        assertThat(Numbers.bytes(16_060_556_376L)).isEqualTo("16.1 GB");
        assertThat(Numbers.bytes(168_000_000L)).isEqualTo("168 MB");
        assertThat(Numbers.bytes(999_600L)).isEqualTo("1.0 MB");
        assertThat(Numbers.bytesOf(8.9e9, 14.5e9)).isEqualTo("8.9 of 14.5 GB");
        assertThat(Numbers.parameters(8_030_261_248L)).isEqualTo("8.03 B");
        assertThat(Numbers.parameters(134_515_008L)).isEqualTo("135 M");
        assertThat(Numbers.parameters(4_212)).isEqualTo("4,212");
    }

    @Test
    void plainNumbersCanBeTypedAgain() {
        for (double number : new double[] {0, 0.25, 1e-6, 123.5, 2.5e9, 0.001, 7e-4}) {
            assertThat(Double.parseDouble(Numbers.plain(number))).isEqualTo(number);
        }
        assertThat(Numbers.plain(0.25)).isEqualTo("0.25");
        assertThat(Numbers.plain(1e-6)).isEqualTo("1e-6");
    }

    @Test
    void times() {
        assertThat(Numbers.duration(2.4)).isEqualTo("2 s");
        assertThat(Numbers.duration(250)).isEqualTo("4 min 10 s");
        assertThat(Numbers.duration(7500)).isEqualTo("2 h 5 min");
        assertThat(Numbers.duration(Double.NaN)).isEqualTo("–");
    }
}
