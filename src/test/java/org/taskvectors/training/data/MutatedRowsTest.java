package org.taskvectors.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.file.Failure;
import org.taskvectors.tokenizer.Tokenizer;

/// Files of chats in which bytes were changed: read, or refused in words.
class MutatedRowsTest {
    private static final int CASES = Integer.getInteger("taskvectors.mutations", 300);

    @TempDir Path folder = Path.of("");

    @Test
    void damagedFilesEndInWordsOnly() throws Exception {
        String lines =
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\":"
                        + " \"assistant\", \"content\": \"b\", \"weight\": 1}]}\n";
        byte[] whole = lines.repeat(4).getBytes(StandardCharsets.UTF_8);
        Random random = new Random(5);
        int read = 0;
        try (Tokenizer chats =
                MadeRows.tokenizer(
                        folder.resolve("m"),
                        "bytes",
                        "",
                        "</s>",
                        false,
                        "{% for m in messages %}{{ m.content }}</s>{% endfor %}")) {
            for (int round = 0; round < CASES; round++) {
                byte[] changed = whole.clone();
                for (int i = 0; i <= random.nextInt(4); i++) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                Path file = Files.write(folder.resolve("chats.jsonl"), changed);
                try {
                    TrainingData data =
                            MadeRows.data(MadeRows.settings(DataChoice.of("rows", file)), chats);
                    assertThat(data.rows(0, 9)).isNotEmpty();
                    read++;
                } catch (Failure e) {
                    assertThat(e.what()).isNotBlank();
                }
            }
        }
        assertThat(read).isPositive();
    }
}
