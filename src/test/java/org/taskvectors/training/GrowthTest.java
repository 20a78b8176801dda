package org.taskvectors.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.analysis.PairPass;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.PairTensor;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.SeededNumbers;
import org.taskvectors.vector.Difference;
import org.taskvectors.vector.SavedVector;

/// What a run measures of its vector, against what the analysis measures of the saved one.
class GrowthTest {
    private static final Compute CPU = Compute.onCpu(2);
    private static final Pattern LAYER = Pattern.compile("\\.?(?:layers|h)\\.(\\d+)\\.");

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "LORA, llama, dense",
        "LORA, llama, adapter",
        "LORA, gpt2, dense",
        "LORA, gpt2, adapter",
        "DORA, llama, dense",
        "DORA, gpt2, adapter",
        "DORA, gpt2, dense",
        "FULL, llama, dense",
        "FULL, gpt2, adapter"
    })
    void normsAndCosinesAreThoseOfTheSavedVector(Method method, String model, String against)
            throws Exception {
        ToyRun run = ToyRun.of(folder, model);
        run.settings = ToyRun.settings(new Adaptation(method, 3, 6, true, 0, Set.of()), 6);
        run.keeping(0, 2, 1L << 40);
        Path other = against.equals("dense") ? dense(run.base) : adapter(run);
        run.compared = Optional.of(Located.of(other));

        TrainingResult result = run.train();

        assertThat(result.checkpoints()).hasSize(3);
        for (KeptCheckpoint kept : result.checkpoints()) {
            TrainingCurve.Norms norms =
                    result.curve().norms().stream()
                            .filter(one -> one.step() == kept.step())
                            .findFirst()
                            .orElseThrow();
            assertThat(kept.norm()).isEqualTo(norms.total());
            try (Checkpoint base = Located.of(run.base).open();
                    Checkpoint saved = Located.of(kept.folder()).open();
                    Checkpoint first = Located.of(result.checkpoints().getFirst().folder()).open();
                    Checkpoint theirs = Located.of(other).open()) {
                Checkpoint own = vector(saved, base);
                Measured measured = Measured.of(own, base);
                assertClose(norms.total(), measured.norm());
                for (int layer = 0; layer < norms.byLayer().size(); layer++) {
                    assertClose(norms.byLayer().get(layer), measured.layer(layer));
                }
                assertClose(
                        norms.cosine().orElseThrow(),
                        cosine(own, SavedVector.of(theirs).on(base), base));
                assertClose(
                        kept.cosineToFirst().orElseThrow(), cosine(own, vector(first, base), base));
                assertThat(kept.cosineToCompared()).isEqualTo(norms.cosine());
            }
        }
        // Between checkpoints it is measured too.
        assertThat(result.curve().norms()).hasSize(7);
        assertThat(result.curve().norms().get(3).cosine()).isPresent();
    }

    private static void assertClose(double got, double is) {
        assertThat(got).isCloseTo(is, within(1e-6 * Math.max(Math.abs(is), 1e-2)));
    }

    private static Checkpoint vector(Checkpoint saved, Checkpoint base) {
        if (saved instanceof Vector vector) {
            return vector.on(base);
        }
        List<Difference.Pair> pairs = new ArrayList<>();
        for (Tensor tensor : base.tensors()) {
            saved.tensor(tensor.name())
                    .filter(own -> own.dtype().isFloating())
                    .ifPresent(
                            own ->
                                    pairs.add(
                                            new Difference.Pair(
                                                    tensor,
                                                    own,
                                                    new Tensor(
                                                            tensor.name(),
                                                            DType.F32,
                                                            tensor.shape()))));
        }
        return new Difference(base, saved, pairs);
    }

    private record Measured(List<TensorProfile> tensors) {
        static Measured of(Checkpoint vector, Checkpoint base)
                throws IOException, CancelledException {
            return new Measured(
                    ProfilePass.run(
                                    vector,
                                    Optional.of(base),
                                    CPU,
                                    new Progress(),
                                    new Cancellation())
                            .tensors());
        }

        double norm() {
            return Math.sqrt(tensors.stream().mapToDouble(TensorProfile::sumSquares).sum());
        }

        double layer(int layer) {
            return Math.sqrt(
                    tensors.stream()
                            .filter(
                                    tensor -> {
                                        Matcher matcher = LAYER.matcher("." + tensor.name());
                                        return matcher.find()
                                                && Integer.parseInt(matcher.group(1)) == layer;
                                    })
                            .mapToDouble(TensorProfile::sumSquares)
                            .sum());
        }
    }

    private static double cosine(Checkpoint a, Checkpoint b, Checkpoint base)
            throws IOException, CancelledException {
        PairSums sums = PairPass.run(List.of(a, b), CPU, new Progress(), new Cancellation());
        double dot = sums.pairs().getFirst().stream().mapToDouble(PairTensor::dot).sum();
        return dot / Measured.of(a, base).norm() / Measured.of(b, base).norm();
    }

    /// A vector of all tensors of a base, as another program would save it.
    private Path dense(Path model) throws Exception {
        Path file = folder.resolve("dense.safetensors");
        try (Checkpoint base = Located.of(model).open();
                AtomicFile out = AtomicFile.begin(file);
                Arena arena = Arena.ofConfined()) {
            List<Tensor> tensors =
                    base.tensors().stream()
                            .filter(tensor -> tensor.dtype().isFloating())
                            .filter(tensor -> !tensor.name().endsWith(".attn.bias"))
                            .toList();
            SafetensorsLayout layout = SafetensorsLayout.of(tensors, Map.of("format", "pt"));
            out.write(0, ByteBuffer.wrap(layout.header()));
            for (int i = 0; i < tensors.size(); i++) {
                Tensor tensor = tensors.get(i);
                assertThat(tensor.dtype()).isEqualTo(DType.F32);
                SeededNumbers random = SeededNumbers.of(4, tensor.name());
                MemorySegment numbers = arena.allocate(tensor.bytes(), 8);
                for (long at = 0; at < tensor.elements(); at++) {
                    numbers.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) (random.unit(at) - 0.5));
                }
                out.write(layout.offset(i), numbers);
            }
            out.commit();
        }
        return file;
    }

    /// Another run's adapter, of another rank.
    private Path adapter(ToyRun like) throws Exception {
        ToyRun other = like.again();
        other.settings = ToyRun.settings(new Adaptation(Method.LORA, 5, 10, false, 0, Set.of()), 4);
        other.out = folder.resolve("other");
        other.train();
        assertThat(Files.exists(other.out.resolve("adapter_config.json"))).isTrue();
        return other.out;
    }
}
