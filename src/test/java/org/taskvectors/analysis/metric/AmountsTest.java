package org.taskvectors.analysis.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 bytes",
                "999 | 999 bytes",
                "1000 | 1.0 kB",
                "9467344 | 9.5 MB",
                "14500000000 | 14.5 GB",
                "145000000000 | 145 GB",
                "999600 | 1.0 MB"
            })
    void bytesAreWrittenInPowersOfAThousand(long bytes, String text) {
        assertThat(Amounts.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.42 | 0.42 s",
                "4.25 | 4.2 s",
                "12 | 12 s",
                "59.7 | 1 min 0 s",
                "200 | 3 min 20 s",
                "7500 | 2 h 5 min",
                "NaN | –"
            })
    void durationsAreWrittenAsPeopleSayThem(double seconds, String text) {
        assertThat(Amounts.duration(seconds)).isEqualTo(text);
    }

    @Test
    void bytesAndWeights() {
        assertThat(Amounts.bytes(0)).isEqualTo("0 bytes");
        assertThat(Amounts.bytes(16_060_556_376L)).isEqualTo("16.1 GB");
        assertThat(Amounts.bytes(168_000_000L)).isEqualTo("168 MB");
        assertThat(Amounts.bytes(999_600L)).isEqualTo("1.0 MB");
        assertThat(Amounts.bytesOf(8.9e9, 14.5e9)).isEqualTo("8.9 of 14.5 GB");
        assertThat(Amounts.parameters(8_030_261_248L)).isEqualTo("8.03 B");
        assertThat(Amounts.parameters(134_515_008L)).isEqualTo("135 M");
        assertThat(Amounts.parameters(4_212)).isEqualTo("4,212");
    }

    @Test
    void countsAgreeWithTheirWord() {
        assertThat(Amounts.counted(1, "tensor")).isEqualTo("1 tensor");
        assertThat(Amounts.counted(1234, "tensor")).isEqualTo("1,234 tensors");
        assertThat(Amounts.count(-12345)).isEqualTo("−12,345");
        assertThat(Amounts.some(5, 9, "tensors")).isEqualTo("5 of 9 tensors");
        assertThat(Amounts.some(9, 9, "tensors")).isEqualTo("all 9 tensors");
        assertThat(Amounts.progress(0.4149)).isEqualTo("41 %");
    }

    @Test
    void estimatesAreInWholeSeconds() {
        assertThat(Amounts.estimate(2.4)).isEqualTo("2 s");
        assertThat(Amounts.estimate(250)).isEqualTo("4 min 10 s");
        assertThat(Amounts.estimate(7500)).isEqualTo("2 h 5 min");
        assertThat(Amounts.estimate(Double.NaN)).isEqualTo("–");
    }
}
