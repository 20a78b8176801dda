package org.taskvectors.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;

class TokenizersTest {
    private static final Path SAMPLE = Path.of("assets", "sample", "base");

    @Test
    void theSamplesTokenizerTurnsATextIntoTokensAndBack() throws Exception {
        try (Checkpoint checkpoint = Checkpoints.open(SAMPLE);
                Tokenizer tokenizer = Tokenizers.of(checkpoint)) {
            assertThat(tokenizer.source()).isEqualTo("tokenizer.json");
            assertThat(tokenizer.size()).isEqualTo(4096);
            assertThat(tokenizer.prefix()).containsExactly(0);
            assertThat(tokenizer.ends()).containsExactly(1);
            assertThat(tokenizer.text(Tokenizer.SpecialToken.EOS)).contains("</s>");
            assertThat(tokenizer.chatTemplate()).isEmpty();
            assertThat(tokenizer.isSpecial(2)).isTrue();
            assertThat(tokenizer.isSpecial(3)).isFalse();
            String text = "A film that is 100 % gripping — 😀 日本!\n\n  x";
            List<Integer> ids = tokenizer.prompt(text);
            assertThat(ids.getFirst()).isZero();
            assertThat(tokenizer.prompt("<s>" + text)).isEqualTo(ids);
            assertThat(tokenizer.decode(ids)).isEqualTo("<s>" + text);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int id : ids) {
                bytes.writeBytes(tokenizer.bytes(id));
            }
            assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("<s>" + text);
        }
    }
}
