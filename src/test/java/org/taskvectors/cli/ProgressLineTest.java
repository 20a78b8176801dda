package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.taskvectors.job.Progress;

class ProgressLineTest {
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
