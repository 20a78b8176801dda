package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.inference.kernel.ModelKernels;
import org.taskvectors.inference.kernel.Products;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Team;

/// The decoder beside transformers, on tiny random models of each architecture.
class DecoderTest {
    /// Of the largest number.
    private static final double CLOSE = 1e-5;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama", "llama31", "llama-linear", "mistral", "mistral-nemo", "qwen2",
                "qwen2-window", "qwen3", "smollm3", "gemma", "gemma2", "gemma3", "phi3", "gpt2",
                "llama31-bf16", "gemma2-bf16"
            })
    void computesWhatTransformersComputes(String name) throws Exception {
        Golden golden = Golden.of(name);
        try (Running running = new Running(Golden.folder(name), golden)) {
            running.read(golden.ids());
            assertThat(running.worst).as("all at once").isLessThan(CLOSE);
        }
        try (Running running = new Running(Golden.folder(name), golden)) {
            for (int id : golden.ids()) {
                running.read(new int[] {id});
            }
            assertThat(running.worst).as("one by one").isLessThan(CLOSE);
        }
    }

    /// A model that runs, and how far its numbers are from the golden ones.
    static final class Running implements AutoCloseable {
        private final Golden golden;
        private final Team team = new Team(2);
        private final WeightBlock weights;
        private final Decoder decoder;
        private final Sequence text;
        private double worst;

        Running(Path folder, Golden golden) throws Exception {
            this.golden = golden;
            try (Checkpoint model = Checkpoints.open(folder)) {
                WeightPlan plan = WeightPlan.of(model);
                weights =
                        ModelWeights.load(model, plan, 2, new Progress(), new Cancellation());
                BoundModel bound = BoundModel.of(plan, weights::weights);
                decoder =
                        new Decoder(
                                bound,
                                new Products(team, ModelKernels.best()),
                                Optional.empty(),
                                this::layer);
                text = decoder.sequence(golden.ids().length);
            }
        }

        private void layer(int layer, int first, int tokens, float[] residual) {
            if (golden.hidden().length == 0) {
                return;
            }
            int width = decoder.architecture().width();
            int from = ((layer + 1) * golden.ids().length + first) * width;
            double off = Golden.difference(golden.hidden(), from, residual, tokens * width);
            assertThat(off).as("after layer " + layer).isLessThan(CLOSE);
        }

        void read(int[] tokens) throws Exception {
            int first = text.length();
            int vocabulary = decoder.architecture().vocabulary();
            int[] seen = {0};
            text.read(
                    tokens,
                    tokens.length,
                    (token, logits) -> {
                        assertThat(token).isEqualTo(seen[0]++);
                        assertThat(logits).hasSize(vocabulary);
                        int from = (first + token) * vocabulary;
                        double off = Golden.difference(golden.logits(), from, logits, vocabulary);
                        worst = Math.max(worst, off);
                    },
                    new Cancellation());
            assertThat(seen[0]).isEqualTo(tokens.length);
            assertThat(text.length()).isEqualTo(first + tokens.length);
        }

        double worst() {
            return worst;
        }

        @Override
        public void close() {
            text.close();
            decoder.close();
            weights.close();
            team.close();
        }
    }
}
