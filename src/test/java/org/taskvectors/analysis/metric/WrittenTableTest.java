package org.taskvectors.analysis.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrittenTableTest {
    @Test
    void numbersStandUnderEachOther() {
        WrittenTable table = new WrittenTable().words("layer").numbers("‖τ‖");
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
        WrittenTable table = new WrittenTable().words("tensor");
        table.row(List.of("a\u001b[31mb\nc"));
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text, true));
        assertThat(text.toString()).doesNotContain("\u001b");
        assertThat(text.toString().lines()).hasSize(3);
    }
}
