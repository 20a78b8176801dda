package org.taskvectors.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.safetensors.Made;

/// A head that is stored beside the embedding that it is.
class TiedPairTest {

    @TempDir private Path folder;

    private Path model(String name, boolean tied) throws IOException {
        Made.write(
                folder.resolve(name).resolve("model.safetensors"),
                "model.embed_tokens.weight",
                "model.layers.0.self_attn.q_proj.weight",
                "lm_head.weight");
        Files.writeString(
                folder.resolve(name).resolve("config.json"),
                "{\"model_type\":\"llama\",\"tie_word_embeddings\":" + tied + "}");
        return folder.resolve(name);
    }

    private List<String> matched(boolean baseTied, boolean tunedTied) throws IOException {
        try (Checkpoint base = Checkpoints.open(model("base", baseTied));
                Checkpoint tuned = Checkpoints.open(model("tuned", tunedTied))) {
            return PairChecker.check(base, tuned, Policies.DEFAULT).matches().stream()
                    .map(match -> match.output().name())
                    .toList();
        }
    }

    @Test
    void isDifferencedOnceWhereItIsTheEmbeddingOnBothSides() throws IOException {
        assertThat(matched(true, true)).hasSize(2).doesNotContain("lm_head.weight");
    }

    @Test
    void isDifferencedWhereOneSideHasAHeadOfItsOwn() throws IOException {
        assertThat(matched(true, false)).contains("lm_head.weight");
        assertThat(matched(false, true)).contains("lm_head.weight");
        assertThat(matched(false, false)).contains("lm_head.weight");
    }
}
