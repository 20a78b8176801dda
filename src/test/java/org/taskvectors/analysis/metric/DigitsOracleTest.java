package org.taskvectors.analysis.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The rounding against Python's (`src/test/oracle/digits/digits.py`).
class DigitsOracleTest {
    private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";

    private static List<String[]> lines() throws IOException {
        return Files.readAllLines(Path.of("src/test/oracle/digits/golden.csv")).stream()
                .map(line -> line.split(",", -1))
                .toList();
    }

    @Test
    void decimalsAreThoseOfPython() throws IOException {
        for (String[] line : lines()) {
            if (!line[2].isEmpty()) {
                String ours = Digits.decimals(Integer.parseInt(line[1])).format(value(line));
                // A zero has no sign for us.
                String python = line[2].matches("-0[.0]*") ? line[2].substring(1) : line[2];
                assertThat(plain(ours)).as(line[0]).isEqualTo(python);
            }
        }
    }

    @Test
    void significantDigitsAreThoseOfPython() throws IOException {
        for (String[] line : lines()) {
            String ours = Digits.significant(Integer.parseInt(line[1])).format(value(line));
            assertThat(number(ours)).as(line[0]).isEqualByComparingTo(new BigDecimal(line[3]));
        }
    }

    private static double value(String[] line) {
        return Double.parseDouble(line[0]);
    }

    private static String plain(String text) {
        return text.replace(",", "").replace('−', '-');
    }

    private static BigDecimal number(String text) {
        StringBuilder plain = new StringBuilder();
        plain(text.replace(" × 10", "e"))
                .chars()
                .forEach(
                        c ->
                                plain.append(
                                        RAISED.indexOf(c) < 0
                                                ? (char) c
                                                : "0123456789-".charAt(RAISED.indexOf(c))));
        return new BigDecimal(plain.toString());
    }
}
