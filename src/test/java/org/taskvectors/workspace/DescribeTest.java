package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;

class DescribeTest {
    /// 28 of the embedding that is the head too, three matrices of 16 and a view of 16, a norm of 4
    /// that has two names.
    @Test
    void tiedWeightsCountOnceAmongTheParameters() throws IOException {
        Path path = Path.of("src/test/resources/golden/pytorch/tied_base.pth");
        try (Checkpoint model = Checkpoints.open(path)) {
            Facts facts = Describe.facts(model, Optional.empty());

            assertThat(facts.parameters()).isEqualTo(28 + 4 * 16 + 4);
            assertThat(facts.tensors()).isEqualTo(8);
        }
    }
}
