package org.taskvectors.saving;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;

/// The folder of a PEFT adapter while it is written: factors as they come, behind the room that the
/// largest possible header needs; then the header, the weights' name, and last the configuration's.
/// Closing without [#commit] leaves what was there before.
public final class AdapterFolder implements Closeable {
    /// How PEFT calls the weights.
    public static final String WEIGHTS = "adapter_model.safetensors";

    /// How PEFT calls the configuration.
    static final String CONFIG = "adapter_config.json";

    private final Path folder;
    private final List<Path> made;
    private final AtomicFile weights;
    private final Map<String, String> metadata;
    private final int room;
    private final List<Tensor> written = new ArrayList<>();
    private long end;

    private AdapterFolder(
            Path folder,
            List<Path> made,
            AtomicFile weights,
            Map<String, String> metadata,
            int room) {
        this.folder = folder;
        this.made = made;
        this.weights = weights;
        this.metadata = metadata;
        this.room = room;
        this.end = room;
    }

    /// @param largest the factors at the highest ranks that they may get, all of them
    public static AdapterFolder begin(
            Path folder, List<Tensor> largest, Map<String, String> metadata) throws Failure {
        List<Path> made = AtomicFile.missingFolders(folder);
        int room = SafetensorsLayout.of(largest, metadata).header().length;
        return new AdapterFolder(
                folder, made, AtomicFile.begin(folder.resolve(WEIGHTS)), metadata, room);
    }

    /// Returns the bytes of the weights' file of these factors.
    public static long bytes(List<Tensor> factors, Map<String, String> metadata) {
        return SafetensorsLayout.of(factors, metadata).fileSize();
    }

    /// Whether an adapter may go into `folder`: one that does not exist or is empty, or with
    /// `overwrite` one that holds an adapter.
    ///
    /// @throws Failure that says why not
    public static void check(Path folder, Checkpoint vector, boolean overwrite) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw Failure.of(
                    FileProblem.NOT_A_FOLDER,
                    folder,
                    "an adapter is a folder, and this is a file",
                    "Choose another name");
        }
        List<Path> inputs = new ArrayList<>(vector.about().weightFiles());
        vector.path().ifPresent(inputs::add);
        boolean isInput = false;
        for (Path input : inputs) {
            isInput |= belongs(input.toRealPath(), folder.toRealPath());
        }
        if (isInput) {
            throw Failure.of(
                    SaveProblem.OUTPUT_IS_INPUT,
                    folder,
                    "the vector that is being read lies in this folder",
                    "Choose another folder");
        }
        if (AtomicFile.isVacant(folder)) {
            return;
        }
        if (!Files.exists(folder.resolve(CONFIG))) {
            throw Failure.of(
                    SaveProblem.NOT_AN_ADAPTER,
                    folder,
                    "this folder holds something other than an adapter",
                    "Choose another folder, or one that does not exist yet");
        }
        if (!overwrite) {
            throw Failure.of(
                    FileProblem.EXISTS,
                    folder,
                    "there is an adapter in this folder already",
                    "Choose another folder, or say that it may be replaced (--force)");
        }
    }

    private static boolean belongs(Path input, Path folder) {
        return input.equals(folder) || folder.equals(input.getParent());
    }

    /// Writes the data of the next tensor.
    public void write(Tensor tensor, MemorySegment bytes) throws Failure {
        weights.write(end, bytes);
        written.add(tensor);
        end += bytes.byteSize();
    }

    /// Bytes of the weights' file so far.
    public long size() {
        return end;
    }

    /// Gives both files their names, the configuration's last.
    public void commit(byte[] config) throws Failure {
        SafetensorsLayout layout = SafetensorsLayout.of(written, metadata, room);
        if (layout.header().length != room) {
            throw new IllegalStateException("the header outgrew its room");
        }
        weights.write(0, ByteBuffer.wrap(layout.header()));
        try (AtomicFile file = AtomicFile.begin(folder.resolve(CONFIG))) {
            file.write(0, ByteBuffer.wrap(config));
            weights.commit();
            file.commit();
        }
    }

    @Override
    public void close() {
        weights.close();
        made.forEach(AtomicFile::removeIfEmpty);
    }
}
