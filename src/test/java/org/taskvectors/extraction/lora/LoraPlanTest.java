package org.taskvectors.extraction.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;

class LoraPlanTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/alignment");

    @Test
    void expertsOneByOneAreLeftOutAndNamed() throws IOException {
        try (Checkpoint mixtral =
                Checkpoints.open(GOLDEN.resolve("mixtral").resolve("file.safetensors"))) {
            LoraPlan plan = LoraPlan.of(mixtral, Scope.ALL, Optional.empty());
            assertThat(plan.targets())
                    .isNotEmpty()
                    .noneMatch(target -> target.module().contains(".experts."));
            assertThat(plan.leftOut())
                    .filteredOn(skipped -> skipped.reason() == LeftOut.Reason.EXPERT)
                    .hasSize(18);
        }
    }

    @Test
    void modulesOfAModelThatSeesAreCalledAsTheModelCallsThem() throws IOException {
        try (Checkpoint gemma =
                Checkpoints.open(GOLDEN.resolve("gemma3").resolve("file.safetensors"))) {
            assertThat(LoraPlan.of(gemma, Scope.ALL, Optional.empty()).targets())
                    .extracting(LoraPlan.Target::module)
                    .contains("model.language_model.layers.0.self_attn.q_proj");
        }
    }
}
