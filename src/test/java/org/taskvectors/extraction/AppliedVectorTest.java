package org.taskvectors.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.SideSums;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.SameNumbers;
import org.taskvectors.vector.SavedVector;

/// A vector that was extracted, put back onto its base.
class AppliedVectorTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";

    @TempDir private Path folder;

    private Path vector() {
        return folder.resolve("vector.safetensors");
    }

    private ExtractionResult extract(Checkpoint base, Path tunedPath, VocabularyPolicy vocabulary)
            throws Exception {
        try (Checkpoint tuned = Checkpoints.open(tunedPath)) {
            Policies policies = new Policies(OutputDType.SOURCE, Scope.ALL, vocabulary);
            return new Extractor("test", new ProfileStore(folder.resolve("cache")))
                    .extract(
                            new ExtractionRequest(
                                    Located.of(base),
                                    Located.of(tuned),
                                    vector(),
                                    policies,
                                    false,
                                    Compute.onCpu(2)),
                            new Progress(),
                            new Cancellation());
        }
    }

    /// What comes back is what the round trip said, weight by weight.
    @Test
    void asManyWeightsComeBackAsTheRoundTripSaid() throws Exception {
        Path tunedPath = GOLDEN.resolve("extraction/tuned.safetensors");
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve("extraction/base.safetensors"))) {
            ExtractionResult result = extract(base, tunedPath, VocabularyPolicy.REFUSE);
            try (Vector change = SavedVector.of(Checkpoints.open(vector()));
                    Checkpoint tuned = Checkpoints.open(tunedPath)) {
                // The round trip is in the dtype of the fine-tuned model.
                EditedModel model =
                        EditedModel.of(
                                base,
                                change,
                                tensor ->
                                        tuned.tensor(tensor.name())
                                                .map(Tensor::dtype)
                                                .orElse(tensor.dtype()));
                int checked = 0;
                for (TensorProfile tensor : result.profile().tensors()) {
                    SideSums sides = tensor.sides().orElseThrow();
                    if (sides.tuned().nan() == 0) {
                        long same =
                                same(
                                        tuned.tensor(tensor.name()).orElseThrow().dtype(),
                                        SameNumbers.bytes(model, tensor.name()),
                                        SameNumbers.bytes(tuned, tensor.name()));
                        assertThat(same).as(tensor.name()).isEqualTo(sides.roundTripSame());
                        checked++;
                    }
                }
                assertThat(checked).isGreaterThan(10);
            }
        }
    }

    private static long same(DType dtype, byte[] one, byte[] other) {
        long same = 0;
        int width = dtype.bytes();
        for (int at = 0; at < one.length; at += width) {
            boolean isSame = true;
            for (int i = at; i < at + width; i++) {
                isSame &= one[i] == other[i];
            }
            same += isSame ? 1 : 0;
        }
        return same;
    }

    /// Rows that the vector does not hold stay the base's, and a head that is the embedding follows
    /// it (`src/test/oracle/extraction/grown_vocabulary.py`).
    @ParameterizedTest
    @ValueSource(
            strings = {
                "untied-bf16",
                "untied-f32",
                "tied-bf16",
                "tied-f32",
                "tied-stored-bf16",
                "tied-stored-f32",
                "wider-tuned",
                "fewer-rows"
            })
    void ofAGrownVocabularyTheSharedRowsAreChanged(String name) throws Exception {
        Path models = GOLDEN.resolve("extraction/grown").resolve(name);
        try (Checkpoint base = Checkpoints.open(models.resolve("base"));
                Checkpoint expected = Checkpoints.open(models.resolve("applied.safetensors"))) {
            extract(base, models.resolve("tuned"), VocabularyPolicy.SHARED);
            try (Vector change = SavedVector.of(Checkpoints.open(vector()))) {
                EditedModel model = EditedModel.of(base, change);
                assertThat(model.tensors()).containsExactlyInAnyOrderElementsOf(expected.tensors());
                for (Tensor tensor : model.tensors()) {
                    assertThat(SameNumbers.bytes(model, tensor.name()))
                            .as(tensor.name())
                            .isEqualTo(SameNumbers.bytes(expected, tensor.name()));
                }
                assertThat(Naming.of(model).tying()).isEqualTo(Naming.of(base).tying());
            }
        }
    }

    /// Names of one storage in PyTorch's files are one weight of the vector, and change together
    /// (`src/test/oracle/vector/edited_tied.py`).
    @ParameterizedTest
    @ValueSource(strings = {"tied_base.pth", "tied_base_legacy.pth"})
    void namesOfOneStorageChangeTogether(String name) throws Exception {
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve("pytorch").resolve(name))) {
            extract(base, GOLDEN.resolve("pytorch/tied_tuned.pth"), VocabularyPolicy.REFUSE);
            try (Vector change = SavedVector.of(Checkpoints.open(vector()))) {
                EditedModel model = EditedModel.of(base, change);
                assertThat(change.tensor(HEAD)).isEmpty();
                assertThat(lines(model))
                        .containsExactlyInAnyOrderElementsOf(
                                Files.readAllLines(GOLDEN.resolve("vector/tied.tsv")));
                assertThat(Set.copyOf(model.tied().sets()))
                        .isEqualTo(Set.copyOf(base.tied().sets()))
                        .hasSize(2);
                assertThat(model.changed()).contains(EMBEDDING, HEAD);
            }
        }
    }

    private static List<String> lines(Checkpoint checkpoint) {
        return checkpoint.tensors().stream().map(tensor -> line(checkpoint, tensor)).toList();
    }

    /// Name, dtype, shape and SHA-256 of the numbers.
    private static String line(Checkpoint checkpoint, Tensor tensor) {
        try {
            String shape = tensor.shape().toString().replace(" × ", ",");
            String digest =
                    HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(SameNumbers.bytes(checkpoint, tensor.name())));
            return String.join("\t", tensor.name(), tensor.dtype().label(), shape, digest);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A vector that names either of the two, or both and each otherwise.
    @Test
    void whichOfTheNamesAVectorHoldsDecides() throws Exception {
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve("pytorch/tied_base.pth"))) {
            try (Vector head = floats("head", Map.of(HEAD, 0.25f))) {
                EditedModel model = EditedModel.of(base, head);
                assertSum(model, base, EMBEDDING, 0.25f);
                assertSum(model, base, HEAD, 0.25f);
                assertThat(model.tied().areOne(EMBEDDING, HEAD)).isTrue();
            }
            try (Vector both = floats("both", Map.of(EMBEDDING, 0.5f, HEAD, -1f))) {
                EditedModel model = EditedModel.of(base, both);
                assertSum(model, base, EMBEDDING, 0.5f);
                assertSum(model, base, HEAD, -1f);
                assertThat(model.tied().areOne(EMBEDDING, HEAD)).isFalse();
                assertThat(model.tied().sets()).as("the norms are still one").hasSize(1);
            }
        }
    }

    private static void assertSum(Checkpoint model, Checkpoint base, String name, float change)
            throws IOException {
        float[] was = floats(base, name);
        float[] is = floats(model, name);
        for (int i = 0; i < was.length; i++) {
            assertThat(is[i]).as("%s, element %d", name, i).isEqualTo(was[i] + change);
        }
    }

    private static float[] floats(Checkpoint checkpoint, String name) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.wrap(SameNumbers.bytes(checkpoint, name)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    /// A vector of 7 × 4 tensors that change every weight alike.
    private Vector floats(String name, Map<String, Float> changes) throws IOException {
        List<String> names = changes.keySet().stream().sorted().toList();
        SafetensorsLayout layout =
                SafetensorsLayout.of(
                        names.stream()
                                .map(each -> new Tensor(each, DType.F32, Shape.of(7, 4)))
                                .toList(),
                        Map.of("format", "pt"));
        ByteBuffer bytes =
                ByteBuffer.allocate((int) layout.fileSize()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(layout.header());
        for (String each : names) {
            for (int i = 0; i < 28; i++) {
                bytes.putFloat(changes.get(each));
            }
        }
        return SavedVector.of(
                Checkpoints.open(
                        Files.write(folder.resolve(name + ".safetensors"), bytes.array())));
    }
}
