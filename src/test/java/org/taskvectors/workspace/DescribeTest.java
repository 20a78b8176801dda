package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.ui.TestCheckpoint;

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

    /// A causal mask is kept beside the weights, and is none.
    @Test
    void buffersAreNotAmongTheParameters(@TempDir Path folder) throws IOException {
        Path path =
                TestCheckpoint.write(
                        folder.resolve("gpt2.safetensors"),
                        1,
                        "h.0.attn.bias:1x1x64x64",
                        "h.0.attn.c_attn.weight:8x24",
                        "wte.weight:20x8");
        try (Checkpoint model = Checkpoints.open(path)) {
            Facts facts = Describe.facts(model, Optional.empty());

            assertThat(facts.parameters()).isEqualTo(8 * 24 + 20 * 8);
            assertThat(facts.tensors()).isEqualTo(3);
        }
    }

    private static final Path VOCABULARY = Path.of("src/test/resources/golden/vocabulary");

    private static Layout layout(String path) throws IOException {
        try (Checkpoint opened = Checkpoints.open(VOCABULARY.resolve(path))) {
            return Describe.facts(opened, Describe.provenance(opened)).layout();
        }
    }

    /// The vocabularies of these adapters grew, and some name modules that a tied base has not.
    @Test
    void adaptersAreWithinTheirBasesByNamesAndShapes() throws IOException {
        for (String name : List.of("whole", "factors", "saved-twice", "tied-factors")) {
            assertThat(layout(name + "/ad").isKnown()).isTrue();
            assertThat(layout(name + "/ad").isWithin(layout(name + "/base"))).as(name).isTrue();
        }
        Layout other = layout("../adapter/base/llama");
        assertThat(layout("whole/ad").isWithin(other)).isFalse();
        assertThat(other.isWithin(layout("whole/base"))).isFalse();
    }

    /// A model of a layer more is not within it.
    @Test
    void aLayerThatIsNotThereIsNotWithin() {
        Layout.Kind ten = new Layout.Kind(10, 9, 64);
        Layout base = new Layout(Map.of("layers.*.up_proj.weight 8 8", ten));
        Layout more =
                new Layout(Map.of("layers.*.up_proj.weight 8 8", new Layout.Kind(33, 32, 64)));
        Layout late = new Layout(Map.of("layers.*.up_proj.weight 8 8", new Layout.Kind(1, 12, 64)));

        assertThat(base.isWithin(more)).isTrue();
        assertThat(more.isWithin(base)).isFalse();
        assertThat(late.isWithin(base)).isFalse();
        assertThat(Layout.UNKNOWN.isWithin(base)).isFalse();
        assertThat(base.isWithin(Layout.UNKNOWN)).isFalse();
    }
}
