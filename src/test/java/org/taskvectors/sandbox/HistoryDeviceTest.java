package org.taskvectors.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.taskvectors.inference.Side;

/// A run says on which device it ran, since answers agree to rounding only between devices.
class HistoryDeviceTest {
    private static HistoryEntry entry(String device) {
        return new HistoryEntry(
                "id",
                "2026-11-30T12:00:00Z",
                "base",
                "base-id",
                device,
                List.of(),
                List.of(),
                Decoding.FIRST,
                new PromptInput("raw", Map.of("text", "Hello"), List.of()),
                "Hello",
                Optional.empty(),
                Map.of(
                        Side.BASE,
                        new HistoryEntry.Reply(
                                "0123", List.of(1), " world", List.of(2), "STOP", Map.of())),
                false);
    }

    @Test
    void theDeviceIsReadBackAndExported() {
        HistoryEntry entry = entry("GPU 0");

        assertThat(HistoryJson.read(HistoryJson.line(entry))).contains(entry);
        assertThat(HistoryExport.markdown(List.of(entry), "program")).contains("- ran on: GPU 0\n");
        assertThat(HistoryExport.jsonLines(List.of(entry), "program"))
                .contains("\"device\":\"GPU 0\"");
    }

    @Test
    void ofTheProcessorNothingIsSaid() {
        HistoryEntry entry = entry("");

        assertThat(HistoryJson.line(entry)).doesNotContain("device");
        assertThat(HistoryJson.read(HistoryJson.line(entry))).contains(entry);
        assertThat(HistoryExport.markdown(List.of(entry), "program")).doesNotContain("ran on");
    }
}
