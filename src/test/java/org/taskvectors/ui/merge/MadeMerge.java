package org.taskvectors.ui.merge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.Policies;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// A base of two layers, two models made from it, and their vectors, as files.
final class MadeMerge {
    static final String BASE = "b";
    static final String SST = "s";
    static final String MNLI = "m";
    static final String TUNED = "t";
    static final String OTHER = "o";

    /// Weights of each of the models.
    static final int WEIGHTS = 172;

    private final Path folder;
    final Path base;
    final Path tuned;
    final Path otherTuned;

    MadeMerge(Path folder) {
        this.folder = folder;
        base = TestCheckpoint.llama(folder.resolve("base.safetensors"), 1);
        tuned = TestCheckpoint.llama(folder.resolve("sst2-tuned.safetensors"), 2);
        otherTuned = TestCheckpoint.llama(folder.resolve("mnli-tuned.safetensors"), 3);
    }

    ProfileStore store() {
        return new ProfileStore(folder.resolve("cache"));
    }

    /// The library with all of it, and one model of other shapes.
    WorkspaceState library() throws IOException, CancelledException {
        Path other =
                TestCheckpoint.write(
                        folder.resolve("other.safetensors"),
                        9,
                        "model.embed_tokens.weight:8x4",
                        "model.layers.0.self_attn.q_proj.weight:6x4");
        return WorkspaceState.EMPTY
                .withItem(item(BASE, base, Role.BASE, Optional.empty()))
                .withItem(item(SST, extracted(tuned, "SST-2"), Role.VECTOR, Optional.of(BASE)))
                .withItem(item(MNLI, extracted(otherTuned, "MNLI"), Role.VECTOR, Optional.of(BASE)))
                .withItem(item(TUNED, tuned, Role.TUNED, Optional.of(BASE)))
                .withItem(item(OTHER, other, Role.TUNED, Optional.empty()));
    }

    private Path extracted(Path from, String name) throws IOException, CancelledException {
        Path vector = folder.resolve(name + ".safetensors");
        new Extractor("Program 1", store())
                .extract(
                        new ExtractionRequest(
                                Located.of(base),
                                Located.of(from),
                                vector,
                                Policies.DEFAULT,
                                false,
                                Compute.onCpu(1)),
                        new Progress(),
                        new Cancellation());
        return vector;
    }

    private static FileItem item(String id, Path path, Role role, Optional<String> of) {
        String file = String.valueOf(path.getFileName());
        return new FileItem(id, path, file.replace(".safetensors", ""), role, of, Optional.empty());
    }

    /// All weights of a file of [TestCheckpoint], in its order.
    static float[] weights(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = Math.toIntExact(bytes.getLong());
        FloatBuffer numbers =
                bytes.slice(8 + header, bytes.capacity() - 8 - header)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
        float[] all = new float[numbers.remaining()];
        numbers.get(all);
        return all;
    }

    /// What one file has over another.
    static double[] change(Path from, Path to) throws IOException {
        float[] before = weights(from);
        float[] after = weights(to);
        double[] change = new double[before.length];
        for (int i = 0; i < change.length; i++) {
            change[i] = after[i] - before[i];
        }
        return change;
    }
}
