package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.job.Progress;

class TextTest {
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
        assertThat(Text.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.42 | 0.42 s",
                "4.25 | 4.3 s",
                "12 | 12 s",
                "59.7 | 1 min 0 s",
                "200 | 3 min 20 s"
            })
    void durationsAreWrittenAsPeopleSayThem(double seconds, String text) {
        assertThat(Text.duration(seconds)).isEqualTo(text);
    }

    @Test
    void numbersStandUnderEachOther() {
        TextTable table = new TextTable().words("layer").numbers("‖τ‖");
        table.row(List.of("0", "1.25"));
        table.row(List.of("embedding", "10.50"));
        table.rule();
        table.row(List.of("all", "–"));
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text, true));
        assertThat(text.toString().lines())
                .containsExactly(
                        "layer        ‖τ‖",
                        "─────────  ─────",
                        "0           1.25",
                        "embedding  10.50",
                        "─────────  ─────",
                        "all            –");
    }

    @Test
    void namesFromFilesCannotSteerTheTerminal() {
        TextTable table = new TextTable().words("tensor");
        table.row(List.of("a\u001b[31mb\nc"));
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text, true));
        assertThat(text.toString()).doesNotContain("\u001b");
        assertThat(text.toString().lines()).hasSize(3);
    }

    @Test
    void progressSaysHowFarAndLeavesNoTrace() {
        StringWriter text = new StringWriter();
        ProgressLine line = new ProgressLine(new PrintWriter(text), "Reading");
        Progress progress = new Progress();
        progress.begin(2_000_000);
        progress.add(1_000_000);
        line.show(progress);
        assertThat(text.toString()).contains("Reading   50 %  1.0 MB of 2.0 MB").contains("left");
        line.erase();
        assertThat(text.toString()).endsWith("\r\u001b[K");
    }
}
