package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;

class PacksTest {
    @Test
    void narrowModelsReadMoreAtOnce() throws Exception {
        try (Checkpoint sample = Checkpoints.open(Path.of("assets", "sample", "base"))) {
            assertThat(Packs.tokens(WeightPlan.of(sample).architecture())).isEqualTo(4096);
        }
        assertThat(Packs.tokens(ofWidth(576))).isEqualTo(2048);
        assertThat(Packs.tokens(ofWidth(768))).isEqualTo(1024);
        assertThat(Packs.tokens(ofWidth(8192))).isEqualTo(1024);
        assertThat(Packs.tokens(ofWidth(8))).isEqualTo(4096);
    }

    private static Architecture ofWidth(int width) {
        Architecture one = FormulaRunner.architecture(9, 9);
        return new Architecture(
                one.name(),
                one.layers(),
                width,
                one.heads(),
                one.keyHeads(),
                one.headWidth(),
                one.feedForward(),
                one.vocabulary(),
                one.context(),
                one.normEpsilon(),
                one.norm(),
                one.normOffset(),
                one.activation(),
                one.isGated(),
                one.rope(),
                one.windowRope(),
                one.unrotated(),
                one.windows(),
                one.queryScale(),
                one.attentionCap(),
                one.logitCap(),
                one.embeddingScale(),
                one.hasHeadNorms(),
                one.hasPostNorms(),
                one.isTied());
    }
}
