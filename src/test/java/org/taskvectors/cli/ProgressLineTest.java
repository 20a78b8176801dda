package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.taskvectors.job.Progress;

class ProgressLineTest {
    @Test
    void progressSaysHowFarAndLeavesNoTrace() {
        StringWriter text = new StringWriter();
        ProgressLine line = new ProgressLine(new PrintWriter(text), "Reading");
        AtomicLong seconds = new AtomicLong(1);
        Progress progress = new Progress(() -> seconds.get() * 1_000_000_000);
        progress.begin(2_000_000);
        line.show(progress);
        assertThat(text.toString()).doesNotContain("left");
        for (int i = 0; i < 10; i++) {
            seconds.incrementAndGet();
            progress.add(100_000);
            line.show(progress);
        }
        assertThat(text.toString())
                .endsWith("Reading   50 %  1.0 MB of 2.0 MB  100 kB/s  10 s left");
        progress.runsOn("CPU");
        line.show(progress);
        assertThat(text.toString()).endsWith("10 s left");
        progress.runsOn("GPU 0");
        line.show(progress);
        assertThat(text.toString()).endsWith("10 s left  on GPU 0");
        line.erase();
        assertThat(text.toString()).endsWith("\r\u001b[K");
    }
}
